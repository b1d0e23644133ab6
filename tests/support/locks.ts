import { db } from "#lib/db.ts";

/** How many statements wait for a lock that another transaction holds; only those with this text in them, if any is given. */
export const waitingForLocks = async (text = ""): Promise<number> => {
  const [row] = await db().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS "count" FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE ${`%${text}%`}`;
  return row?.count ?? 0;
};
