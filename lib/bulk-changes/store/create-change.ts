import "server-only";
import type { CallRef, Permit } from "#lib/access.ts";
import type { BulkChangeKind, Outcome } from "#lib/bulk-changes/rules.ts";
import type { Tx } from "#lib/db.ts";
import type { MemberRole } from "#lib/roles.ts";
import type { Prisma } from "#prisma/generated/client.ts";

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

export type NewRow = {
  line: number;
  given: string;
  name?: string;
  role?: MemberRole | null;
  custom?: unknown;
  outcome?: Outcome | null;
};

/** Returns false if this change is already there. */
export async function insertChange(
  tx: Tx,
  _permit: Permit<"members.manage">,
  { changeId, ref, ...change }: NewChange,
  now: Date,
) {
  const data = { ...change, id: changeId, callType: ref.type, callId: ref.id, createdAt: now };
  return (await tx.bulkChange.createMany({ data: [data], skipDuplicates: true })).count === 1;
}

const rowsPerInsert = 5_000;

export async function addRows(tx: Tx, changeId: string, rows: readonly NewRow[], after: number) {
  for (let from = 0; from < rows.length; from += rowsPerInsert) {
    const part = rows
      .slice(from, from + rowsPerInsert)
      .map((row, index) => ({ ...row, n: after + from + index + 1 }));
    await tx.$executeRaw`
      INSERT INTO "bulk_change_row" ("change_id", "n", "line", "given", "name", "role", "custom", "outcome")
      SELECT ${changeId}::uuid, one."n", one."line", one."given", coalesce(one."name", ''), one."role"::"MemberRole",
        one."custom", one."outcome"
      FROM jsonb_to_recordset(${JSON.stringify(part)}::jsonb) AS one("n" int, "line" int, "given" text, "name" text,
        "role" text, "custom" jsonb, "outcome" text)`;
  }
  await tx.bulkChange.updateMany({ where: { id: changeId }, data: { total: { increment: rows.length } } });
}

export async function deleteQueuedRows(tx: Tx, changeId: string) {
  await tx.bulkChangeRow.deleteMany({ where: { changeId, change: { state: "queued" } } });
  await tx.bulkChange.updateMany({ where: { id: changeId, state: "queued" }, data: { total: 0 } });
}

/** Members who were blocked aren't among them. */
export async function rowsOfRemoved(
  tx: Tx,
  _permit: Permit<"members.manage">,
  changeId: string,
): Promise<NewRow[]> {
  const rows = await tx.bulkChangeRow.findMany({
    where: { changeId, outcome: "removed" },
    orderBy: { n: "asc" },
    select: { given: true, role: true, custom: true },
  });
  return rows.map((row, index) => ({ ...row, line: index + 1 }));
}

export async function rowsOfMembers(
  tx: Tx,
  _permit: Permit<"members.manage">,
  ref: CallRef,
  memberIds: readonly string[],
): Promise<NewRow[]> {
  const members = await tx.member.findMany({
    where: { id: { in: [...memberIds] }, callType: ref.type, callId: ref.id },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { userId: true },
  });
  return members.map(({ userId }, index) => ({ line: index + 1, given: userId }));
}
