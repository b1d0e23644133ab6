import "server-only";
import type { CallRef, Permit } from "#lib/access.ts";
import { isFailed, isOutcome, type Outcome, outcomeCodes, type RowFilter } from "#lib/bulk-changes/rules.ts";
import { db, type Tx } from "#lib/db.ts";

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

export const changeOf = (
  _permit: Permit<"members.manage">,
  ref: CallRef,
  changeId: string,
  client: Tx | ReturnType<typeof db> = db(),
) =>
  client.bulkChange.findFirst({
    where: { id: changeId, callType: ref.type, callId: ref.id },
    select: viewSelect,
  });

export const changesOf = (_permit: Permit<"members.manage">, ref: CallRef, limit: number) =>
  db().bulkChange.findMany({
    where: { callType: ref.type, callId: ref.id },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: limit,
    select: viewSelect,
  });

export async function countOutcomes(
  _permit: Permit<"members.manage">,
  changeId: string,
): Promise<Partial<Record<Outcome, number>>> {
  const rows = await db().bulkChangeRow.groupBy({ by: ["outcome"], where: { changeId }, _count: true });
  return Object.fromEntries(
    rows.flatMap(({ outcome, _count }) => (isOutcome(outcome) ? [[outcome, _count]] : [])),
  );
}

const whereOutcome = (only: RowFilter) => {
  if (only === "all") return {};
  return { outcome: only === "failed" ? { in: outcomeCodes.filter(isFailed) } : only };
};

/** The caller has checked that the change is the call's. */
export async function rowsForView(
  _permit: Permit<"members.manage">,
  changeId: string,
  query: { only: RowFilter; after: number; limit: number },
) {
  const rows = await db().bulkChangeRow.findMany({
    where: { changeId, n: { gt: query.after }, ...whereOutcome(query.only) },
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
}

export async function namesOf(userIds: readonly string[]) {
  const people = await db().user.findMany({
    where: { id: { in: [...new Set(userIds)] } },
    select: { id: true, name: true },
  });
  return new Map(people.map(({ id, name }) => [id, name]));
}
