import { z } from "zod";
import { callRef } from "#lib/calls/rules.ts";
import { type MemberRole, memberRoles } from "#lib/roles.ts";

export type BulkChangeKind = "add" | "remove" | "role";
export type BulkChangeState = "queued" | "running" | "done" | "stopped";

/** What can come of a row: in words, and whether somebody should have another look at it. */
export const outcomes = {
  added: { words: "Added", failed: false },
  created: { words: "New patient, added", failed: false },
  "role-changed": { words: "Role changed", failed: false },
  already: { words: "A member already", failed: false },
  removed: { words: "Removed", failed: false },
  "removed-blocked": { words: "Removed, was blocked", failed: false },
  "not-member": { words: "Not a member any more", failed: false },
  duplicate: { words: "Twice in the list", failed: false },
  "not-found": { words: "Nobody has this e-mail or id", failed: true },
  ambiguous: { words: "Several people have this e-mail", failed: true },
  disabled: { words: "Their account is off", failed: true },
  "bad-person": { words: "Neither an e-mail nor an id", failed: true },
  "bad-role": { words: "No such role", failed: true },
  "bad-name": { words: "The name is too long", failed: true },
  "no-name": { words: "A new patient needs a name", failed: true },
} as const;
export type Outcome = keyof typeof outcomes;
export const outcomeCodes = Object.keys(outcomes) as Outcome[];
export const isOutcome = (code: unknown): code is Outcome =>
  typeof code === "string" && Object.hasOwn(outcomes, code);
export const isFailed = (outcome: Outcome): boolean => outcomes[outcome].failed;

/** Rows one change may have when they are pasted or come from a file, and bytes of the file. */
export const maxRows = 20_000;
export const maxBytes = 2 * 1024 * 1024;
/** Rows done in one transaction. */
export const rowsPerBatch = 100;
/** People that may be chosen one by one. */
export const maxSelected = 5_000;
/** How long a finished change is kept to be looked at, in days. */
export const keptDays = 90;

const yes = z.preprocess((value) => value === "on" || value === "true" || value === true, z.boolean());
const requestId = z.uuid("not-an-id");

/** What adding many takes. `requestId` is the form's own, so that one form sent twice adds once. */
export const addManyInput = callRef.extend({
  requestId,
  text: z.string().trim().min(1, "required").max(maxBytes, "too-long"),
  role: z.enum(memberRoles),
  changeRoles: yes.default(false),
  createMissing: yes.default(false),
});
export type AddManyInput = z.input<typeof addManyInput>;

/** Members chosen one by one, or all that match a filter (DESIGN.md section 5) when the work begins. */
export const selection = z.union([
  z.object({ memberIds: z.array(z.uuid("not-an-id")).min(1, "required").max(maxSelected, "too-big") }),
  z.object({ filter: z.record(z.string(), z.json()) }),
]);
export type Selection = z.output<typeof selection>;

export const removeManyInput = callRef.extend({ requestId, selection });
export const changeRolesInput = removeManyInput.extend({ role: z.enum(memberRoles) });
export const bulkChangeRef = callRef.extend({ changeId: z.uuid("not-an-id") });
export type BulkChangeRef = z.output<typeof bulkChangeRef>;

/** Which rows of a change: all, those to look at again, or those of one outcome. */
export const rowFilters = ["all", "failed", ...outcomeCodes] as const;
export type RowFilter = (typeof rowFilters)[number];
/** The filter that an address names, else all. */
export const rowFilterOf = (asked: unknown): RowFilter => rowFilters.find((one) => one === asked) ?? "all";
export const exportInput = bulkChangeRef.extend({ only: z.enum(rowFilters).default("all") });

/** A row as it waits. */
export type WaitingRow = {
  readonly n: number;
  readonly given: string;
  readonly name: string;
  readonly role: MemberRole | null;
  readonly custom: unknown;
  readonly outcome: Outcome | null;
};

/** What is known of the people and members that a batch of rows is about. */
export type Known = {
  /** By id, and by e-mail in small letters. */
  readonly people: ReadonlyMap<string, readonly { readonly id: string; readonly disabled: boolean }[]>;
  readonly members: ReadonlyMap<
    string,
    { readonly id: string; readonly role: MemberRole; readonly custom: unknown; readonly blocked: boolean }
  >;
  /** People whom an earlier row of the change was about. */
  readonly earlier: ReadonlySet<string>;
};

export type AddOptions = {
  readonly role: MemberRole;
  readonly changeRoles: boolean;
  readonly createMissing: boolean;
};

/** What is to be done with one row. `create`: a patient account first. */
export type Settled = {
  readonly outcome: Outcome;
  readonly userId?: string;
  readonly role?: MemberRole;
  readonly custom?: unknown;
  /** The member to change or take out. */
  readonly memberId?: string;
  readonly create?: { readonly name: string; readonly email: string };
};

/** What people and members are looked up by. */
export const keyOf = (given: string): string => given.trim().toLowerCase();

const personFor = (key: string, known: Known): { userId: string } | { outcome: Outcome } => {
  const found = known.people.get(key) ?? [];
  const [one, another] = found.filter((person) => !person.disabled);
  if (one && another) return { outcome: "ambiguous" };
  if (one) return { userId: one.id };
  return { outcome: found.length > 0 ? "disabled" : "not-found" };
};

/**
 * What a row of an added list comes to. Pure; nobody's role is changed unless that was asked for, so that a clinician on
 * a list of patients stays what they are.
 */
export const settleAdd = (row: WaitingRow, known: Known, options: AddOptions): Settled => {
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
};

/** What a row of a removal comes to. */
export const settleRemove = (row: WaitingRow, known: Known): Settled => {
  const userId = keyOf(row.given);
  const member = known.members.get(userId);
  if (!member) return { outcome: "not-member", userId };
  const outcome = member.blocked ? "removed-blocked" : "removed";
  return { outcome, userId, role: member.role, custom: member.custom, memberId: member.id };
};

/** What a row of a change of roles comes to. */
export const settleRole = (row: WaitingRow, known: Known, role: MemberRole): Settled => {
  const userId = keyOf(row.given);
  const member = known.members.get(userId);
  if (!member) return { outcome: "not-member", userId };
  if (member.role === role) return { outcome: "already", userId };
  if (known.people.get(userId)?.some(({ disabled }) => disabled)) return { outcome: "disabled", userId };
  return { outcome: "role-changed", userId, role, custom: member.custom, memberId: member.id };
};
