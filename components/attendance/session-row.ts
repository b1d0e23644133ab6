import type { listSessions } from "#lib/attendance/server.ts";
import type { Translator } from "#lib/catalogue.ts";

export type SessionRow = Awaited<ReturnType<typeof listSessions>>["sessions"][number];

/** How a session turned out, or stands while it is live. */
export const outcomeWords = (
  t: Translator<"attendance">,
  { closedAt, outcome }: Pick<SessionRow, "closedAt" | "outcome">,
) => (closedAt ? t(`ended.${outcome}`) : t(`live.${outcome}`));
