import "server-only";
import type { Actor, CallRef } from "#lib/access.ts";
import { type AuditEntry, auditEntry } from "#lib/audit/rules.ts";
import type { Tx } from "#lib/db.ts";
import { emit } from "#lib/events.ts";
import { announceRings, announceSettled } from "#lib/notifications/server.ts";
import * as store from "#lib/rings/store/settle-rings.ts";

/** Notifies and emits what follows from rings that were just settled. Returns the audit entries. */
export async function concludeInTx(
  tx: Tx,
  ref: CallRef,
  settled: readonly store.Settled[],
  actorId: string | null,
  now: Date,
): Promise<AuditEntry[]> {
  if (settled.length === 0) return [];
  const idsOf = (isMissed: boolean) =>
    settled.filter((one) => (one.state === "missed") === isMissed).map((one) => one.ringId);
  await announceRings(tx, "ring-missed", idsOf(true), now);
  await announceSettled(tx, idsOf(false), now);
  await emit(tx, { kind: "call-changed", type: ref.type, id: ref.id });
  return settled.map(({ ringId, memberId, state }) =>
    auditEntry("ring.settled", actorId, ref, { ringId, memberId, state }),
  );
}

/** Returns no entries when nothing was ringing. */
export const answerRingInTx = async (
  tx: Tx,
  actor: Actor,
  ref: CallRef,
  to: store.Answer,
  now: Date,
): Promise<AuditEntry[]> =>
  concludeInTx(tx, ref, await store.answerRing(tx, actor, ref, to, now), actor.userId, now);

/** Cancels all that rings in a call, or these members' rings. */
export const cancelRingsInTx = async (
  tx: Tx,
  ref: CallRef,
  memberIds: readonly string[] | null,
  actorId: string | null,
  now: Date,
): Promise<AuditEntry[]> =>
  concludeInTx(tx, ref, await store.cancelRings(tx, ref, memberIds, now), actorId, now);

export const missExpiredInTx = async (
  tx: Tx,
  ref: CallRef,
  sessionId: string,
  now: Date,
): Promise<AuditEntry[]> => concludeInTx(tx, ref, await store.missExpired(tx, sessionId, now), null, now);
