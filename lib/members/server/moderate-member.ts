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

/** Checks the permission before the member is looked up, so it reveals nothing about calls of others. */
const permitMember = async <P extends CallPermission>(
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

/** Recording comes last because it holds the audit log's lock. */
const emitAndRecord = async (tx: Tx, { type, id }: CallRef, entries: readonly AuditEntry[], now: Date) => {
  await emit(tx, { kind: "call-changed", type, id });
  await record(tx, entries, now);
};

const setBlocked = (actor: Actor, input: BlockInput, blocked: boolean, now: Date) =>
  transaction(async (tx) => {
    const who = { userId: input.userId };
    await permitMember(tx, actor, input, "members.remove", who);
    if (input.userId === actor.userId) throw new AppError("NOT_ALLOWED");
    await lockCall(tx, input);
    const { permit, found } = await permitMember(tx, actor, input, "members.remove", who);
    const out = blocked ? await evictInTx(tx, input, [found.id]) : null;
    const rings = blocked ? await cancelRingsInTx(tx, input, [found.id], actor.userId, now) : [];
    if (!(await store.setBlocked(tx, permit, found.id, blocked ? now : null))) {
      await record(tx, rings, now);
      return out;
    }
    const kind = blocked ? "member.blocked" : "member.unblocked";
    const entry = auditEntry(kind, actor.userId, input, { memberId: found.id, ...who });
    await emitAndRecord(tx, input, [...rings, entry], now);
    return out;
  });

/** Also refuses their older tokens. They stay a member. @throws AppError NOT_FOUND, NOT_ALLOWED (also for oneself) */
export async function blockUser(actor: Actor, input: BlockInput, now = new Date()) {
  await finishEvictions([await setBlocked(actor, input, true, now)]);
  return { blocked: true };
}

/** @throws AppError NOT_FOUND, NOT_ALLOWED */
export async function unblockUser(actor: Actor, input: BlockInput, now = new Date()) {
  await setBlocked(actor, input, false, now);
  return { blocked: false };
}

const setGrant = async (actor: Actor, input: GrantInput, isGranted: boolean, now: Date) => {
  const who = { id: input.memberId };
  await transaction(async (tx) => {
    await permitMember(tx, actor, input, "members.manage", who);
    // The actor may have lost the permission while waiting for the lock.
    await lockCall(tx, input);
    const { permit, found } = await permitMember(tx, actor, input, "members.manage", who);
    const grants = withGrant(found, input.capability, isGranted);
    if (isDeepStrictEqual(grants, { granted: found.granted, revoked: found.revoked })) return;
    await store.setOwnGrants(tx, permit, found.id, grants);
    const kind = isGranted ? "member.granted" : "member.revoked";
    const details = { memberId: found.id, userId: found.userId, code: input.capability };
    await emitAndRecord(tx, input, [auditEntry(kind, actor.userId, input, details)], now);
  });
  await applyRulesToCall(input, now, [input.memberId]);
  return { memberId: input.memberId };
};

/** Applies whatever the role, within what the call's settings allow. @throws AppError NOT_FOUND, NOT_ALLOWED */
export const grant = (actor: Actor, input: GrantInput, now = new Date()) => setGrant(actor, input, true, now);

/** Ends at once what the member is publishing with it. @throws AppError NOT_FOUND, NOT_ALLOWED */
export const revoke = (actor: Actor, input: GrantInput, now = new Date()) =>
  setGrant(actor, input, false, now);

/** `muted` is false if it was off already. @throws AppError NOT_FOUND, NOT_ALLOWED, VIDEO_UNAVAILABLE */
export async function muteMember(actor: Actor, input: MuteInput, now = new Date()) {
  const who = { id: input.memberId };
  const { found } = await permitMember(db(), actor, input, "members.mute", who);
  const room = await openRoom(input);
  const muted = room !== null && (await muteSource(roomName(room), found.id, input.source));
  if (muted) {
    const details = { memberId: found.id, userId: found.userId, code: input.source };
    await recordAlone(auditEntry("member.muted", actor.userId, input, details), now);
  }
  return { muted };
}
