import "server-only";
import type { Actor, CallRef } from "#lib/access.ts";
import { type BulkChangeRef, bulkChangeRef, type RowFilter } from "#lib/bulk-changes/rules.ts";
import * as store from "#lib/bulk-changes/store/view-change.ts";
import { permitCall } from "#lib/calls/server/permit-call.ts";
import { db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";

/** The id comes from a URL and may be anything. */
const isChangeId = (changeId: string) => bulkChangeRef.shape.changeId.safeParse(changeId).success;

const rowsPerPage = 100;

/** With a page of the rows after row `after`. @throws AppError NOT_FOUND, NOT_ALLOWED */
export async function bulkChange(
  actor: Actor,
  { changeId, only, after, ...ref }: BulkChangeRef & { only: RowFilter; after: number },
) {
  const { permit } = await permitCall(db(), actor, ref, "members.manage");
  const change = isChangeId(changeId) ? await store.changeOf(permit, ref, changeId) : null;
  if (!change) throw new AppError("NOT_FOUND");
  const [tally, rows, names] = await Promise.all([
    store.countOutcomes(permit, changeId),
    store.rowsForView(permit, changeId, { only, after, limit: rowsPerPage + 1 }),
    store.namesOf([change.createdById]),
  ]);
  const shown = rows.slice(0, rowsPerPage);
  return {
    ...change,
    madeBy: names.get(change.createdById) ?? null,
    tally,
    rows: shown,
    next: rows.length > rowsPerPage ? (shown.at(-1)?.n ?? null) : null,
  };
}

/** The latest 20 changes of a call, newest first. */
export async function bulkChanges(actor: Actor, ref: CallRef) {
  const { permit } = await permitCall(db(), actor, ref, "members.manage");
  const changes = await store.changesOf(permit, ref, 20);
  const names = await store.namesOf(changes.map(({ createdById }) => createdById));
  return changes.map((change) => ({ ...change, madeBy: names.get(change.createdById) ?? null }));
}
