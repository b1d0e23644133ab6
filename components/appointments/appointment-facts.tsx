import { Facts } from "#components/ui/facts.tsx";
import { Time, TimeSpan } from "#components/ui/time.tsx";
import type { getAppointment } from "#lib/appointments/server.ts";
import { zoneWords } from "#lib/times/rules.ts";
import { hasOtherClock, type Viewer } from "./entry.ts";

export type Appointment = Awaited<ReturnType<typeof getAppointment>>;

function Moment({ appointment, zone, locale }: { appointment: Appointment; zone: string; locale: string }) {
  const { startsAt, endsAt } = appointment;
  return (
    <>
      <Time at={startsAt} zone={zone} locale={locale} format="dateWithYear" />,{" "}
      <TimeSpan from={startsAt} to={endsAt} zone={zone} locale={locale} />
      <span className="block font-normal text-ink-soft">{zoneWords(zone)}</span>
    </>
  );
}

/** When, on both clocks, and what it is about. */
export function AppointmentFacts({ appointment, viewer }: { appointment: Appointment; viewer: Viewer }) {
  const { patient, startsAt, endsAt, kind, team, reason, cancelReason, state } = appointment;
  const { timeZone, locale } = viewer;
  const minutes = Math.round((endsAt.getTime() - startsAt.getTime()) / 60_000);
  const isElsewhere = hasOtherClock(startsAt, patient.timeZone, timeZone);
  return (
    <Facts
      items={[
        { label: "When", value: <Moment appointment={appointment} zone={timeZone} locale={locale} /> },
        {
          label: "For the patient",
          value: isElsewhere ? (
            <Moment appointment={appointment} zone={patient.timeZone} locale={locale} />
          ) : null,
        },
        { label: "Length", value: `${minutes} minutes` },
        { label: "Kind of visit", value: kind },
        { label: "Team", value: team?.name },
        {
          label: "Reason",
          value: reason && <span className="whitespace-pre-wrap font-normal">{reason}</span>,
        },
        {
          label: "Cancelled because",
          value:
            state === "cancelled" && cancelReason !== null ? cancelReason || "No reason was given." : null,
        },
      ]}
    />
  );
}
