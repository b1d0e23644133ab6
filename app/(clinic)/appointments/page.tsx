import { CalendarPlus, ChevronLeft, ChevronRight } from "lucide-react";
import type { Metadata } from "next";
import { RefreshOnTime } from "#components/appointments/refresh-on-time";
import { WeekDays } from "#components/appointments/week-days";
import { RefreshOnChange } from "#components/live/refresh-on-change";
import { Icon } from "#components/ui/icon";
import { LinkButton } from "#components/ui/link-button";
import { PageHeader } from "#components/ui/page-header";
import { Time } from "#components/ui/time";
import { meAsClinician } from "#lib/accounts/home";
import { listAppointments } from "#lib/appointments/server";
import { read } from "#lib/boundary";
import { weekAt } from "#lib/times/rules";

export const metadata: Metadata = { title: "Appointments" };

/** A week of the clinician's appointments, in the clinician's own zone. `?week=` is any day of it. */
export default async function AppointmentsPage({
  searchParams,
}: {
  searchParams: Promise<{ week?: string | string[] }>;
}) {
  const { week: asked } = await searchParams;
  const viewer = await read(meAsClinician, {});
  const now = new Date();
  const week = weekAt(typeof asked === "string" ? asked : undefined, now, viewer.timeZone);
  const entries = await read(listAppointments, { from: week.from, to: week.to });
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
          icon={<Icon of={ChevronLeft} />}
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
          icon={<Icon of={ChevronRight} />}
          className="flex-row-reverse"
        >
          Week after
        </LinkButton>
      </nav>
      <WeekDays week={week} entries={entries} viewer={viewer} serverNow={now.getTime()} />
    </>
  );
}
