import { CalendarPlus, ChevronLeft, ChevronRight } from "lucide-react";
import type { Metadata } from "next";
import { RefreshOnTime } from "#components/appointments/refresh-on-time.ts";
import { WeekDays } from "#components/appointments/week-days.tsx";
import { RefreshOnChange } from "#components/live/refresh-on-change.ts";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Time } from "#components/ui/time.tsx";
import { meAsClinician } from "#lib/accounts/server/find-home.ts";
import { listAppointments } from "#lib/appointments/server.ts";
import { read } from "#lib/boundary.ts";
import { weekAt } from "#lib/times/rules.ts";

export const metadata: Metadata = { title: "Appointments" };

/** A week of the clinician's appointments, in the clinician's own zone. `?week=` is any day of it. */
export default async function AppointmentsPage({
  searchParams,
}: {
  searchParams: Promise<{ week?: string | string[] }>;
}) {
  const { week: asked } = await searchParams;
  const viewer = await read(meAsClinician);
  const now = new Date();
  const week = weekAt(typeof asked === "string" ? asked : undefined, now, viewer.timeZone);
  const entries = await read((actor) => listAppointments(actor, { from: week.from, to: week.to }));
  const isThisWeek = week.days.some((day) => day.date === week.today);
  return (
    <>
      <RefreshOnTime />
      <RefreshOnChange />
      <PageHeader
        title="Appointments"
        description={
          <>
            {isThisWeek ? "This week, from " : "The week from "}
            <Time at={week.from} zone={viewer.timeZone} locale={viewer.locale} format="dateWithYear" />
          </>
        }
        actions={
          <LinkButton href="/appointments/new" icon={<Icon of={CalendarPlus} />}>
            Schedule an appointment
          </LinkButton>
        }
      />
      <nav aria-label="Weeks" className="mb-6 flex flex-wrap gap-2">
        <LinkButton
          href={`/appointments?week=${week.previous}`}
          variant="secondary"
          icon={<Icon directional of={ChevronLeft} />}
        >
          Week before
        </LinkButton>
        {!isThisWeek && (
          <LinkButton href="/appointments" variant="secondary">
            This week
          </LinkButton>
        )}
        <LinkButton
          href={`/appointments?week=${week.next}`}
          variant="secondary"
          icon={<Icon directional of={ChevronRight} />}
          className="flex-row-reverse"
        >
          Week after
        </LinkButton>
      </nav>
      <WeekDays week={week} entries={entries} viewer={viewer} serverNow={now.getTime()} />
    </>
  );
}
