import "server-only";
import type { CallRef, Permit } from "#lib/access.ts";
import { db, type Tx } from "#lib/db.ts";
import type { MemberRole } from "#lib/roles.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import {
  type BulkChangeKind,
  isFailed,
  isOutcome,
  type Known,
  type Outcome,
  outcomeCodes,
  type RowFilter,
} from "./rules.ts";

type Client = Tx | ReturnType<typeof db>;

type NewChange = {
  changeId: string;
  ref: CallRef;
  kind: BulkChangeKind;
  role: MemberRole | null;
  changeRoles?: boolean;
  createMissing?: boolean;
  filter?: Prisma.InputJsonObject;
  createdById: string;
};

/** Deletes changes that ended before then, with the people who stood in their lists. */
export const forgetChangesBefore = (then: Date) =>
  db().bulkChange.deleteMany({ where: { finishedAt: { lt: then } } });

/** Whether the change was made here: false when this very form was sent before. */
export const insertChange = async (
  tx: Tx,
  _permit: Permit<"members.manage">,
  { changeId, ref, ...change }: NewChange,
  now: Date,
) => {
  const data = { ...change, id: changeId, callType: ref.type, callId: ref.id, createdAt: now };
  return (await tx.bulkChange.createMany({ data: [data], skipDuplicates: true })).count === 1;
};

export type NewRow = {
  line: number;
  given: string;
  name?: string;
  role?: MemberRole | null;
  custom?: unknown;
  outcome?: Outcome | null;
};

/** Puts rows behind the first `after` ones and counts them in. */
export const addRows = async (tx: Tx, changeId: string, rows: readonly NewRow[], after: number) => {
  for (let from = 0; from < rows.length; from += 5_000) {
    const part = rows
      .slice(from, from + 5_000)
      .map((row, index) => ({ ...row, n: after + from + index + 1 }));
    await tx.$executeRaw`
      INSERT INTO "bulk_change_row" ("change_id", "n", "line", "given", "name", "role", "custom", "outcome")
      SELECT ${changeId}::uuid, one."n", one."line", one."given", coalesce(one."name", ''), one."role"::"MemberRole",
        one."custom", one."outcome"
      FROM jsonb_to_recordset(${JSON.stringify(part)}::jsonb) AS one("n" int, "line" int, "given" text, "name" text,
        "role" text, "custom" jsonb, "outcome" text)`;
  }
  await tx.bulkChange.updateMany({ where: { id: changeId }, data: { total: { increment: rows.length } } });
};

/** Takes out the rows of a choosing that broke off. */
export const dropRows = async (tx: Tx, changeId: string) => {
  await tx.bulkChangeRow.deleteMany({ where: { changeId, change: { state: "queued" } } });
  await tx.bulkChange.updateMany({ where: { id: changeId, state: "queued" }, data: { total: 0 } });
};

const workSelect = {
  id: true,
  callType: true,
  callId: true,
  kind: true,
  state: true,
  role: true,
  changeRoles: true,
  createMissing: true,
  filter: true,
  total: true,
  done: true,
  createdById: true,
} as const;

/** The change as its job needs it. */
export const changeForWork = (changeId: string) =>
  db().bulkChange.findUnique({ where: { id: changeId }, select: workSelect });
export type ChangeForWork = NonNullable<Awaited<ReturnType<typeof changeForWork>>>;

/** Begins; false when it had begun, or was stopped before. */
export const markRunning = async (tx: Tx, changeId: string, now: Date) => {
  const where = { id: changeId, state: "queued" as const };
  return (await tx.bulkChange.updateMany({ where, data: { state: "running", startedAt: now } })).count === 1;
};

/** Holds the change's row until the transaction ends, if it runs and is just as far as that; else false. */
export const lockAt = async (tx: Tx, changeId: string, done: number) => {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "bulk_change"
    WHERE "id" = ${changeId}::uuid AND "state" = 'running' AND "done" = ${done} FOR UPDATE`;
  return rows.length === 1;
};

/** The next rows, in their order. */
export const rowsAfter = (tx: Tx, changeId: string, after: number, limit: number) =>
  tx.bulkChangeRow.findMany({
    where: { changeId, n: { gt: after, lte: after + limit } },
    orderBy: { n: "asc" },
    select: { n: true, given: true, name: true, role: true, custom: true, outcome: true },
  });

/** What is known of the people and members whom `keys` (ids and e-mails in small letters) name. */
export const knownOf = async (
  tx: Tx,
  change: Pick<ChangeForWork, "id" | "callType" | "callId">,
  keys: readonly string[],
): Promise<Known> => {
  const emails = keys.filter((key) => key.includes("@"));
  const ids = keys.filter((key) => /^[0-9a-f-]{36}$/.test(key));
  const found = await tx.user.findMany({
    where: { OR: [{ email: { in: emails } }, { id: { in: ids } }] },
    select: { id: true, email: true, disabledAt: true },
  });
  const people = new Map<string, { id: string; disabled: boolean }[]>();
  for (const { id, email, disabledAt } of found) {
    for (const key of [id, email])
      if (key) people.set(key, [...(people.get(key) ?? []), { id, disabled: disabledAt !== null }]);
  }
  const userIds = [...new Set([...ids, ...found.map(({ id }) => id)])];
  const members = await tx.member.findMany({
    where: { callType: change.callType, callId: change.callId, userId: { in: userIds } },
    select: { id: true, userId: true, role: true, custom: true, blockedAt: true },
  });
  const earlier = await tx.bulkChangeRow.findMany({
    where: { changeId: change.id, userId: { in: userIds } },
    select: { userId: true },
  });
  return {
    people,
    members: new Map(
      members.map(({ userId, blockedAt, ...member }) => [userId, { ...member, blocked: blockedAt !== null }]),
    ),
    earlier: new Set(earlier.flatMap(({ userId }) => userId ?? [])),
  };
};

export type DoneRow = {
  n: number;
  outcome: Outcome;
  userId: string | null;
  role: MemberRole | null;
  custom: unknown;
};

/** Writes down what came of a batch, and how far the change is; the last batch ends it. Answers whether it was the last. */
export const settleRows = async (
  tx: Tx,
  change: Pick<ChangeForWork, "id" | "total">,
  rows: readonly DoneRow[],
  done: number,
  now: Date,
) => {
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
};

/** The call's team and its time zone: a patient who is new belongs there. */
export const teamOf = (tx: Tx, ref: CallRef) =>
  tx.call.findFirst({
    where: { type: ref.type, id: ref.id, deletedAt: null },
    select: { team: { select: { id: true, timeZone: true } } },
  });

/** Stops what waits or runs; false when it was over already. */
export const markStopped = async (
  tx: Tx,
  where: { changeId: string; ref?: CallRef },
  stopCode: string,
  now: Date,
) => {
  const { changeId: id, ref } = where;
  const place = ref ? { callType: ref.type, callId: ref.id } : {};
  const { count } = await tx.bulkChange.updateMany({
    where: { id, ...place, state: { in: ["queued", "running"] } },
    data: { state: "stopped", stopCode, finishedAt: now },
  });
  return count === 1;
};

/**
 * Lets a stopped change go on where it was, from now on in the name and with the rights of whoever lets it. Answers how far
 * it is; null when it is not stopped.
 */
export const markResumed = async (
  tx: Tx,
  permit: Permit<"members.manage">,
  ref: CallRef,
  changeId: string,
) => {
  const resumed = await tx.bulkChange.updateManyAndReturn({
    where: { id: changeId, callType: ref.type, callId: ref.id, state: "stopped" },
    data: { stopCode: null, finishedAt: null, createdById: permit.actor.userId },
    select: { done: true, startedAt: true },
  });
  const [change] = resumed;
  if (!change) return null;
  const state = change.startedAt ? ("running" as const) : ("queued" as const);
  await tx.bulkChange.updateMany({ where: { id: changeId }, data: { state } });
  return change.done;
};

const viewSelect = {
  id: true,
  kind: true,
  state: true,
  role: true,
  stopCode: true,
  total: true,
  done: true,
  failed: true,
  createdById: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
} as const;

/** One change of this call; null for another's. */
export const changeOf = (
  _permit: Permit<"members.manage">,
  ref: CallRef,
  changeId: string,
  client: Client = db(),
) =>
  client.bulkChange.findFirst({
    where: { id: changeId, callType: ref.type, callId: ref.id },
    select: viewSelect,
  });

/** The latest changes of a call. */
export const changesOf = (_permit: Permit<"members.manage">, ref: CallRef, limit: number) =>
  db().bulkChange.findMany({
    where: { callType: ref.type, callId: ref.id },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: limit,
    select: viewSelect,
  });

/** How many rows have each outcome. */
export const tally = async (
  _permit: Permit<"members.manage">,
  changeId: string,
): Promise<Partial<Record<Outcome, number>>> => {
  const rows = await db().bulkChangeRow.groupBy({ by: ["outcome"], where: { changeId }, _count: true });
  return Object.fromEntries(
    rows.flatMap(({ outcome, _count }) => (isOutcome(outcome) ? [[outcome, _count]] : [])),
  );
};

const ofOutcome = (only: RowFilter) => {
  if (only === "all") return {};
  return { outcome: only === "failed" ? { in: outcomeCodes.filter(isFailed) } : only };
};

/** Rows with the names of the people they were about, after the first `after`. Asked within a call whose change it is. */
export const rowsForView = async (
  _permit: Permit<"members.manage">,
  changeId: string,
  query: { only: RowFilter; after: number; limit: number },
) => {
  const rows = await db().bulkChangeRow.findMany({
    where: { changeId, n: { gt: query.after }, ...ofOutcome(query.only) },
    orderBy: { n: "asc" },
    take: query.limit,
    select: { n: true, line: true, given: true, name: true, role: true, outcome: true, userId: true },
  });
  const userIds = rows.flatMap(({ userId, given }) => userId ?? (given.includes("@") ? [] : [given]));
  const people = await db().user.findMany({
    where: { id: { in: userIds.filter((id) => /^[0-9a-f-]{36}$/i.test(id)) } },
    select: { id: true, name: true, email: true },
  });
  const byId = new Map(people.map((person) => [person.id, person]));
  return rows.map(({ userId, ...row }) => ({
    ...row,
    outcome: isOutcome(row.outcome) ? row.outcome : null,
    person: byId.get(userId ?? row.given) ?? null,
  }));
};

/** The people whom a change took out and who were not blocked, as rows of one that adds them back. */
export const removedRows = async (
  tx: Tx,
  _permit: Permit<"members.manage">,
  changeId: string,
): Promise<NewRow[]> => {
  const rows = await tx.bulkChangeRow.findMany({
    where: { changeId, outcome: "removed" },
    orderBy: { n: "asc" },
    select: { given: true, role: true, custom: true },
  });
  return rows.map((row, index) => ({ ...row, line: index + 1 }));
};

/** The people behind members of this call, in the order they became members. */
export const chosenPeople = async (
  tx: Tx,
  _permit: Permit<"members.manage">,
  ref: CallRef,
  memberIds: readonly string[],
): Promise<NewRow[]> => {
  const members = await tx.member.findMany({
    where: { id: { in: [...memberIds] }, callType: ref.type, callId: ref.id },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { userId: true },
  });
  return members.map(({ userId }, index) => ({ line: index + 1, given: userId }));
};

/** Names of those who made changes. */
export const namesOf = async (userIds: readonly string[]) => {
  const people = await db().user.findMany({
    where: { id: { in: [...new Set(userIds)] } },
    select: { id: true, name: true },
  });
  return new Map(people.map(({ id, name }) => [id, name]));
};
