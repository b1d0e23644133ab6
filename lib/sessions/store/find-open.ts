import "server-only";
import type { Actor, CallRef } from "#lib/access.ts";
import { db, type Tx } from "#lib/db.ts";
import type { RoomOf } from "#lib/sessions/rules.ts";
import { fetchAll, kysely } from "#lib/sql.ts";

export const openRoom = async (ref: CallRef): Promise<RoomOf | null> => {
  const row = await db().session.findFirst({
    where: { callType: ref.type, callId: ref.id, closedAt: null },
    select: { id: true, call: { select: { generation: true } } },
  });
  return row && { sessionId: row.id, generation: row.call.generation };
};

export const openCallsOf = async (tx: Tx, typeId: string): Promise<CallRef[]> => {
  const rows = await tx.session.findMany({
    where: { callType: typeId, closedAt: null },
    select: { callType: true, callId: true },
  });
  return rows.map((row) => ({ type: row.callType, id: row.callId }));
};

export const openRoomsOfType = async (typeId: string): Promise<(CallRef & { room: RoomOf })[]> => {
  const rows = await db().session.findMany({
    where: { callType: typeId, closedAt: null },
    select: { id: true, call: { select: { type: true, id: true, generation: true } } },
  });
  return rows.map(({ id, call }) => ({
    type: call.type,
    id: call.id,
    room: { sessionId: id, generation: call.generation },
  }));
};

/** Null when none is open, or the actor is no active member. */
export const findOwnRoom = async (
  actor: Actor,
  ref: CallRef,
): Promise<(RoomOf & { readonly memberId: string }) | null> => {
  const own = await db().member.findFirst({
    where: {
      callType: ref.type,
      callId: ref.id,
      userId: actor.userId,
      blockedAt: null,
      call: { deletedAt: null },
    },
    select: {
      id: true,
      call: {
        select: { generation: true, sessions: { where: { closedAt: null }, select: { id: true }, take: 1 } },
      },
    },
  });
  const [session] = own?.call.sessions ?? [];
  return own && session ? { sessionId: session.id, generation: own.call.generation, memberId: own.id } : null;
};

export const isOpenRoom = async (room: RoomOf): Promise<boolean> =>
  (await db().session.count({
    where: { id: room.sessionId, closedAt: null, call: { generation: room.generation, deletedAt: null } },
  })) > 0;

/** Always in the same order, because they are locked one by one. */
export function openCallsOfPerson(tx: Tx, userId: string) {
  const query = kysely
    .selectFrom("member as m")
    .innerJoin("session as s", (join) =>
      join.onRef("s.call_type", "=", "m.call_type").onRef("s.call_id", "=", "m.call_id"),
    )
    .where("s.closed_at", "is", null)
    .where("m.user_id", "=", userId)
    .orderBy("m.call_type")
    .orderBy("m.call_id")
    .select(["m.call_type as type", "m.call_id as id", "m.id as memberId"]);
  return fetchAll(tx, query);
}

export const callOf = async (tx: Tx, sessionId: string): Promise<CallRef | null> => {
  const where = { id: sessionId };
  const row = await tx.session.findUnique({ where, select: { callType: true, callId: true } });
  return row && { type: row.callType, id: row.callId };
};
