import { useTranslations } from "next-intl";
import { Time } from "#components/ui/time.tsx";
import { outcomeWords, type SessionRow } from "./session-row.ts";
import { SessionSpan } from "./session-span.tsx";
import { useLasted } from "./use-lasted.ts";

type Viewer = { timeZone: string };

/** What became of an appointment, one sentence per session. */
export function VisitRecord({ sessions, viewer }: { sessions: SessionRow[]; viewer: Viewer }) {
  const t = useTranslations("attendance");
  return (
    <ul className="divide-y divide-line">
      {sessions.map((session) => (
        <li key={session.id} className="py-2.5 first:pt-0 last:pb-0">
          <p className="font-semibold">
            <Outcome session={session} />
          </p>
          <p className="text-ink-soft">
            {t.rich("dayAndSpan", {
              day: () => <Time at={session.startedAt} zone={viewer.timeZone} format="dateWithYear" />,
              span: () => <SessionSpan session={session} viewer={viewer} />,
            })}
          </p>
        </li>
      ))}
    </ul>
  );
}

function Outcome({ session }: { session: SessionRow }) {
  const t = useTranslations("attendance");
  const lasted = useLasted();
  const outcome = outcomeWords(t, session);
  if (session.togetherSeconds === 0) return outcome;
  const duration = lasted(session.togetherSeconds);
  return t(session.closedAt ? "endedTogether" : "liveTogether", { outcome, duration });
}
