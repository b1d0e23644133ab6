import "server-only";
import { sql } from "kysely";
import type { CallRef } from "#lib/access.ts";
import type { Tx } from "#lib/db.ts";
import type { RoomOf } from "#lib/sessions/rules.ts";
import { execute, fetchAll, kysely } from "#lib/sql.ts";

const endAttendances = (sessionId: string, now: Date) =>
  kysely
    .updateTable("attendance")
    .set(({ ref }) => ({ left_at: sql<Date>`greatest(${ref("joined_at")}, ${now})`, left_told: true }))
    .where("session_id", "=", sessionId)
    .where("left_at", "is", null);

/** With `overdue` only when its time is up, by our clock or the database's. Returns the rooms to close. */
export async function closeOpen(
  tx: Tx,
  { type, id }: CallRef,
  now: Date,
  { overdue = false } = {},
): Promise<RoomOf[]> {
  const query = kysely
    .updateTable("session as s")
    .from("call as c")
    .set(({ fn, ref, val }) => ({ closed_at: now, empty_since: fn.coalesce(ref("s.empty_since"), val(now)) }))
    .where("s.call_type", "=", type)
    .where("s.call_id", "=", id)
    .where("s.closed_at", "is", null)
    .whereRef("c.type", "=", "s.call_type")
    .whereRef("c.id", "=", "s.call_id")
    .$if(overdue, (all) => all.where("s.ends_at", "<=", sql<Date>`greatest(${now}::timestamptz, now())`))
    .returning(["s.id as sessionId", "c.generation"]);
  const closed = await fetchAll(tx, query);
  for (const { sessionId } of closed) await execute(tx, endAttendances(sessionId, now));
  return closed;
}

/** False when it has not been empty since `emptyBefore`, or is closed already. */
export async function closeIfEmpty(
  tx: Tx,
  sessionId: string,
  emptyBefore: Date,
  now: Date,
): Promise<boolean> {
  const query = kysely
    .updateTable("session as s")
    .set(({ fn }) => ({ closed_at: now, empty_since: fn.coalesce("s.empty_since", "s.started_at") }))
    .where("s.id", "=", sessionId)
    .where("s.closed_at", "is", null)
    .where(({ eb, fn }) => eb(fn.coalesce("s.empty_since", "s.started_at"), "<=", emptyBefore))
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom("attendance as a").whereRef("a.session_id", "=", "s.id").where("a.left_at", "is", null),
        ),
      ),
    );
  return (await execute(tx, query)) === 1;
}
