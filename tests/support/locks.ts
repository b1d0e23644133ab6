import { db } from "#lib/db.ts";

/** Counts the statements that contain `text` and wait for another transaction's lock. */
export const countLockWaits = async (text = ""): Promise<number> => {
  const [row] = await db().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS "count" FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE ${`%${text}%`}`;
  return row?.count ?? 0;
};
