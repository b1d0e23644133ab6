import Link from "next/link";
import { useTranslations } from "next-intl";
import { Elapsed } from "#components/ui/countdown.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Time, TimeSpan } from "#components/ui/time.tsx";
import { type Entry, hasOtherClock, type Viewer } from "./entry.ts";
import { VisitBadge } from "./visit-state.tsx";

/** Appointments by time, one per line. The whole line is a link. */
export function AppointmentList({
  entries,
  viewer,
  serverNow,
  label,
}: {
  entries: Entry[];
  viewer: Viewer;
  serverNow: number;
  label: string;
}) {
  return (
    <ol aria-label={label} className="divide-y divide-line">
      {entries.map((entry) => (
        <Line key={entry.id} entry={entry} viewer={viewer} serverNow={serverNow} />
      ))}
    </ol>
  );
}

const highlights: Partial<Record<Entry["state"], string>> = {
  live: "bg-success-surface",
  waiting: "bg-warning-surface",
};

function Line({ entry, viewer, serverNow }: { entry: Entry; viewer: Viewer; serverNow: number }) {
  const t = useTranslations("appointments");
  const { id, type, patient, startsAt, endsAt, state, waitingSince } = entry;
  const isOver = state === "ended" || state === "cancelled" || state === "missed";
  return (
    <li
      className={`relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-gap py-3 hover:bg-sunken sm:grid-cols-[8rem_minmax(0,1fr)_auto] ${highlights[state] ?? ""}`}
    >
      <span className={`col-span-2 sm:col-span-1 ${isOver ? "text-ink-soft" : "font-semibold"}`}>
        <TimeSpan from={startsAt} to={endsAt} zone={viewer.timeZone} />
      </span>
      <span className="min-w-0">
        <Link
          href={`/appointments/${id}`}
          className={`break-words after:absolute after:inset-0 hover:underline ${
            state === "cancelled" ? "text-ink-soft line-through" : "font-semibold"
          }`}
        >
          {patient.name}
        </Link>
        <span className="block text-ink-soft text-sm">
          {entry.kind}
          {hasOtherClock(startsAt, patient.timeZone, viewer.timeZone) && (
            <>
              {" · "}
              {t.rich("timeForThem", { time: () => <Time at={startsAt} zone={patient.timeZone} /> })}
            </>
          )}
          {waitingSince && (
            <>
              {" · "}
              {t.rich("waitingFor", {
                elapsed: () => <Elapsed since={waitingSince.getTime()} serverNow={serverNow} />,
              })}
            </>
          )}
        </span>
      </span>
      <span className="flex flex-wrap items-center justify-end gap-2">
        <VisitBadge state={state} />
        {state === "live" && (
          <LinkButton href={`/visit/${type}/${id}`} size="sm" variant="secondary" className="relative z-10">
            {t("open")}
          </LinkButton>
        )}
      </span>
    </li>
  );
}
