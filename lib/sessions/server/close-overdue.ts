import "server-only";
import type { CallRef } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { lockCall } from "#lib/calls/store.ts";
import { db, transaction } from "#lib/db.ts";
import { emit } from "#lib/events.ts";
import { roomName } from "#lib/sessions/rules.ts";
import { closeOpen } from "#lib/sessions/store/close-session.ts";
import { callOf } from "#lib/sessions/store/find-open.ts";
import { closeRooms } from "./close-sessions.ts";

const closeRow = (ref: CallRef, now: Date): Promise<string[]> =>
  transaction(async (tx) => {
    await lockCall(tx, ref);
    const closed = await closeOpen(tx, ref, now, { overdue: true });
    if (closed.length === 0) return [];
    await emit(tx, { kind: "call-changed", ...ref });
    const entries = closed.map(({ sessionId }) =>
      auditEntry("session.closed", null, ref, { sessionId, code: "time-up" }),
    );
    await record(tx, entries, now);
    return closed.map(roomName);
  });

/** Run by a job at the session's end, which may have moved, and by the reconciler. The call can be started again. */
export async function closeOverdue(sessionId: string, now = new Date()): Promise<void> {
  const ref = await callOf(db(), sessionId);
  if (ref) await closeRooms(await closeRow(ref, now));
}
