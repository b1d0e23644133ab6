import "server-only";
import type { Actor } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import type { BulkChangeRef } from "#lib/bulk-changes/rules.ts";
import { markResumed, markStopped } from "#lib/bulk-changes/store/advance-change.ts";
import { permitCall } from "#lib/calls/server/permit-call.ts";
import { transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { enqueue } from "#lib/jobs.ts";

/** Stops after the running batch. @throws AppError NOT_FOUND, NOT_ALLOWED, CONFLICT (it has ended) */
export const stopChange = (actor: Actor, { changeId, ...ref }: BulkChangeRef, now = new Date()) =>
  transaction(async (tx) => {
    await permitCall(tx, actor, ref, "members.manage");
    if (!(await markStopped(tx, { changeId, ref }, "ASKED", now))) throw new AppError("CONFLICT");
    const details = { changeId, code: "ASKED" };
    await record(tx, [auditEntry("bulk-change.stopped", actor.userId, ref, details)], now);
    return { changeId };
  });

/** Continues with this actor's rights. @throws AppError NOT_FOUND, NOT_ALLOWED, CONFLICT (it isn't stopped) */
export const resumeChange = (actor: Actor, { changeId, ...ref }: BulkChangeRef, now = new Date()) =>
  transaction(async (tx) => {
    const { permit } = await permitCall(tx, actor, ref, "members.manage");
    const done = await markResumed(tx, permit, ref, changeId);
    if (done === null) throw new AppError("CONFLICT");
    await enqueue(tx, "change-members", { changeId, after: done });
    await record(tx, [auditEntry("bulk-change.started", actor.userId, ref, { changeId, done })], now);
    return { changeId };
  });
