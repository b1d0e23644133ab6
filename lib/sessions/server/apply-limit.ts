import "server-only";
import type { Tx } from "#lib/db.ts";
import { emit } from "#lib/events.ts";
import { enqueue } from "#lib/jobs.ts";
import { changedEnd } from "#lib/sessions/rules.ts";
import { type LimitedSession, lockLimited, moveEnd } from "#lib/sessions/store/limit-sessions.ts";

/** Moves a session's end and tells its members. The job of the old end finds nothing to do. */
export async function moveEndInTx(
  tx: Tx,
  session: LimitedSession,
  endsAt: Date | null,
  extendedSeconds = session.extendedSeconds,
): Promise<void> {
  const { sessionId, type, id } = session;
  await moveEnd(tx, sessionId, endsAt, extendedSeconds);
  if (endsAt) await enqueue(tx, "close-overdue", { sessionId }, { runAt: endsAt });
  await emit(tx, { kind: "call-changed", type, id });
}

/** Gives the live sessions of a call, or of all calls of a type, the end that follows from their changed settings. */
export async function applyLimitInTx(tx: Tx, of: { type: string; id?: string }, now: Date): Promise<void> {
  for (const session of await lockLimited(tx, of)) {
    const endsAt = changedEnd(session, session.maxDurationSeconds, now);
    if (endsAt?.getTime() !== session.endsAt?.getTime()) await moveEndInTx(tx, session, endsAt);
  }
}
