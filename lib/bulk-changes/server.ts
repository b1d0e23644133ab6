import "server-only";
import type { z } from "zod";
import { type Actor, allow, type CallRef, type Permit } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record, recordAlone } from "#lib/audit/server.ts";
import { readRows } from "#lib/bulk-changes/server/read-rows.ts";
import { permitCall } from "#lib/calls/server/permit-call.ts";
import { db, type Tx, transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { enqueue } from "#lib/jobs.ts";
import { memberFields } from "#lib/members/rules.ts";
import { parseFilter } from "#lib/queries/rules/parse-query.ts";
import { enforceRateLimit, exportRateLimit } from "#lib/rate-limit.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import {
  type AddManyInput,
  addManyInput,
  type BulkChangeKind,
  type BulkChangeRef,
  bulkChangeRef,
  type changeRolesInput,
  type exportInput,
  outcomes,
  type RowFilter,
  type removeManyInput,
  type Selection,
} from "./rules.ts";
import * as store from "./store.ts";

type Client = Tx | ReturnType<typeof db>;

/** The id of a change comes from an address, and may be anything. */
const isChangeId = (changeId: string) => bulkChangeRef.shape.changeId.safeParse(changeId).success;

const manage = async (client: Client, actor: Actor, ref: CallRef) =>
  (await permitCall(client, actor, ref, "members.manage")).permit;

type Asked = {
  requestId: string;
  kind: BulkChangeKind;
  role: store.NewRow["role"];
  changeRoles?: boolean;
  createMissing?: boolean;
  filter?: Prisma.InputJsonObject;
};

/** Writes the change down with its rows and queues its work: once, however often the same form is sent. */
const ask = (
  actor: Actor,
  ref: CallRef,
  { requestId: changeId, ...asked }: Asked,
  rowsOf: (tx: Tx, permit: Permit<"members.manage">) => Promise<readonly store.NewRow[]>,
  now: Date,
) =>
  transaction(async (tx) => {
    const permit = await manage(tx, actor, ref);
    const { type, id } = ref;
    const change = { changeId, ref, ...asked, role: asked.role ?? null, createdById: actor.userId };
    const isNew = await store.insertChange(tx, permit, change, now);
    if (isNew) {
      const rows = await rowsOf(tx, permit);
      await store.addRows(tx, changeId, rows, 0);
      await enqueue(tx, "change-members", { changeId, after: 0 });
      const details = { changeId, kind: asked.kind, rows: rows.length, role: asked.role ?? null };
      await record(tx, [auditEntry("bulk-change.started", actor.userId, ref, details)], now);
    } else if ((await store.changeOf(permit, ref, changeId, tx))?.createdById !== actor.userId) {
      throw new AppError("CONFLICT");
    }
    return { type, id, changeId };
  });

/**
 * Adds the people whom a pasted text or a file names, each row with its result. Answers at once: the work is done by jobs,
 * a hundred rows at a time.
 * @throws AppError NOT_FOUND, NOT_ALLOWED, BAD_INPUT (see readRows)
 */
export const addMany = (actor: Actor, given: AddManyInput, now = new Date()) => {
  const { type, id, text, ...asked } = addManyInput.parse(given);
  if (asked.createMissing) allow(actor, "accounts.manage", undefined);
  const rows = readRows(text);
  return ask(actor, { type, id }, { kind: "add", ...asked }, async () => rows, now);
};

const chosen = (ref: CallRef, selection: Selection) => {
  if ("filter" in selection) {
    parseFilter(memberFields, selection.filter);
    return { filter: selection.filter, rowsOf: async () => [] };
  }
  return {
    rowsOf: (tx: Tx, permit: Permit<"members.manage">) =>
      store.chosenPeople(tx, permit, ref, selection.memberIds),
  };
};

/** Takes out the members chosen, or all that match a filter by the time the work begins. */
export const removeMany = (actor: Actor, input: z.output<typeof removeManyInput>, now = new Date()) => {
  const { requestId, selection, ...ref } = input;
  const { rowsOf, ...rest } = chosen(ref, selection);
  return ask(actor, ref, { requestId, kind: "remove", role: null, ...rest }, rowsOf, now);
};

/** Gives a role to the members chosen, or to all that match a filter by the time the work begins. */
export const changeRoles = (actor: Actor, input: z.output<typeof changeRolesInput>, now = new Date()) => {
  const { requestId, selection, role, ...ref } = input;
  const { rowsOf, ...rest } = chosen(ref, selection);
  return ask(actor, ref, { requestId, kind: "role", role, ...rest }, rowsOf, now);
};

/**
 * Adds back whom a change took out, with the role and custom data they had; who was blocked stays out.
 * @throws AppError NOT_FOUND, CONFLICT (that change is still at work, or took nobody out)
 */
export const addBack = async (
  actor: Actor,
  { changeId, requestId, ...ref }: BulkChangeRef & { requestId: string },
  now = new Date(),
) => {
  const permit = await manage(db(), actor, ref);
  const change = await store.changeOf(permit, ref, changeId);
  if (!change) throw new AppError("NOT_FOUND");
  if (change.kind !== "remove" || !change.finishedAt) throw new AppError("CONFLICT");
  // Each row says its role; this one stands for none.
  const asked = { requestId, kind: "add" as const, role: "observer" as const };
  return ask(actor, ref, asked, (tx, may) => store.removedRows(tx, may, changeId), now);
};

/** Stops a change after the batch that is at work; what is done stays done. */
export const stopChange = (actor: Actor, { changeId, ...ref }: BulkChangeRef, now = new Date()) =>
  transaction(async (tx) => {
    await manage(tx, actor, ref);
    if (!(await store.markStopped(tx, { changeId, ref }, "ASKED", now))) throw new AppError("CONFLICT");
    const details = { changeId, code: "ASKED" };
    await record(tx, [auditEntry("bulk-change.stopped", actor.userId, ref, details)], now);
    return { changeId };
  });

/** Lets a stopped change go on with what is left. */
export const resumeChange = (actor: Actor, { changeId, ...ref }: BulkChangeRef, now = new Date()) =>
  transaction(async (tx) => {
    const done = await store.markResumed(tx, await manage(tx, actor, ref), ref, changeId);
    if (done === null) throw new AppError("CONFLICT");
    await enqueue(tx, "change-members", { changeId, after: done });
    await record(tx, [auditEntry("bulk-change.started", actor.userId, ref, { changeId, done })], now);
    return { changeId };
  });

const rowsShown = 100;

/**
 * One change: how far it is, how many rows came to what, and a page of its rows. `after` is the number of a row.
 * @throws AppError NOT_FOUND, NOT_ALLOWED
 */
export const bulkChange = async (
  actor: Actor,
  { changeId, only, after, ...ref }: BulkChangeRef & { only: RowFilter; after: number },
) => {
  const permit = await manage(db(), actor, ref);
  const change = isChangeId(changeId) ? await store.changeOf(permit, ref, changeId) : null;
  if (!change) throw new AppError("NOT_FOUND");
  const [tally, rows, names] = await Promise.all([
    store.tally(permit, changeId),
    store.rowsForView(permit, changeId, { only, after, limit: rowsShown + 1 }),
    store.namesOf([change.createdById]),
  ]);
  const shown = rows.slice(0, rowsShown);
  return {
    ...change,
    madeBy: names.get(change.createdById) ?? null,
    tally,
    rows: shown,
    next: rows.length > rowsShown ? (shown.at(-1)?.n ?? null) : null,
  };
};

/** The latest changes of a call, newest first; at most 20. */
export const bulkChanges = async (actor: Actor, ref: CallRef) => {
  const changes = await store.changesOf(await manage(db(), actor, ref), ref, 20);
  const names = await store.namesOf(changes.map(({ createdById }) => createdById));
  return changes.map((change) => ({ ...change, madeBy: names.get(change.createdById) ?? null }));
};

/** All rows of a change, a thousand at a time. */
async function* eachRow(
  permit: Permit<"members.manage">,
  { changeId, only }: Pick<z.output<typeof exportInput>, "changeId" | "only">,
) {
  const limit = 1_000;
  for (let after = 0; ; ) {
    const rows = await store.rowsForView(permit, changeId, { only, after, limit });
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < limit) return;
    after = last.n;
  }
}

async function* asCells(batches: ReturnType<typeof eachRow>) {
  for await (const rows of batches) {
    yield rows.map(({ line, given, name, role, outcome, person }) => [
      String(line),
      given,
      role ?? "",
      person?.name ?? name,
      outcome ? outcomes[outcome].words : "Not done",
    ]);
  }
}

/**
 * The rows of a change as a file that can be mended and sent again: its headings are those that a list is read by. That
 * it was taken is written down.
 * @throws AppError NOT_FOUND, NOT_ALLOWED
 */
export const exportChange = async (actor: Actor, input: z.output<typeof exportInput>, now = new Date()) => {
  const { changeId, only, ...ref } = input;
  const permit = await manage(db(), actor, ref);
  if (!(await store.changeOf(permit, ref, changeId))) throw new AppError("NOT_FOUND");
  await enforceRateLimit(`export:${actor.userId}`, exportRateLimit, now);
  await recordAlone(auditEntry("bulk-change.exported", actor.userId, ref, { changeId }), now);
  const heading = ["line", "e-mail", "role", "name", "result"];
  return { heading, rows: asCells(eachRow(permit, { changeId, only })) };
};
