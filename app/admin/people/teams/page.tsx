import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { NewTeamForm } from "#components/teams/new-team-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Table } from "#components/ui/table.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { formatsFor } from "#lib/formats.ts";
import { listTeams } from "#lib/teams/server.ts";
import { timeZones, zoneWords } from "#lib/times/rules/name-zones.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("teams");
  return { title: t("teams") };
}

export default async function TeamsPage() {
  const t = await getTranslations("teams");
  const { number } = formatsFor(await getLocale());
  const [viewer, teams] = await Promise.all([read(me), read(listTeams)]);
  return (
    <>
      <PageHeader
        title={t("teams")}
        description={t("teamsHint")}
        back={{ href: "/admin/people", label: t("people") }}
      />
      <div className="flex flex-col gap-6">
        <Card flush>
          <Table
            caption={t("teams")}
            columns={[
              { key: "name", label: t("name"), cell: ({ name }) => name },
              { key: "zone", label: t("timeZone"), cell: ({ timeZone }) => zoneWords(timeZone) },
              {
                key: "people",
                label: t("people"),
                numeric: true,
                cell: ({ people }) => number(people),
              },
            ]}
            rows={teams}
            rowKey={({ id }) => id}
            empty={<EmptyState title={t("emptyTitle")}>{t("emptyHint")}</EmptyState>}
          />
        </Card>
        <Card title={t("newTeam")}>
          <div className="max-w-column">
            <NewTeamForm zones={timeZones()} zone={viewer.timeZone} />
          </div>
        </Card>
      </div>
    </>
  );
}
