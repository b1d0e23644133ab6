import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ScheduleForm } from "#components/appointments/schedule-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { meAsClinician } from "#lib/accounts/server/find-home.ts";
import { firstPatients } from "#lib/accounts/server/find-people.ts";
import { read } from "#lib/boundary.ts";
import { schedulableTypes } from "#lib/call-types/server.ts";
import { myTeams } from "#lib/teams/server.ts";
import { timeZones } from "#lib/times/rules/name-zones.ts";
import { nextHalfHour, onTheClock } from "#lib/times/rules.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("appointments");
  return { title: t("schedule") };
}

export default async function NewAppointmentPage() {
  const t = await getTranslations("appointments");
  const [viewer, teams, kinds, patients] = await Promise.all([
    read(meAsClinician),
    read(myTeams),
    read(schedulableTypes),
    read(firstPatients),
  ]);
  const now = new Date();
  const first = onTheClock(nextHalfHour(now), viewer.timeZone);
  const today = onTheClock(now, viewer.timeZone).date;
  return (
    <div className="max-w-column">
      <PageHeader title={t("schedule")} back={{ href: "/appointments", label: t("appointments") }} />
      {teams.length === 0 ? (
        <Card>
          <EmptyState title={t("noTeamYet")}>{t("noTeamYetHint")}</EmptyState>
        </Card>
      ) : (
        <ScheduleForm
          requestId={randomUUID()}
          teams={teams.map(({ id, name }) => ({ id, name }))}
          kinds={kinds.toSorted((a, b) => Number(b.id === "default") - Number(a.id === "default"))}
          patients={patients}
          zones={timeZones()}
          zone={viewer.timeZone}
          first={{ ...first, today }}
          now={now.getTime()}
        />
      )}
    </div>
  );
}
