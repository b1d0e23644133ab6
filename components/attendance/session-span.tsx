import { useTranslations } from "next-intl";
import { Time, TimeSpan } from "#components/ui/time.tsx";
import type { SessionRow } from "./session-row.ts";

/** When people were connected, or when the session started if no one was. */
export function SessionSpan({ session, viewer }: { session: SessionRow; viewer: { timeZone: string } }) {
  const t = useTranslations("attendance");
  const { startedAt, openedAt, leftAt } = session;
  const zone = viewer.timeZone;
  if (openedAt && leftAt) return <TimeSpan from={openedAt} to={leftAt} zone={zone} />;
  return t.rich("fromTime", { time: () => <Time at={openedAt ?? startedAt} zone={zone} /> });
}
