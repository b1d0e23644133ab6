import { Avatar } from "#components/ui/avatar.tsx";
import { Card } from "#components/ui/card.tsx";
import { Countdown, Elapsed } from "#components/ui/countdown.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Time, TimeSpan } from "#components/ui/time.tsx";
import type { Entry, Viewer } from "./entry.ts";
import { hasOtherClock } from "./entry.ts";
import { StartVisit } from "./start-visit.tsx";
import { VisitBadge } from "./visit-state.tsx";

/** What is to be known about it right now, as a sentence whose number moves by itself. */
function Now({ entry, serverNow, locale }: { entry: Entry; serverNow: number; locale: string }) {
  const start = entry.startsAt.getTime();
  if (entry.state === "live") return "The visit is going on.";
  if (entry.state === "waiting" && entry.waitingSince)
    return (
      <>
        In the waiting room for{" "}
        <Elapsed since={entry.waitingSince.getTime()} serverNow={serverNow} locale={locale} />.
      </>
    );
  if (start > serverNow)
    return (
      <>
        Starts in <Countdown to={start} serverNow={serverNow} locale={locale} />.
      </>
    );
  if (entry.state === "scheduled") return "It was on already. Start it again to go on.";
  return (
    <>
      Should have started <Elapsed since={start} serverNow={serverNow} locale={locale} /> ago. Nobody is
      waiting yet.
    </>
  );
}

/** The visit that matters now: who, when in words, and the one press to begin. */
export function NextVisit({ entry, viewer, serverNow }: { entry: Entry; viewer: Viewer; serverNow: number }) {
  const { id, patient, startsAt, endsAt } = entry;
  const isElsewhere = hasOtherClock(startsAt, patient.timeZone, viewer.timeZone);
  return (
    <Card
      tone="accent"
      title={entry.state === "live" ? "Now" : "Next visit"}
      actions={<VisitBadge state={entry.state} />}
    >
      <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-5">
        <div className="flex min-w-0 items-start gap-4">
          <Avatar name={patient.name} size="lg" />
          <div className="min-w-0">
            <p className="break-words font-bold text-2xl">{patient.name}</p>
            <p className="mt-1 text-ink-soft">
              <TimeSpan from={startsAt} to={endsAt} zone={viewer.timeZone} locale={viewer.locale} />,{" "}
              {entry.kind}
              {isElsewhere && (
                <>
                  . For them it is <Time at={startsAt} zone={patient.timeZone} locale={viewer.locale} />
                </>
              )}
            </p>
            <p className="mt-2 text-lg">
              <Now entry={entry} serverNow={serverNow} locale={viewer.locale} />
            </p>
          </div>
        </div>
        <div className="flex w-full flex-wrap gap-2 sm:w-auto">
          <StartVisit entry={entry} viewer={viewer} />
          <LinkButton href={`/appointments/${id}`} variant="secondary">
            Details
          </LinkButton>
        </div>
      </div>
    </Card>
  );
}
