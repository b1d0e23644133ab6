import "server-only";
import type { Actor, CallRef } from "#lib/access.ts";
import { record } from "#lib/audit/server.ts";
import { permitCallWithLock } from "#lib/calls/server/permit-call.ts";
import { transaction } from "#lib/db.ts";
import { openSessionId, settingsForStart } from "#lib/starting/store/insert-session.ts";
import { lockForStart, openSessionInTx } from "./open-session.ts";

/** Of simultaneous callers one opens the session. @throws AppError NOT_FOUND, NOT_ALLOWED, ENDED, CANCELLED */
export const startVisit = (
  actor: Actor,
  ref: CallRef,
  now = new Date(),
): Promise<{ sessionId: string; started: boolean }> =>
  transaction(async (tx) => {
    const { permit } = await permitCallWithLock(tx, actor, ref, "call.start", lockForStart);
    const open = await openSessionId(tx, ref);
    if (open) return { sessionId: open, started: false };
    const target = (await settingsForStart(tx, ref)).ring.onStart ? "all" : "none";
    const { sessionId, started, entries } = await openSessionInTx(tx, permit, ref, target, now);
    await record(tx, entries, now);
    return { sessionId, started };
  });
