import "server-only";
import { sql } from "kysely";
import type { CallRef } from "#lib/access.ts";
import type { Tx } from "#lib/db.ts";
import type { RoomOf } from "#lib/sessions/rules.ts";
import { anyOf, fetchAll, kysely } from "#lib/sql.ts";

/** The clocks of several machines differ by less. */
const maxClockSkew = sql`interval '5 minutes'`;

const lockMembers = ({ type, id }: CallRef, memberIds: readonly string[]) =>
  kysely
    .selectFrom("member")
    .where("call_type", "=", type)
    .where("call_id", "=", id)
    .where("id", "=", anyOf(memberIds))
    .orderBy("id")
    .select("id")
    .forNoKeyUpdate();

const membersWithToken = ({ type, id }: CallRef, memberIds: readonly string[]) =>
  kysely
    .selectFrom("session as s")
    .innerJoin("call as c", (join) =>
      join.onRef("c.type", "=", "s.call_type").onRef("c.id", "=", "s.call_id"),
    )
    .innerJoin("member as m", (join) =>
      join.onRef("m.call_type", "=", "c.type").onRef("m.call_id", "=", "c.id"),
    )
    .where("s.call_type", "=", type)
    .where("s.call_id", "=", id)
    .where("s.closed_at", "is", null)
    .where("m.id", "=", anyOf(memberIds))
    .where("m.token_at", ">=", ({ ref }) => sql<Date>`${ref("s.started_at")} - ${maxClockSkew}`)
    .orderBy("m.id")
    .select(["s.id as sessionId", "c.generation", "m.id as memberId"]);

/** Locks all of their rows: a member who asks for a token meanwhile waits, and is then decided about anew. */
export async function tokenHolders(tx: Tx, ref: CallRef, memberIds: readonly string[]) {
  await fetchAll(tx, lockMembers(ref, memberIds));
  const rows = await fetchAll(tx, membersWithToken(ref, memberIds));
  const [first] = rows;
  if (!first) return null;
  const { sessionId, generation } = first;
  return { room: { sessionId, generation }, memberIds: rows.map(({ memberId }) => memberId) };
}

/** False when `room` is no longer the call's room. */
export async function leaveRoom(tx: Tx, room: RoomOf): Promise<boolean> {
  const { sessionId: id, generation } = room;
  const { count } = await tx.call.updateMany({
    where: { generation, deletedAt: null, sessions: { some: { id, closedAt: null } } },
    data: { generation: { increment: 1 } },
  });
  return count === 1;
}
