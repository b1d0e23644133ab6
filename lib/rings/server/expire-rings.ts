import "server-only";
import { record } from "#lib/audit/server.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { enqueue } from "#lib/jobs.ts";
import * as store from "#lib/rings/store/settle-rings.ts";
import { callOf } from "#lib/sessions/store/find-open.ts";
import { concludeInTx } from "./settle-rings.ts";

/** A caller who reloads the page or loses the network for a moment has not given up. */
const unattendedMs = 8_000;

/** Cancels what rings in an empty session, unless someone is back in a moment. */
export async function watchUnattendedInTx(tx: Tx, sessionId: string, now: Date): Promise<void> {
  if (!(await store.ringsUnattended(tx, sessionId))) return;
  const runAt = new Date(now.getTime() + unattendedMs);
  await enqueue(tx, "cancel-unattended", { sessionId }, { runAt, priority: -5 });
}

type Settle = (tx: Tx, sessionId: string, now: Date) => Promise<store.Settled[]>;

const settle = (sessionId: string, now: Date, settleInTx: Settle) =>
  transaction(async (tx) => {
    const ref = await callOf(tx, sessionId);
    if (!ref) return;
    await record(tx, await concludeInTx(tx, ref, await settleInTx(tx, sessionId, now), null, now), now);
  });

/** May run late and more than once. */
export function missRings({ sessionId, dueAt }: { sessionId: string; dueAt: string }): Promise<void> {
  const due = new Date(dueAt);
  const now = new Date();
  // The queue uses the database's clock, which may be ahead of ours.
  return settle(sessionId, now < due ? due : now, store.missExpired);
}

export const cancelUnattended = (sessionId: string): Promise<void> =>
  settle(sessionId, new Date(), store.cancelInEmpty);
