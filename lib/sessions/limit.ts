import "server-only";
import type { Actor, CallRef } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { permitLockedCall } from "#lib/calls/server/permit-call.ts";
import { lockCall } from "#lib/calls/store.ts";
import { db, type Tx, transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { emit } from "#lib/events.ts";
import { enqueue } from "#lib/jobs.ts";
import { changedEnd, type ExtendInput, extendedEnd, roomName } from "./rules.ts";
import { closeRooms } from "./server.ts";
import * as store from "./store.ts";

/** Moves the end and tells everybody. The job of the old end finds that it is not time, and does nothing. */
const moveEnd = async (
  tx: Tx,
  session: store.LimitedSession,
  endsAt: Date | null,
  extendedSeconds = session.extendedSeconds,
) => {
  const { sessionId, type, id } = session;
  await store.moveEnd(tx, sessionId, endsAt, extendedSeconds);
  if (endsAt) await enqueue(tx, "close-overdue", { sessionId }, { runAt: endsAt });
  await emit(tx, { kind: "call-changed", type, id });
};

/**
 * Adds minutes to the session that is on, before its time is over. Everybody in it sees the new end.
 * @throws AppError NOT_FOUND, NOT_ALLOWED, CONFLICT (no session is on, it has no end, is over, or would last over a day)
 */
export const extendSession = (
  actor: Actor,
  input: ExtendInput,
  now = new Date(),
): Promise<{ endsAt: Date }> =>
  transaction(async (tx) => {
    const ref = { type: input.type, id: input.id };
    await permitLockedCall(tx, actor, ref, "session.extend");
    const [session] = await store.lockLimited(tx, ref);
    const endsAt = session && extendedEnd(session, input.minutes, now);
    if (!session || !endsAt) throw new AppError("CONFLICT");
    await moveEnd(tx, session, endsAt, session.extendedSeconds + input.minutes * 60);
    const details = { sessionId: session.sessionId, minutes: input.minutes, endsAt: endsAt.toISOString() };
    await record(tx, [auditEntry("session.extended", actor.userId, ref, details)], now);
    return { endsAt };
  });

/**
 * The settings of a call, or of all calls of a type, were changed in the caller's transaction: sessions that are on get
 * the end that follows from them.
 */
export const applyLimit = async (tx: Tx, of: { type: string; id?: string }, now: Date): Promise<void> => {
  for (const session of await store.lockLimited(tx, of)) {
    const endsAt = changedEnd(session, session.maxDurationSeconds, now);
    if (endsAt?.getTime() !== session.endsAt?.getTime()) await moveEnd(tx, session, endsAt);
  }
};

const closeOf = (ref: CallRef, now: Date): Promise<string[]> =>
  transaction(async (tx) => {
    await lockCall(tx, ref);
    const closed = await store.closeOpen(tx, ref, now, { overdue: true });
    if (closed.length === 0) return [];
    await emit(tx, { kind: "call-changed", ...ref });
    const entries = closed.map(({ sessionId }) =>
      auditEntry("session.closed", null, ref, { sessionId, code: "time-up" }),
    );
    await record(tx, entries, now);
    return closed.map(roomName);
  });

/**
 * Closes a session whose time is over, for everybody in it. The call has not ended: it can be started again. Does nothing
 * when the session was extended or is closed. Run by a job at its end, and by the reconciler in case the job was lost.
 */
export const closeOverdue = async (sessionId: string, now = new Date()): Promise<void> => {
  const ref = await store.callOf(db(), sessionId);
  if (ref) await closeRooms(await closeOf(ref, now));
};
