import type { Metadata } from "next";
import { NewTeamForm } from "#components/teams/new-team-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Table } from "#components/ui/table.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { listTeams } from "#lib/teams/server.ts";
import { timeZones, zoneWords } from "#lib/times/rules.ts";

export const metadata: Metadata = { title: "Teams" };

/** The clinics, wards and practices, and a new one. */
export default async function TeamsPage() {
  const [viewer, teams] = await Promise.all([read(me), read(listTeams)]);
  return (
    <>
      <PageHeader
        title="Teams"
        description="Who is in which is changed under People, at each person."
        back={{ href: "/admin/people", label: "People" }}
      />
      <div className="flex flex-col gap-6">
        <Card flush>
          <Table
            caption="Teams"
            columns={[
              { key: "name", label: "Name", cell: ({ name }) => name },
              { key: "zone", label: "Time zone", cell: ({ timeZone }) => zoneWords(timeZone) },
              {
                key: "people",
                label: "People",
                numeric: true,
                cell: ({ people }) => people.toLocaleString(viewer.locale),
              },
            ]}
            rows={teams}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title="No team yet">Appointments belong to a team. Make the first.</EmptyState>
            }
          />
        </Card>
        <Card title="New team">
          <div className="max-w-column">
            <NewTeamForm zones={timeZones()} zone={viewer.timeZone} />
          </div>
        </Card>
      </div>
    </>
  );
}
