import "server-only";
import type { CallRef } from "#lib/access.ts";
import { type AuditEntry, auditEntry } from "#lib/audit/rules.ts";
import type { Tx } from "#lib/db.ts";
import { emit } from "#lib/events.ts";
import { enqueue } from "#lib/jobs.ts";
import { announceRings } from "#lib/notifications/server.ts";
import { expiresAt, ringsPerRequest } from "#lib/rings/rules.ts";
import { missExpiredInTx } from "#lib/rings/server/settle-rings.ts";
import { outcomeFor, type RingOutcome } from "#lib/starting/rules.ts";
import * as store from "#lib/starting/store/insert-rings.ts";
import type { MayOpen } from "#lib/starting/store/insert-session.ts";

type Rung = { readonly memberId: string; readonly state: RingOutcome };
type Made = Awaited<ReturnType<typeof store.insertRings>>;

async function announce(tx: Tx, call: CallRef & { sessionId: string }, made: Made, expires: Date, now: Date) {
  if (made.length === 0) return;
  const { type, id, sessionId } = call;
  const idsOf = (state: string) => made.filter((one) => one.state === state).map((one) => one.ringId);
  const ringing = idsOf("ringing");
  await announceRings(tx, "ring", ringing, now);
  await announceRings(tx, "ring-busy", idsOf("busy"), now);
  const due = { sessionId, dueAt: expires.toISOString() };
  if (ringing.length > 0) await enqueue(tx, "miss-rings", due, { runAt: expires, priority: -5 });
  await emit(tx, { kind: "call-changed", type, id });
}

/** The caller holds the call's row and records `entries` last. Null when they are too many, and no one is rung. */
export async function ringInTx(
  tx: Tx,
  permit: MayOpen,
  call: CallRef & { sessionId: string; memberIds: readonly string[] | null },
  now: Date,
): Promise<{ rung: Rung[]; entries: AuditEntry[] } | null> {
  const { type, id, sessionId, memberIds } = call;
  const rules = await store.rulesForRinging(tx, call);
  const ringerId = permit.actor.userId;
  const query = { type, id, sessionId, memberIds, ringerId, limit: ringsPerRequest + 1 };
  const people = await store.findCandidates(tx, rules, query, now);
  if (people.length > ringsPerRequest) return null;
  // An expired ring that isn't settled yet would prevent a new one.
  const entries = await missExpiredInTx(tx, call, sessionId, now);

  const rung = people.map((one) => ({ ...one, state: outcomeFor(one) }));
  const rings = rung.flatMap(({ memberId, userId, state, busyBefore }) =>
    state === "ringing" || (state === "busy" && !busyBefore) ? [{ memberId, userId, state }] : [],
  );
  const expires = expiresAt(now, rules.settings.ring.missedAfterSeconds);
  const made = await store.insertRings(tx, permit, { sessionId, rings, expiresAt: expires }, now);
  await announce(tx, call, made, expires, now);
  return {
    rung: rung.map(({ memberId, state }) => ({ memberId, state })),
    entries: [...entries, ...made.map((ring) => auditEntry("ring.started", ringerId, call, ring))],
  };
}
