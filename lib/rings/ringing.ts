import "server-only";
import type { Actor, CallRef, Permit } from "#lib/access.ts";
import { type AuditEntry, auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { emit } from "#lib/events.ts";
import { enqueue } from "#lib/jobs.ts";
import { announceRings, announceSettled } from "#lib/notifications/server.ts";
import { callOf } from "#lib/sessions/store.ts";
import { expiresAt, outcomeFor, type RingOutcome, ringsPerRequest } from "./rules.ts";
import * as store from "./store.ts";

/** A caller whose page is being loaded again, or whose network failed for a moment, has not given up. */
const unattendedMs = 8_000;

type MayRing = Permit<"call.ring"> | Permit<"call.start"> | Permit<"call.create">;
type Rung = { readonly memberId: string; readonly state: RingOutcome };

/**
 * Everything that follows from rings that were just settled: what their people are told, and the event. Answers the audit
 * entries for the caller to record last.
 */
const conclude = async (
  tx: Tx,
  ref: CallRef,
  settled: readonly store.Settled[],
  actorId: string | null,
  now: Date,
): Promise<AuditEntry[]> => {
  if (settled.length === 0) return [];
  const idsOf = (isMissed: boolean) =>
    settled.filter((one) => (one.state === "missed") === isMissed).map((one) => one.ringId);
  await announceRings(tx, "ring-missed", idsOf(true), now);
  await announceSettled(tx, idsOf(false), now);
  await emit(tx, { kind: "call-changed", type: ref.type, id: ref.id });
  return settled.map(({ ringId, memberId, state }) =>
    auditEntry("ring.settled", actorId, ref, { ringId, memberId, state }),
  );
};

/**
 * Rings members of a call in its open session, in the transaction that holds the call's row: those named, or everybody but
 * the one who rings. Whoever rings already goes on ringing. Null, and nobody is rung, when `memberIds` is null and they
 * are more than a request may ring.
 */
export const ringInside = async (
  tx: Tx,
  permit: MayRing,
  given: CallRef & { sessionId: string; memberIds: readonly string[] | null },
  now: Date,
): Promise<{ rung: Rung[]; entries: AuditEntry[] } | null> => {
  const { type, id, sessionId, memberIds } = given;
  const rules = await store.rulesOf(tx, given);
  const query = { type, id, sessionId, memberIds, ringerId: permit.actor.userId, limit: ringsPerRequest + 1 };
  const people = await store.candidates(tx, rules, query, now);
  if (people.length > ringsPerRequest) return null;
  // What rang in vain and was not settled yet would stand in the way of ringing again.
  const settled = await store.missExpired(tx, sessionId, now);
  const entries = await conclude(tx, given, settled, null, now);

  const rung = people.map((one) => ({ ...one, state: outcomeFor(one) }));
  const rings = rung.flatMap(({ memberId, userId, state, busyBefore }) =>
    state === "ringing" || (state === "busy" && !busyBefore) ? [{ memberId, userId, state }] : [],
  );
  const expires = expiresAt(now, rules.settings.ring.missedAfterSeconds);
  const made = await store.insert(tx, permit, { sessionId, rings, expiresAt: expires }, now);
  const idsOf = (state: string) => made.filter((one) => one.state === state).map((one) => one.ringId);
  await announceRings(tx, "ring", idsOf("ringing"), now);
  await announceRings(tx, "ring-busy", idsOf("busy"), now);
  if (idsOf("ringing").length > 0) {
    const due = { sessionId, dueAt: expires.toISOString() };
    await enqueue(tx, "miss-rings", due, { runAt: expires, priority: -5 });
  }
  if (made.length > 0) await emit(tx, { kind: "call-changed", type, id });
  const started = made.map((ring) => auditEntry("ring.started", permit.actor.userId, given, ring));
  return {
    rung: rung.map(({ memberId, state }) => ({ memberId, state })),
    entries: [...entries, ...started],
  };
};

/** Settles the actor's ring in the call by their answer. Answers the audit entries; none when nothing rang in time. */
export const answerInside = async (
  tx: Tx,
  actor: Actor,
  ref: CallRef,
  to: Parameters<typeof store.answer>[3],
  now: Date,
): Promise<AuditEntry[]> => conclude(tx, ref, await store.answer(tx, actor, ref, to, now), actor.userId, now);

/**
 * Cancels what rings in a call, all of it or these members', in the caller's transaction: when the caller gives up, the
 * call ends, or somebody is taken out or blocked. Answers the audit entries, for the caller to record last.
 */
export const cancelInside = async (
  tx: Tx,
  ref: CallRef,
  memberIds: readonly string[] | null,
  actorId: string | null,
  now: Date,
): Promise<AuditEntry[]> => conclude(tx, ref, await store.cancel(tx, ref, memberIds, now), actorId, now);

/**
 * Somebody left the session: when nobody is there any more while it still rings, the caller has given up, unless they are
 * back in a moment. In the transaction that notes that they left.
 */
export const watchUnattended = async (tx: Tx, sessionId: string, now: Date): Promise<void> => {
  if (!(await store.ringsUnattended(tx, sessionId))) return;
  const runAt = new Date(now.getTime() + unattendedMs);
  await enqueue(tx, "cancel-unattended", { sessionId }, { runAt, priority: -5 });
};

const settleAlone = (
  sessionId: string,
  now: Date,
  settle: (tx: Tx, sessionId: string, now: Date) => Promise<store.Settled[]>,
) =>
  transaction(async (tx) => {
    const ref = await callOf(tx, sessionId);
    if (!ref) return;
    const entries = await conclude(tx, ref, await settle(tx, sessionId, now), null, now);
    await record(tx, entries, now);
  });

/** The job: nobody answered in time. However late it comes, and however often. */
export const missRings = ({ sessionId, dueAt }: { sessionId: string; dueAt: string }): Promise<void> => {
  const due = new Date(dueAt);
  const now = new Date();
  // The queue goes by the database's clock, which may be ahead of ours.
  return settleAlone(sessionId, now < due ? due : now, store.missExpired);
};

/** The job: nobody came back to those who are rung. */
export const cancelUnattended = (sessionId: string): Promise<void> =>
  settleAlone(sessionId, new Date(), store.cancelInEmpty);
