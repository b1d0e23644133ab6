import { Time } from "#components/ui/time.tsx";
import { SessionSpan } from "./session-span.tsx";
import { lasted, outcomeSoFar, outcomeWords, type SessionRow } from "./session-words.ts";

/** What became of an appointment: each time it was on, in a sentence. */
export function TookPlace({
  sessions,
  viewer,
}: {
  sessions: SessionRow[];
  viewer: { timeZone: string; locale: string };
}) {
  return (
    <ul className="divide-y divide-line">
      {sessions.map((session) => (
        <li key={session.id} className="py-2.5 first:pt-0 last:pb-0">
          <p className="font-semibold">
            {(session.closedAt ? outcomeWords : outcomeSoFar)[session.outcome]}
            {session.togetherSeconds > 0 &&
              `, ${lasted(session.togetherSeconds, viewer.locale)} together${session.closedAt ? "" : " so far"}`}
          </p>
          <p className="text-ink-soft">
            <Time
              at={session.startedAt}
              zone={viewer.timeZone}
              locale={viewer.locale}
              format="dateWithYear"
            />
            , <SessionSpan session={session} viewer={viewer} />
          </p>
        </li>
      ))}
    </ul>
  );
}
