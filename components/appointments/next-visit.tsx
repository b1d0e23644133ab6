import { useTranslations } from "next-intl";
import { Avatar } from "#components/ui/avatar.tsx";
import { Card } from "#components/ui/card.tsx";
import { Countdown, Elapsed } from "#components/ui/countdown.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Time, TimeSpan } from "#components/ui/time.tsx";
import type { Entry, Viewer } from "./entry.ts";
import { hasOtherClock } from "./entry.ts";
import { StartVisit } from "./start-visit.tsx";
import { VisitBadge } from "./visit-state.tsx";

function Now({ entry, serverNow }: { entry: Entry; serverNow: number }) {
  const t = useTranslations("appointments");
  const start = entry.startsAt.getTime();
  if (entry.state === "live") return t("inProgress");
  if (entry.state === "waiting" && entry.waitingSince)
    return <WaitingFor since={entry.waitingSince.getTime()} serverNow={serverNow} />;
  if (start > serverNow)
    return t.rich("startsIn", { countdown: () => <Countdown to={start} serverNow={serverNow} /> });
  if (entry.state === "scheduled") return t("startedEarlier");
  return t.rich("overdue", { elapsed: () => <Elapsed since={start} serverNow={serverNow} /> });
}

function WaitingFor({ since, serverNow }: { since: number; serverNow: number }) {
  const t = useTranslations("appointments");
  return t.rich("inWaitingRoom", { elapsed: () => <Elapsed since={since} serverNow={serverNow} /> });
}

/** The current or next visit, with the button that starts it. */
export function NextVisit({ entry, viewer, serverNow }: { entry: Entry; viewer: Viewer; serverNow: number }) {
  const t = useTranslations("appointments");
  const { id, patient, startsAt, endsAt, kind } = entry;
  const isElsewhere = hasOtherClock(startsAt, patient.timeZone, viewer.timeZone);
  return (
    <Card
      tone="accent"
      title={entry.state === "live" ? t("now") : t("nextVisit")}
      actions={<VisitBadge state={entry.state} />}
    >
      <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-5">
        <div className="flex min-w-0 items-start gap-4">
          <Avatar name={patient.name} size="lg" />
          <div className="min-w-0">
            <p className="break-words font-bold text-2xl">{patient.name}</p>
            <p className="mt-1 text-ink-soft">
              {t.rich(isElsewhere ? "spanAndKindElsewhere" : "spanAndKind", {
                kind,
                span: () => <TimeSpan from={startsAt} to={endsAt} zone={viewer.timeZone} />,
                time: () => <Time at={startsAt} zone={patient.timeZone} />,
              })}
            </p>
            <p className="mt-2 text-lg">
              <Now entry={entry} serverNow={serverNow} />
            </p>
          </div>
        </div>
        <div className="flex w-full flex-wrap gap-2 sm:w-auto">
          <StartVisit entry={entry} viewer={viewer} />
          <LinkButton href={`/appointments/${id}`} variant="secondary">
            {t("details")}
          </LinkButton>
        </div>
      </div>
    </Card>
  );
}
