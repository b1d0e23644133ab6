import "server-only";
import type { Actor } from "#lib/access.ts";
import { markRunning } from "#lib/bulk-changes/store/advance-change.ts";
import { addRows, deleteQueuedRows } from "#lib/bulk-changes/store/create-change.ts";
import type { ChangeForWork } from "#lib/bulk-changes/store/read-batch.ts";
import { transaction } from "#lib/db.ts";
import { eachMember } from "#lib/members/server.ts";
import type { Filter } from "#lib/queries/rules.ts";

const rowsPerTransaction = 1_000;

async function listMatching(actor: Actor, change: ChangeForWork, filter: Filter) {
  const ref = { type: change.callType, id: change.callId };
  let count = 0;
  let batch: string[] = [];
  const put = async () => {
    const rows = batch.map((given, index) => ({ given, line: count + index + 1 }));
    await transaction((tx) => addRows(tx, change.id, rows, count));
    count += rows.length;
    batch = [];
  };
  for await (const { userId } of eachMember(actor, { ...ref, filter })) {
    batch.push(userId);
    if (batch.length === rowsPerTransaction) await put();
  }
  await put();
}

/** Lists the members who match the filter now. If interrupted, it starts over: the change is still queued. */
export async function beginWork(actor: Actor, change: ChangeForWork, now: Date) {
  const filter = change.filter as Filter | null;
  if (filter) {
    await transaction((tx) => deleteQueuedRows(tx, change.id));
    await listMatching(actor, change, filter);
  }
  await transaction((tx) => markRunning(tx, change.id, now));
}
