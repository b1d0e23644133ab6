import "server-only";
import { isDeepStrictEqual } from "node:util";
import type { Actor, CallRef } from "#lib/access.ts";
import { type AuditEntry, auditEntry } from "#lib/audit/rules.ts";
import { record, recordAlone } from "#lib/audit/server.ts";
import { type CallPermission, permitCall } from "#lib/calls/server/permit-call.ts";
import { lockCall } from "#lib/calls/store.ts";
import { db, type Tx, transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { emit } from "#lib/events.ts";
import { muteSource } from "#lib/livekit-participants.ts";
import { type BlockInput, type GrantInput, type MuteInput, withGrant } from "#lib/members/rules.ts";
import * as store from "#lib/members/store.ts";
import { cancelRingsInTx } from "#lib/rings/server/settle-rings.ts";
import { roomName } from "#lib/sessions/rules.ts";
import { applyRulesToCall } from "#lib/sessions/server/apply-rules.ts";
import { evictInTx, finishEvictions } from "#lib/sessions/server/evict-members.ts";
import { openRoom } from "#lib/sessions/store/find-open.ts";

type Who = { userId: string } | { id: string };

/** The member meant, and the permit: nobody learns of a call or a member what is not theirs to know. */
const member = async <P extends CallPermission>(
  client: Tx | ReturnType<typeof db>,
  actor: Actor,
  ref: CallRef,
  permission: P,
  who: Who,
) => {
  const { permit } = await permitCall(client, actor, ref, permission);
  const found = await store.memberOf(client, ref, who);
  if (!found) throw new AppError("NOT_FOUND");
  return { permit, found };
};

/** Tells of the change and records it, last, because recording holds the audit log's lock. */
const note = async (tx: Tx, { type, id }: CallRef, entries: readonly AuditEntry[], now: Date) => {
  await emit(tx, { kind: "call-changed", type, id });
  await record(tx, entries, now);
};

const setBlocked = (actor: Actor, input: BlockInput, blocked: boolean, now: Date) =>
  transaction(async (tx) => {
    const who = { userId: input.userId };
    await member(tx, actor, input, "members.remove", who);
    if (input.userId === actor.userId) throw new AppError("NOT_ALLOWED");
    await lockCall(tx, input);
    // Whoever waited for the lock may have been removed or blocked meanwhile.
    const { permit, found } = await member(tx, actor, input, "members.remove", who);
    const out = blocked ? await evictInTx(tx, input, [found.id]) : null;
    const rings = blocked ? await cancelRingsInTx(tx, input, [found.id], actor.userId, now) : [];
    if (!(await store.setBlocked(tx, permit, found.id, blocked ? now : null))) {
      await record(tx, rings, now);
      return out;
    }
    const kind = blocked ? "member.blocked" : "member.unblocked";
    const entry = auditEntry(kind, actor.userId, input, { memberId: found.id, ...who });
    await note(tx, input, [...rings, entry], now);
    return out;
  });

/**
 * Blocks a member: they stay a member and cannot come in, at once and by no token of before, until they are unblocked.
 * Whoever is no member is out already, and cannot be blocked.
 * @throws AppError NOT_FOUND (call, or no member), NOT_ALLOWED (also for oneself)
 */
export const blockUser = async (actor: Actor, input: BlockInput, now = new Date()) => {
  await finishEvictions([await setBlocked(actor, input, true, now)]);
  return { blocked: true };
};

/** Lets a blocked member in again. @throws AppError NOT_FOUND, NOT_ALLOWED */
export const unblockUser = async (actor: Actor, input: BlockInput, now = new Date()) => {
  await setBlocked(actor, input, false, now);
  return { blocked: false };
};

const setGrant = async (actor: Actor, input: GrantInput, mayDo: boolean, now: Date) => {
  const who = { id: input.memberId };
  await transaction(async (tx) => {
    await member(tx, actor, input, "members.manage", who);
    // Two changes at once come one after another, each on what the other left, and by whom that leaves the right.
    await lockCall(tx, input);
    const { permit, found } = await member(tx, actor, input, "members.manage", who);
    const grants = withGrant(found, input.capability, mayDo);
    if (isDeepStrictEqual(grants, { granted: found.granted, revoked: found.revoked })) return;
    await store.setOwnGrants(tx, permit, found.id, grants);
    const kind = mayDo ? "member.granted" : "member.revoked";
    const details = { memberId: found.id, userId: found.userId, code: input.capability };
    await note(tx, input, [auditEntry(kind, actor.userId, input, details)], now);
  });
  await applyRulesToCall(input, now, [input.memberId]);
  return { memberId: input.memberId };
};

/**
 * Lets one member send sound, picture or screen, whatever their role, at once. What the call's settings turn off stays
 * off.
 * @throws AppError NOT_FOUND, NOT_ALLOWED
 */
export const grant = (actor: Actor, input: GrantInput, now = new Date()) => setGrant(actor, input, true, now);

/**
 * Takes it from one member, whatever their role; what they are sending of it ends at once.
 * @throws AppError NOT_FOUND, NOT_ALLOWED
 */
export const revoke = (actor: Actor, input: GrantInput, now = new Date()) =>
  setGrant(actor, input, false, now);

/**
 * Mutes what a member is sending; they can turn it on again themselves. `muted` says whether anything was on.
 * @throws AppError NOT_FOUND, NOT_ALLOWED, VIDEO_UNAVAILABLE
 */
export const muteMember = async (actor: Actor, input: MuteInput, now = new Date()) => {
  const who = { id: input.memberId };
  const { found } = await member(db(), actor, input, "members.mute", who);
  const room = await openRoom(input);
  const muted = room !== null && (await muteSource(roomName(room), found.id, input.source));
  if (muted) {
    const details = { memberId: found.id, userId: found.userId, code: input.source };
    await recordAlone(auditEntry("member.muted", actor.userId, input, details), now);
  }
  return { muted };
};
