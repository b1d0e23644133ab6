import "server-only";
import { type Actor, allow, type CallRef } from "#lib/access.ts";
import { createAccount } from "#lib/accounts/store.ts";
import {
  keyOf,
  type Settled,
  settleAdd,
  settleRemove,
  settleRole,
} from "#lib/bulk-changes/rules/settle-row.ts";
import type { DoneRow } from "#lib/bulk-changes/store/advance-change.ts";
import { type ChangeForWork, knownFor, type rowsAfter, teamOf } from "#lib/bulk-changes/store/read-batch.ts";
import type { NewMember } from "#lib/calls/rules.ts";
import type { Tx } from "#lib/db.ts";

type Row = Awaited<ReturnType<typeof rowsAfter>>[number];
type SettledRow = Settled & { readonly n: number };

export async function settleBatch(
  tx: Tx,
  change: ChangeForWork,
  rows: readonly Row[],
): Promise<SettledRow[]> {
  const known = await knownFor(tx, change, [...new Set(rows.map(({ given }) => keyOf(given)))]);
  const earlier = new Set(known.earlier);
  const { role, changeRoles, createMissing } = change;
  return rows.map((stored) => {
    const row = { ...stored, outcome: stored.outcome as Settled["outcome"] | null };
    if (change.kind === "remove") return { n: row.n, ...settleRemove(row, known) };
    if (!role) throw new Error("A change that gives a role has none.");
    if (change.kind === "role") return { n: row.n, ...settleRole(row, known, role) };
    const settled = settleAdd(row, { ...known, earlier }, { role, changeRoles, createMissing });
    if (settled.userId) earlier.add(settled.userId);
    return { n: row.n, ...settled };
  });
}

export async function createMissingAccounts(
  tx: Tx,
  actor: Actor,
  ref: CallRef,
  settled: readonly SettledRow[],
): Promise<SettledRow[]> {
  if (!settled.some(({ create }) => create)) return [...settled];
  const permit = allow(actor, "accounts.manage", undefined);
  const team = (await teamOf(tx, ref))?.team;
  const timeZone = team?.timeZone ?? actor.timeZone;
  const created: SettledRow[] = [];
  for (const { create, ...row } of settled) {
    const account = create && { ...create, role: "patient" as const, passwordHash: null, timeZone };
    const userId = account && (await createAccount(tx, permit, account, team ? [team.id] : [])).id;
    created.push({ ...row, ...(userId && { userId }) });
  }
  return created;
}

const givesRole = ({ outcome }: SettledRow) => ["added", "created", "role-changed"].includes(outcome);

export const membersToWrite = (settled: readonly SettledRow[]): NewMember[] =>
  settled.flatMap((row) => {
    const { userId, role, custom } = row;
    const member = userId && role && { userId, role, custom: (custom ?? {}) as NewMember["custom"] };
    return givesRole(row) && member ? [member] : [];
  });

export const memberIdsToRemove = (settled: readonly SettledRow[]): string[] =>
  settled.flatMap(({ outcome, memberId }) =>
    ["removed", "removed-blocked"].includes(outcome) && memberId ? [memberId] : [],
  );

/** Removed members keep their role and custom data here, for adding them back. */
export function doneRow(row: SettledRow, kind: ChangeForWork["kind"]): DoneRow {
  const { n, outcome, userId = null, role = null, custom = null } = row;
  const isRemoval = kind === "remove";
  return {
    n,
    outcome,
    userId,
    role: isRemoval || givesRole(row) ? role : null,
    custom: isRemoval ? custom : null,
  };
}
