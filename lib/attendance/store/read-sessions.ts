import "server-only";
import { sql } from "kysely";
import type { CallRef, Permit } from "#lib/access.ts";
import type { Segment } from "#lib/attendance/rules.ts";
import { db } from "#lib/db.ts";
import type { MemberRole } from "#lib/roles.ts";
import { anyOf, fetchAll, fetchFirst, kysely } from "#lib/sql.ts";

const sessionsOfCall = ({ type, id }: CallRef) =>
  kysely
    .selectFrom("session as s")
    .innerJoin("call as c", (join) =>
      join.onRef("c.type", "=", "s.call_type").onRef("c.id", "=", "s.call_id"),
    )
    .where("c.deleted_at", "is", null)
    .where("s.call_type", "=", type)
    .where("s.call_id", "=", id)
    .select((eb) => [
      "s.id",
      "s.started_at as startedAt",
      "s.opened_at as openedAt",
      "s.empty_since as emptySince",
      "s.closed_at as closedAt",
      "s.ends_at as endsAt",
      eb
        .selectFrom("attendance as a")
        .whereRef("a.session_id", "=", "s.id")
        .select(({ ref }) => sql<number>`count(distinct ${ref("a.user_id")})::int`.as("count"))
        .$asScalar()
        .$notNull()
        .as("people"),
    ]);

/** Sessions of a call, newest first. Keyset by (startedAt, id). */
export function sessionsOf(
  _permit: Permit<"sessions.read">,
  ref: CallRef,
  { before, limit }: { before: { startedAt: Date; id: string } | null; limit: number },
) {
  let query = sessionsOfCall(ref).orderBy("s.started_at", "desc").orderBy("s.id", "desc").limit(limit);
  if (before) {
    const { startedAt, id } = before;
    query = query.where((eb) => eb(eb.refTuple("s.started_at", "s.id"), "<", eb.tuple(startedAt, id)));
  }
  return fetchAll(db(), query);
}

export const oneSession = (_permit: Permit<"sessions.read">, ref: CallRef, id: string) =>
  fetchFirst(db(), sessionsOfCall(ref).where("s.id", "=", id));

export type SessionRow = NonNullable<Awaited<ReturnType<typeof oneSession>>>;

export type SideRow = Segment & { readonly sessionId: string; readonly leading: boolean };

/**
 * When anyone of each side was connected, in segments that don't overlap: few rows even for a class of thousands. An open
 * connection lasts until `now`.
 */
export async function sidesOf(sessionIds: readonly string[], now: Date): Promise<SideRow[]> {
  const sides = kysely
    .selectFrom("attendance as a")
    .where("a.session_id", "=", anyOf(sessionIds))
    .select(({ ref }) => [
      "a.session_id as sessionId",
      sql<boolean>`coalesce(${ref("a.role")} in ('clinician', 'assistant'), false)`.as("leading"),
      sql`range_agg(tstzrange(${ref("a.joined_at")},
        greatest(${ref("a.joined_at")}, coalesce(${ref("a.left_at")}, ${now})), '[)'))`.as("times"),
    ])
    .groupBy(["sessionId", "leading"]);
  const query = kysely
    .selectFrom([sides.as("side"), sql`unnest(${sql.ref("side.times")})`.as("one")])
    .select([
      "side.sessionId",
      "side.leading",
      sql<Date>`lower(${sql.ref("one")})`.as("from"),
      sql<Date>`upper(${sql.ref("one")})`.as("to"),
    ])
    .orderBy("side.sessionId")
    .orderBy("side.leading")
    .orderBy("from");
  const rows = await fetchAll(db(), query);
  return rows.map(({ from, to, ...row }) => ({ ...row, from: from.getTime(), to: to.getTime() }));
}

const connectionsByPerson = (sessionId: string) =>
  kysely
    .selectFrom("attendance as a")
    .where("a.session_id", "=", sessionId)
    .groupBy("a.user_id")
    .select(({ fn, ref }) => [
      "a.user_id as userId",
      fn.min("a.joined_at").as("joinedAt"),
      sql<MemberRole | null>`(array_agg(${ref("a.role")} order by ${ref("a.joined_at")} desc)
        filter (where ${ref("a.role")} is not null))[1]`.as("role"),
      fn.agg<Date[]>("array_agg", ["a.joined_at"]).orderBy("a.joined_at").orderBy("a.id").as("joins"),
      fn.agg<(Date | null)[]>("array_agg", ["a.left_at"]).orderBy("a.joined_at").orderBy("a.id").as("leaves"),
    ]);

/** People of a session in the order they joined, each with all their connections. Keyset by (joinedAt, userId). */
export async function peopleOf(
  _permit: Permit<"sessions.read">,
  sessionId: string,
  { after, limit }: { after: { joinedAt: Date; userId: string } | null; limit: number },
) {
  let query = kysely
    .selectFrom(connectionsByPerson(sessionId).as("own"))
    .innerJoin("user as u", "u.id", "own.userId")
    .select(["own.userId", "own.joinedAt", "own.role", "own.joins", "own.leaves", "u.name"])
    .orderBy("own.joinedAt")
    .orderBy("own.userId")
    .limit(limit);
  if (after) {
    const { joinedAt, userId } = after;
    query = query.where((eb) =>
      eb(eb.refTuple("own.joinedAt", "own.userId"), ">", eb.tuple(joinedAt, userId)),
    );
  }
  const rows = await fetchAll(db(), query);
  return rows.map(({ joins, leaves, ...row }) => ({
    ...row,
    connections: joins.map((joinedAt, index) => ({ joinedAt, leftAt: leaves[index] ?? null })),
  }));
}

export type PersonRow = Awaited<ReturnType<typeof peopleOf>>[number];
