import { useTranslations } from "next-intl";
import { Facts } from "#components/ui/facts.tsx";
import { Time, TimeSpan } from "#components/ui/time.tsx";
import type { getAppointment } from "#lib/appointments/server/list-appointments.ts";
import { zoneWords } from "#lib/times/rules/name-zones.ts";
import { hasOtherClock, type Viewer } from "./entry.ts";

export type Appointment = Awaited<ReturnType<typeof getAppointment>>;

function Moment({ appointment, zone }: { appointment: Appointment; zone: string }) {
  const t = useTranslations("appointments");
  const { startsAt, endsAt } = appointment;
  return (
    <>
      {t.rich("spanOnDate", {
        date: () => <Time at={startsAt} zone={zone} format="dateWithYear" />,
        span: () => <TimeSpan from={startsAt} to={endsAt} zone={zone} />,
      })}
      <span className="block font-normal text-ink-soft">{zoneWords(zone)}</span>
    </>
  );
}

/** When it is, in both time zones, and what it is about. */
export function AppointmentFacts({ appointment, viewer }: { appointment: Appointment; viewer: Viewer }) {
  const t = useTranslations("appointments");
  const { patient, startsAt, endsAt, kind, team, reason, cancelReason, state } = appointment;
  const { timeZone } = viewer;
  const minutes = Math.round((endsAt.getTime() - startsAt.getTime()) / 60_000);
  const isElsewhere = hasOtherClock(startsAt, patient.timeZone, timeZone);
  return (
    <Facts
      items={[
        { label: t("when"), value: <Moment appointment={appointment} zone={timeZone} /> },
        {
          label: t("forThePatient"),
          value: isElsewhere ? <Moment appointment={appointment} zone={patient.timeZone} /> : null,
        },
        { label: t("length"), value: t("minutes", { minutes }) },
        { label: t("kindOfVisit"), value: kind },
        { label: t("team"), value: team?.name },
        {
          label: t("reason"),
          value: reason && <span className="whitespace-pre-wrap font-normal">{reason}</span>,
        },
        {
          label: t("cancelReason"),
          value: state === "cancelled" && cancelReason !== null ? cancelReason || t("noReason") : null,
        },
      ]}
    />
  );
}
