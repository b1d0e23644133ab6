import "server-only";
import type { Actor } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { rowsPerBatch } from "#lib/bulk-changes/rules.ts";
import { lockAt, markStopped, settleRows } from "#lib/bulk-changes/store/advance-change.ts";
import { type ChangeForWork, changeForWork, rowsAfter } from "#lib/bulk-changes/store/read-batch.ts";
import { lockCall } from "#lib/calls/store.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { AppError, isAppError } from "#lib/errors.ts";
import { enqueue } from "#lib/jobs.ts";
import { changeMembers } from "#lib/members/server.ts";
import { actorForJob } from "#lib/session.ts";
import { beginWork } from "./list-matching.ts";
import {
  createMissingAccounts,
  doneRow,
  memberIdsToRemove,
  membersToWrite,
  settleBatch,
} from "./settle-batch.ts";

const refOf = (change: ChangeForWork) => ({ type: change.callType, id: change.callId });

/** The lock on the change's progress keeps a batch from being done twice. Returns what is left to do after the commit. */
async function runBatch(tx: Tx, actor: Actor, change: ChangeForWork, after: number, now: Date) {
  if (!(await lockAt(tx, change.id, after))) return null;
  const ref = refOf(change);
  if (!(await lockCall(tx, ref))) throw new AppError("NOT_FOUND");
  const rows = await rowsAfter(tx, change.id, after, rowsPerBatch);
  const settled = await createMissingAccounts(tx, actor, ref, await settleBatch(tx, change, rows));
  const done = after + rows.length;
  const doneRows = settled.map((row) => doneRow(row, change.kind));
  const isLast = await settleRows(tx, change, doneRows, done, now);
  if (!isLast) await enqueue(tx, "change-members", { changeId: change.id, after: done });
  const update = membersToWrite(settled);
  const remove = memberIdsToRemove(settled);
  const isChange = update.length + remove.length > 0;
  const afterwards = isChange ? await changeMembers(tx, actor, { ...ref, update, remove }, now) : null;
  const created = settled.filter(({ outcome }) => outcome === "created");
  const details = { changeId: change.id, rows: change.total };
  const entries = [
    ...created.map(({ userId = "" }) => auditEntry("account.created", actor.userId, userId)),
    ...(isLast ? [auditEntry("bulk-change.done", change.createdById, ref, details)] : []),
  ];
  await record(tx, entries, now);
  return afterwards;
}

const stopBecause = (change: ChangeForWork, code: string, now: Date) =>
  transaction(async (tx) => {
    if (!(await markStopped(tx, { changeId: change.id }, code, now))) return;
    const details = { changeId: change.id, code, done: change.done };
    await record(tx, [auditEntry("bulk-change.stopped", null, refOf(change), details)], now);
  });

/**
 * Processes the batch after row `after` and queues the next one, with the rights that the change's creator has now.
 * Running it twice does the work once; a failed last try stops the change.
 */
export async function changeBatch(
  batch: { changeId: string; after: number },
  isLastTry = false,
  now = new Date(),
) {
  const change = await changeForWork(batch.changeId);
  if (!change || change.state === "stopped" || change.state === "done") return;
  const actor = await actorForJob(change.createdById);
  if (!actor) return stopBecause(change, "NOT_ALLOWED", now);
  try {
    if (change.state === "queued") await beginWork(actor, change, now);
    const ready = (await changeForWork(change.id)) ?? change;
    const afterwards = await transaction((tx) => runBatch(tx, actor, ready, batch.after, now));
    await afterwards?.();
  } catch (error) {
    // The call is gone, or the actor lost the right: retrying can't help.
    const isFinal = isAppError(error, "NOT_FOUND") || isAppError(error, "NOT_ALLOWED");
    if (!isFinal && !isLastTry) throw error;
    await stopBecause(change, isAppError(error) ? error.code : "INTERNAL", now);
    if (!isFinal) throw error;
  }
}
