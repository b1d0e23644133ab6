import type { Outcome } from "#lib/bulk-changes/rules.ts";
import type { MemberRole } from "#lib/roles.ts";

export type WaitingRow = {
  readonly n: number;
  readonly given: string;
  readonly name: string;
  readonly role: MemberRole | null;
  readonly custom: unknown;
  readonly outcome: Outcome | null;
};

export type Known = {
  /** By id, and by lower-case e-mail. */
  readonly people: ReadonlyMap<string, readonly { readonly id: string; readonly disabled: boolean }[]>;
  readonly members: ReadonlyMap<
    string,
    { readonly id: string; readonly role: MemberRole; readonly custom: unknown; readonly blocked: boolean }
  >;
  readonly earlier: ReadonlySet<string>;
};

export type AddOptions = {
  readonly role: MemberRole;
  readonly changeRoles: boolean;
  readonly createMissing: boolean;
};

export type Settled = {
  readonly outcome: Outcome;
  readonly userId?: string;
  readonly role?: MemberRole;
  readonly custom?: unknown;
  readonly memberId?: string;
  /** The patient account to create first. */
  readonly create?: { readonly name: string; readonly email: string };
};

export const keyOf = (given: string): string => given.trim().toLowerCase();

const personFor = (key: string, known: Known): { userId: string } | { outcome: Outcome } => {
  const found = known.people.get(key) ?? [];
  const [one, another] = found.filter((person) => !person.disabled);
  if (one && another) return { outcome: "ambiguous" };
  if (one) return { userId: one.id };
  return { outcome: found.length > 0 ? "disabled" : "not-found" };
};

/** Members keep their roles unless asked otherwise: a clinician on a list of patients stays a clinician. */
export function settleAdd(row: WaitingRow, known: Known, options: AddOptions): Settled {
  if (row.outcome) return { outcome: row.outcome };
  const key = keyOf(row.given);
  const role = row.role ?? options.role;
  const person = personFor(key, known);
  if ("outcome" in person) {
    const missing = person.outcome === "not-found" && key.includes("@") && options.createMissing;
    if (!missing) return person;
    if (!row.name) return { outcome: "no-name" };
    return { outcome: "created", role, custom: {}, create: { name: row.name, email: key } };
  }
  const { userId } = person;
  if (known.earlier.has(userId)) return { outcome: "duplicate", userId };
  const member = known.members.get(userId);
  if (!member) return { outcome: "added", userId, role, custom: row.custom ?? {} };
  if (member.role === role || !options.changeRoles) return { outcome: "already", userId };
  return { outcome: "role-changed", userId, role, custom: member.custom, memberId: member.id };
}

export function settleRemove(row: WaitingRow, known: Known): Settled {
  const userId = keyOf(row.given);
  const member = known.members.get(userId);
  if (!member) return { outcome: "not-member", userId };
  const outcome = member.blocked ? "removed-blocked" : "removed";
  return { outcome, userId, role: member.role, custom: member.custom, memberId: member.id };
}

export function settleRole(row: WaitingRow, known: Known, role: MemberRole): Settled {
  const userId = keyOf(row.given);
  const member = known.members.get(userId);
  if (!member) return { outcome: "not-member", userId };
  if (member.role === role) return { outcome: "already", userId };
  if (known.people.get(userId)?.some(({ disabled }) => disabled)) return { outcome: "disabled", userId };
  return { outcome: "role-changed", userId, role, custom: member.custom, memberId: member.id };
}
