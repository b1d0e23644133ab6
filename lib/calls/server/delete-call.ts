import "server-only";
import { type Actor, allow, type CallRef } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { type DeleteCallInput, deleteCallInput } from "#lib/calls/rules.ts";
import * as store from "#lib/calls/store.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { emit } from "#lib/events.ts";
import { parse } from "#lib/input.ts";
import { closeRooms, closeSessionsInTx } from "#lib/sessions/server/close-sessions.ts";

/** Ends the live session and hides the call from everyone. */
async function hide(tx: Tx, actor: Actor, ref: CallRef, now: Date) {
  const permit = allow(actor, "call.delete", { ...ref, teamId: null, member: null });
  // Before the generation is raised, because the rooms are named after the old one.
  const rooms = await closeSessionsInTx(tx, ref, now);
  const ended = await store.markDeleted(tx, permit, ref, now);
  await emit(tx, { kind: "call-ended", ...ref });
  for (const userId of new Set(ended.map((one) => one.userId)))
    await emit(tx, { kind: "sign-in-ended", userId });
  return { permit, rooms };
}

/**
 * Deletes a call: its live session ends, and no one finds it again. `hard` also removes the rows, of a call deleted before
 * too, unless something has to be kept: an appointment, or that someone was connected.
 * @throws AppError NOT_FOUND, NOT_ALLOWED, IN_USE (an upcoming appointment; `hard`: something has to be kept)
 */
export async function deleteCall(actor: Actor, given: DeleteCallInput, now = new Date()) {
  const { hard, ...ref } = parse(deleteCallInput, given);
  const rooms = await transaction(async (tx) => {
    // Administrators have no relation to a call that is deleted already, and may still remove its rows.
    const relation = await store.relationOf(tx, actor, ref);
    allow(actor, "call.delete", relation ?? { ...ref, teamId: null, member: null });
    const kept = await store.keptThings(tx, ref);
    if (!kept || (kept.deleted && !hard)) throw new AppError("NOT_FOUND");
    if (kept.scheduled || (hard && (kept.appointment || kept.attended))) throw new AppError("IN_USE");
    const { permit, rooms: closed } = await hide(tx, actor, ref, now);
    if (hard) await store.removeCall(tx, permit, ref);
    const details = { way: hard ? "hard" : "soft" };
    await record(tx, [auditEntry("call.deleted", actor.userId, ref, details)], now);
    return closed;
  });
  await closeRooms(rooms);
  return { deleted: true };
}
