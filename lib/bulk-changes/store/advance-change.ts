import "server-only";
import type { CallRef, Permit } from "#lib/access.ts";
import { isFailed, type Outcome } from "#lib/bulk-changes/rules.ts";
import { db, type Tx } from "#lib/db.ts";
import type { MemberRole } from "#lib/roles.ts";
import type { ChangeForWork } from "./read-batch.ts";

export const deleteChangesBefore = (then: Date) =>
  db().bulkChange.deleteMany({ where: { finishedAt: { lt: then } } });

export async function markRunning(tx: Tx, changeId: string, now: Date) {
  const where = { id: changeId, state: "queued" as const };
  return (await tx.bulkChange.updateMany({ where, data: { state: "running", startedAt: now } })).count === 1;
}

/** Locks the change if it is running and exactly `done` rows are done; otherwise returns false. */
export async function lockAt(tx: Tx, changeId: string, done: number) {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "bulk_change"
    WHERE "id" = ${changeId}::uuid AND "state" = 'running' AND "done" = ${done} FOR UPDATE`;
  return rows.length === 1;
}

export type DoneRow = {
  n: number;
  outcome: Outcome;
  userId: string | null;
  role: MemberRole | null;
  custom: unknown;
};

/** The last batch finishes the change. Returns whether this was the last. */
export async function settleRows(
  tx: Tx,
  change: Pick<ChangeForWork, "id" | "total">,
  rows: readonly DoneRow[],
  done: number,
  now: Date,
) {
  await tx.$executeRaw`
    UPDATE "bulk_change_row" AS row SET "outcome" = one."outcome", "user_id" = one."userId",
      "role" = coalesce(one."role"::"MemberRole", row."role"), "custom" = coalesce(one."custom", row."custom")
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS one("n" int, "outcome" text, "userId" uuid, "role" text, "custom" jsonb)
    WHERE row."change_id" = ${change.id}::uuid AND row."n" = one."n"`;
  const failed = rows.filter(({ outcome }) => isFailed(outcome)).length;
  const isLast = done >= change.total;
  await tx.bulkChange.updateMany({
    where: { id: change.id, state: "running" },
    data: {
      done,
      failed: { increment: failed },
      ...(isLast && { state: "done" as const, finishedAt: now }),
    },
  });
  return isLast;
}

/** Returns false if the change was over already. */
export async function markStopped(
  tx: Tx,
  { changeId: id, ref }: { changeId: string; ref?: CallRef },
  stopCode: string,
  now: Date,
) {
  const place = ref ? { callType: ref.type, callId: ref.id } : {};
  const { count } = await tx.bulkChange.updateMany({
    where: { id, ...place, state: { in: ["queued", "running"] } },
    data: { state: "stopped", stopCode, finishedAt: now },
  });
  return count === 1;
}

/** Returns how many rows are done, or null if the change isn't stopped. */
export async function markResumed(tx: Tx, permit: Permit<"members.manage">, ref: CallRef, changeId: string) {
  const [change] = await tx.bulkChange.updateManyAndReturn({
    where: { id: changeId, callType: ref.type, callId: ref.id, state: "stopped" },
    data: { stopCode: null, finishedAt: null, createdById: permit.actor.userId },
    select: { done: true, startedAt: true },
  });
  if (!change) return null;
  const state = change.startedAt ? ("running" as const) : ("queued" as const);
  await tx.bulkChange.updateMany({ where: { id: changeId }, data: { state } });
  return change.done;
}
