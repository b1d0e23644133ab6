import { Time, TimeSpan } from "#components/ui/time.tsx";
import type { SessionRow } from "./session-words.ts";

type Viewer = { timeZone: string; locale: string };

/** From when until when people were connected; from when it was started where nobody was. */
export function SessionSpan({ session, viewer }: { session: SessionRow; viewer: Viewer }) {
  const { startedAt, openedAt, leftAt } = session;
  const zone = viewer.timeZone;
  const { locale } = viewer;
  return openedAt && leftAt ? (
    <TimeSpan from={openedAt} to={leftAt} zone={zone} locale={locale} />
  ) : (
    <>
      from <Time at={openedAt ?? startedAt} zone={zone} locale={locale} />
    </>
  );
}
