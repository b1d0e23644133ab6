import "server-only";
import { type Actor, allow, type CallRef } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { permitCall } from "#lib/calls/server/permit-call.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { emit } from "#lib/events.ts";
import { parse } from "#lib/input.ts";
import { applyLimit } from "#lib/sessions/limit.ts";
import { applyToCall } from "#lib/sessions/server/apply-rules.ts";
import { closeRooms, closeSessions } from "#lib/sessions/server.ts";
import { type DeleteCallInput, deleteCallInput, type UpdateCallInput, updateCallInput } from "./rules.ts";
import * as store from "./store.ts";

/**
 * Changes a call's data, time or settings, in what is on too. Its team, type and id are fixed. An appointment's time is the
 * appointment's.
 * @throws AppError NOT_FOUND, NOT_ALLOWED, BAD_INPUT (also `startsAt` of an appointment's call)
 */
export const updateCall = async (actor: Actor, given: UpdateCallInput, now = new Date()) => {
  const { type, id, ...changes } = parse(updateCallInput, given);
  const ref = { type, id };
  const codes = Object.keys(changes).filter((field) => changes[field as keyof typeof changes] !== undefined);
  await transaction(async (tx) => {
    const { permit } = await permitCall(tx, actor, ref, "call.update");
    const kept = await store.keptThings(tx, ref);
    if (changes.startsAt !== undefined && kept?.appointment)
      throw new AppError("BAD_INPUT", { fields: { startsAt: "invalid" } });
    await store.changeCall(tx, permit, ref, changes);
    if (changes.settingsOverride) await applyLimit(tx, ref, now);
    await emit(tx, { kind: "call-changed", ...ref });
    await record(tx, [auditEntry("call.updated", actor.userId, ref, { fields: codes.join(",") })], now);
  });
  if (changes.settingsOverride) await applyToCall(ref, now);
  return { updated: codes };
};

/** Ends what is on, and lets nobody find it any more. */
const hide = async (tx: Tx, actor: Actor, ref: CallRef, now: Date) => {
  const permit = allow(actor, "call.delete", { ...ref, teamId: null, member: null });
  // Before the generation is raised: the rooms are named by the old one.
  const rooms = await closeSessions(tx, ref, now);
  const ended = await store.markDeleted(tx, permit, ref, now);
  await emit(tx, { kind: "call-ended", ...ref });
  for (const userId of new Set(ended.map((one) => one.userId)))
    await emit(tx, { kind: "sign-in-ended", userId });
  return { permit, rooms };
};

/**
 * Deletes a call: what is on ends, and nobody finds it any more. `hard` takes the rows away too, of a call deleted before as
 * well, where nothing has to be kept: no appointment, and nobody was ever connected.
 * @throws AppError NOT_FOUND, NOT_ALLOWED, IN_USE (an appointment that is still to be; `hard`: something has to be kept)
 */
export const deleteCall = async (actor: Actor, given: DeleteCallInput, now = new Date()) => {
  const { hard, ...ref } = parse(deleteCallInput, given);
  const rooms = await transaction(async (tx) => {
    const relation = await store.relationOf(tx, actor, ref);
    const subject = relation ?? { ...ref, teamId: null, member: null };
    allow(actor, "call.delete", subject);
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
};
