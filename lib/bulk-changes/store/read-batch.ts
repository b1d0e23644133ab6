import "server-only";
import type { CallRef } from "#lib/access.ts";
import type { Known } from "#lib/bulk-changes/rules/settle-row.ts";
import { db, type Tx } from "#lib/db.ts";

export const changeForWork = (changeId: string) =>
  db().bulkChange.findUnique({
    where: { id: changeId },
    select: {
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
    },
  });
export type ChangeForWork = NonNullable<Awaited<ReturnType<typeof changeForWork>>>;

export const rowsAfter = (tx: Tx, changeId: string, after: number, limit: number) =>
  tx.bulkChangeRow.findMany({
    where: { changeId, n: { gt: after, lte: after + limit } },
    orderBy: { n: "asc" },
    select: { n: true, given: true, name: true, role: true, custom: true, outcome: true },
  });

/** New patients join the call's team. */
export const teamOf = (tx: Tx, ref: CallRef) =>
  tx.call.findFirst({
    where: { type: ref.type, id: ref.id, deletedAt: null },
    select: { team: { select: { id: true, timeZone: true } } },
  });

const findPeople = (tx: Tx, ids: readonly string[], emails: readonly string[]) =>
  tx.user.findMany({
    where: { OR: [{ email: { in: [...emails] } }, { id: { in: [...ids] } }] },
    select: { id: true, email: true, disabledAt: true },
  });

function byKey(found: Awaited<ReturnType<typeof findPeople>>): Known["people"] {
  const people = new Map<string, { id: string; disabled: boolean }[]>();
  for (const { id, email, disabledAt } of found) {
    for (const key of [id, email])
      if (key) people.set(key, [...(people.get(key) ?? []), { id, disabled: disabledAt !== null }]);
  }
  return people;
}

const findMembers = (tx: Tx, change: Pick<ChangeForWork, "callType" | "callId">, userIds: string[]) =>
  tx.member.findMany({
    where: { callType: change.callType, callId: change.callId, userId: { in: userIds } },
    select: { id: true, userId: true, role: true, custom: true, blockedAt: true },
  });

/** `keys` are ids and lower-case e-mails. */
export async function knownFor(tx: Tx, change: ChangeForWork, keys: readonly string[]): Promise<Known> {
  const ids = keys.filter((key) => /^[0-9a-f-]{36}$/.test(key));
  const emails = keys.filter((key) => key.includes("@"));
  const found = await findPeople(tx, ids, emails);
  const userIds = [...new Set([...ids, ...found.map(({ id }) => id)])];
  const members = await findMembers(tx, change, userIds);
  const earlier = await tx.bulkChangeRow.findMany({
    where: { changeId: change.id, userId: { in: userIds } },
    select: { userId: true },
  });
  return {
    people: byKey(found),
    members: new Map(
      members.map(({ userId, blockedAt, ...member }) => [userId, { ...member, blocked: blockedAt !== null }]),
    ),
    earlier: new Set(earlier.flatMap(({ userId }) => userId ?? [])),
  };
}
