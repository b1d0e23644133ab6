import "server-only";
import { type Actor, allow, type CallRef } from "#lib/access.ts";
import { createAccount } from "#lib/accounts/store.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import {
  keyOf,
  rowsPerBatch,
  type Settled,
  settleAdd,
  settleRemove,
  settleRole,
} from "#lib/bulk-changes/rules.ts";
import * as store from "#lib/bulk-changes/store.ts";
import type { NewMember } from "#lib/calls/rules.ts";
import { lockCall } from "#lib/calls/store.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { AppError, isAppError } from "#lib/errors.ts";
import { enqueue } from "#lib/jobs.ts";
import { changeMembers, eachMember } from "#lib/members/server.ts";
import type { Filter } from "#lib/queries/rules.ts";
import { actorForJob } from "#lib/session.ts";

type Row = Awaited<ReturnType<typeof store.rowsAfter>>[number];
type Found = Settled & { readonly n: number };

const refOf = (change: store.ChangeForWork): CallRef => ({ type: change.callType, id: change.callId });

/** What each row of the batch comes to; whom a row before was about is known to those after it. */
const settleAll = async (tx: Tx, change: store.ChangeForWork, rows: readonly Row[]): Promise<Found[]> => {
  const known = await store.knownOf(tx, change, [...new Set(rows.map(({ given }) => keyOf(given)))]);
  const earlier = new Set(known.earlier);
  const { role, changeRoles, createMissing } = change;
  return rows.map((given) => {
    const row = { ...given, outcome: given.outcome as Settled["outcome"] | null };
    if (change.kind === "remove") return { n: row.n, ...settleRemove(row, known) };
    if (!role) throw new Error("A change that gives a role has none.");
    if (change.kind === "role") return { n: row.n, ...settleRole(row, known, role) };
    const found = settleAdd(row, { ...known, earlier }, { role, changeRoles, createMissing });
    if (found.userId) earlier.add(found.userId);
    return { n: row.n, ...found };
  });
};

/** Makes the accounts of patients whom nobody knew, in the call's team. */
const withAccounts = async (
  tx: Tx,
  actor: Actor,
  ref: CallRef,
  found: readonly Found[],
): Promise<Found[]> => {
  if (!found.some(({ create }) => create)) return [...found];
  const permit = allow(actor, "accounts.manage", undefined);
  const team = (await store.teamOf(tx, ref))?.team;
  const made: Found[] = [];
  for (const row of found) {
    const { create, ...rest } = row;
    if (!create) {
      made.push(rest);
      continue;
    }
    const account = { ...create, role: "patient" as const, passwordHash: null };
    const timeZone = team?.timeZone ?? actor.timeZone;
    const { id } = await createAccount(tx, permit, { ...account, timeZone }, team ? [team.id] : []);
    made.push({ ...rest, userId: id });
  }
  return made;
};

/** Whoever has the row's role from now on. */
const isWritten = (outcome: Found["outcome"]) => ["added", "created", "role-changed"].includes(outcome);

const membersOf = (found: readonly Found[]): NewMember[] =>
  found.flatMap(({ outcome, userId, role, custom }) =>
    isWritten(outcome) && userId && role
      ? [{ userId, role, custom: (custom ?? {}) as NewMember["custom"] }]
      : [],
  );

const removedOf = (found: readonly Found[]): string[] =>
  found.flatMap(({ outcome, memberId }) =>
    ["removed", "removed-blocked"].includes(outcome) && memberId ? [memberId] : [],
  );

/** One batch, all of it or nothing: the change's row says how far it is, so that no batch is done twice. */
const oneBatch = async (tx: Tx, actor: Actor, change: store.ChangeForWork, after: number, now: Date) => {
  if (!(await store.lockAt(tx, change.id, after))) return null;
  const ref = refOf(change);
  if (!(await lockCall(tx, ref))) throw new AppError("NOT_FOUND");
  const rows = await store.rowsAfter(tx, change.id, after, rowsPerBatch);
  const found = await withAccounts(tx, actor, ref, await settleAll(tx, change, rows));
  const settled = found.map(({ n, outcome, userId = null, role = null, custom = null }) => ({
    n,
    outcome,
    userId,
    // The role they had, and what was kept of them, is there for adding them back; the one they got is shown.
    role: change.kind === "remove" || isWritten(outcome) ? role : null,
    custom: change.kind === "remove" ? custom : null,
  }));
  const done = after + rows.length;
  const isLast = await store.settleRows(tx, change, settled, done, now);
  if (!isLast) await enqueue(tx, "change-members", { changeId: change.id, after: done });
  const [update, remove] = [membersOf(found), removedOf(found)];
  const putOutRemoved =
    update.length + remove.length > 0
      ? await changeMembers(tx, actor, { ...ref, update, remove }, now)
      : null;
  const accounts = found.filter(({ outcome }) => outcome === "created");
  const created = accounts.map(({ userId = "" }) => auditEntry("account.created", actor.userId, userId));
  const details = { changeId: change.id, rows: change.total };
  const finished = isLast ? [auditEntry("bulk-change.done", change.createdById, ref, details)] : [];
  await record(tx, [...created, ...finished], now);
  return putOutRemoved;
};

/** The change cannot go on: its call is gone, or whoever asked for it may not any more. */
const stopBecause = (change: store.ChangeForWork, code: string, now: Date) =>
  transaction(async (tx) => {
    if (!(await store.markStopped(tx, { changeId: change.id }, code, now))) return;
    const details = { changeId: change.id, code, done: change.done };
    await record(tx, [auditEntry("bulk-change.stopped", null, refOf(change), details)], now);
  });

/**
 * A job: does the batch of rows after the first `after`, and queues the next in the same transaction. Asked twice, it is
 * done once; when the last try fails, the change is stopped. Acts as whoever asked for the change, who is looked up anew for every batch.
 */
export const changeBatch = async (
  batch: { changeId: string; after: number },
  isLastTry = false,
  now = new Date(),
) => {
  const change = await store.changeForWork(batch.changeId);
  if (!change || change.state === "stopped" || change.state === "done") return;
  const actor = await actorForJob(change.createdById);
  if (!actor) return stopBecause(change, "NOT_ALLOWED", now);
  try {
    if (change.state === "queued") await begin(actor, change, now);
    const ready = (await store.changeForWork(change.id)) ?? change;
    const afterwards = await transaction((tx) => oneBatch(tx, actor, ready, batch.after, now));
    await afterwards?.();
  } catch (error) {
    const isOver = isAppError(error, "NOT_FOUND") || isAppError(error, "NOT_ALLOWED");
    if (!isOver && !isLastTry) throw error;
    // What failed so often goes on when somebody lets it; else it would stand there as running for ever.
    await stopBecause(change, isAppError(error) ? error.code : "INTERNAL", now);
    if (!isOver) throw error;
  }
};

const chosenAtOnce = 1_000;

/**
 * Before the first batch: whoever matches the filter by now becomes a row. Broken off, it begins anew, for the change still
 * waits.
 */
const begin = async (actor: Actor, change: store.ChangeForWork, now: Date) => {
  const filter = change.filter as Filter | null;
  if (filter) {
    await transaction((tx) => store.dropRows(tx, change.id));
    let count = 0;
    let batch: store.NewRow[] = [];
    const put = async () => {
      const rows = batch.map(({ given }, index) => ({ given, line: count + index + 1 }));
      await transaction((tx) => store.addRows(tx, change.id, rows, count));
      count += rows.length;
      batch = [];
    };
    for await (const { userId } of eachMember(actor, { ...refOf(change), filter })) {
      batch.push({ given: userId, line: 0 });
      if (batch.length === chosenAtOnce) await put();
    }
    await put();
  }
  await transaction((tx) => store.markRunning(tx, change.id, now));
};
