import "server-only";
import { type Actor, allow, type CallRef } from "#lib/access";
import { record } from "#lib/audit/server";
import { cidOf } from "#lib/calls/rules";
import { relationOf } from "#lib/calls/store";
import { db, transaction } from "#lib/db";
import { AppError } from "#lib/errors";
import { emit } from "#lib/events";
import { putOut } from "#lib/sessions/server";
import { fromCursor, type Position, toCursor } from "./rules.ts";
import * as store from "./store.ts";

const cursor = (row: store.MemberRow | undefined, way: Position["way"]) =>
  row ? toCursor({ at: row.createdAt.toISOString(), id: row.id, way }) : null;

/**
 * A page of a call's members, newest first. `next` and `prev` are cursors, null at the ends.
 * @throws AppError NOT_FOUND, NOT_ALLOWED, BAD_INPUT (a cursor that is none of ours)
 */
export const queryMembers = async (
  actor: Actor,
  input: CallRef & { limit: number; cursor: string | null },
) => {
  const relation = await relationOf(db(), actor, input);
  if (!relation) throw new AppError("NOT_FOUND");
  const permit = allow(actor, "members.read", relation);
  const from = input.cursor === null ? null : fromCursor(input.cursor);
  if (input.cursor !== null && !from) throw new AppError("BAD_INPUT", { fields: { cursor: "invalid" } });
  const rows = await store.page(permit, input, { limit: input.limit, from });
  const more = rows.length > input.limit;
  const shown = rows.slice(0, input.limit);
  const back = from?.way === "prev";
  if (back) shown.reverse();
  return {
    members: shown,
    next: back || more ? cursor(shown.at(-1), "next") : null,
    prev: (back ? more : from !== null) ? cursor(shown[0], "prev") : null,
  };
};

/** Takes somebody out of the call, now and for good: their connection, links and pushes of this call end. */
export const removeMember = async (actor: Actor, input: CallRef & { memberId: string }, now = new Date()) => {
  await transaction(async (tx) => {
    const relation = await relationOf(tx, actor, input);
    if (!relation) throw new AppError("NOT_FOUND");
    const removed = await store.remove(tx, allow(actor, "members.manage", relation), input, input.memberId);
    if (!removed) throw new AppError("NOT_FOUND");
    await emit(tx, { kind: "call-changed", type: input.type, id: input.id });
    // A link's sign-in has gone with the member: their streams look again and end.
    await emit(tx, { kind: "sign-in-ended", userId: removed.userId });
    const subject = `call:${cidOf(input)}`;
    await record(
      tx,
      [
        {
          kind: "member.removed",
          actorId: actor.userId,
          subject,
          details: { userId: removed.userId, role: removed.role },
        },
      ],
      now,
    );
  });
  await putOut(input, [input.memberId]);
  return { removed: true };
};
