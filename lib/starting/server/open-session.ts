import "server-only";
import type { CallRef } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { lockCall } from "#lib/calls/store.ts";
import type { Tx } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { emit } from "#lib/events.ts";
import { enqueue } from "#lib/jobs.ts";
import { announceStart } from "#lib/notifications/server.ts";
import { firstEnd } from "#lib/sessions/rules.ts";
import type { RingTarget } from "#lib/starting/rules.ts";
import * as store from "#lib/starting/store/insert-session.ts";
import { ringInTx } from "./ring-members.ts";

/** @throws AppError NOT_FOUND, ENDED, CANCELLED */
export async function lockForStart(tx: Tx, ref: CallRef): Promise<void> {
  const call = await lockCall(tx, ref);
  if (!call) throw new AppError("NOT_FOUND");
  if (await store.isCancelled(tx, ref)) throw new AppError("CANCELLED");
  if (call.endedAt) throw new AppError("ENDED");
}

async function insertWithLimit(tx: Tx, permit: store.MayOpen, ref: CallRef, now: Date) {
  const { maxDurationSeconds } = await store.settingsForStart(tx, ref);
  const endsAt = firstEnd(now, maxDurationSeconds);
  const session = await store.insertSession(tx, permit, ref, endsAt, now);
  const { sessionId, started } = session;
  if (started && endsAt) await enqueue(tx, "close-overdue", { sessionId }, { runAt: endsAt });
  return session;
}

async function ring(
  tx: Tx,
  permit: store.MayOpen,
  call: CallRef & { sessionId: string },
  target: RingTarget,
  now: Date,
) {
  if (target === "none") return { rung: [], entries: [] };
  const memberIds = target === "all" ? null : target;
  return (await ringInTx(tx, permit, { ...call, memberIds }, now)) ?? { rung: null, entries: [] };
}

/**
 * Once per session. The caller holds the call's row and records `entries` last. `rung` is null when "all" are too many.
 */
export async function openSessionInTx(
  tx: Tx,
  permit: store.MayOpen,
  { type, id }: CallRef,
  target: RingTarget,
  now: Date,
) {
  const ref = { type, id };
  const session = await insertWithLimit(tx, permit, ref, now);
  const { sessionId, started } = session;
  const { rung, entries } = await ring(tx, permit, { ...ref, sessionId }, target, now);
  if (!started) return { ...session, rung, entries };
  const told = (rung ?? []).filter(({ state }) => state === "ringing" || state === "busy");
  const rungMemberIds = told.map(({ memberId }) => memberId);
  await announceStart(tx, { sessionId, type, id, startedBy: permit.actor.userId, rungMemberIds }, now);
  await emit(tx, { kind: "call-started", type, id });
  const start = auditEntry("call.started", permit.actor.userId, ref, { sessionId });
  return { ...session, rung, entries: [start, ...entries] };
}
