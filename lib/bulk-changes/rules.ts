import { z } from "zod";
import { callRef } from "#lib/calls/rules.ts";
import { memberRoles } from "#lib/roles.ts";

export type BulkChangeKind = "add" | "remove" | "role";
export type BulkChangeState = "queued" | "running" | "done" | "stopped";

/** How a row can turn out: in words, and whether it needs attention. */
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

/** Most rows of a pasted list or a file, and most bytes of the file. */
export const maxRows = 20_000;
export const maxBytes = 2 * 1024 * 1024;
/** Rows processed in one transaction. */
export const rowsPerBatch = 100;
/** Most people that can be selected one by one. */
export const maxSelected = 5_000;
/** How long a finished change can be looked up. */
export const keptDays = 90;

const yes = z.preprocess((value) => value === "on" || value === "true" || value === true, z.boolean());
const requestId = z.uuid("not-an-id");

/** `requestId` is the form's own: a form sent twice adds once. */
export const addManyInput = callRef.extend({
  requestId,
  text: z.string().trim().min(1, "required").max(maxBytes, "too-long"),
  role: z.enum(memberRoles),
  changeRoles: yes.default(false),
  createMissing: yes.default(false),
});
export type AddManyInput = z.input<typeof addManyInput>;

/** Members selected one by one, or all that match a filter when the work begins. */
export const selection = z.union([
  z.object({ memberIds: z.array(z.uuid("not-an-id")).min(1, "required").max(maxSelected, "too-big") }),
  z.object({ filter: z.record(z.string(), z.json()) }),
]);
export type Selection = z.output<typeof selection>;

export const removeManyInput = callRef.extend({ requestId, selection });
export const changeRolesInput = removeManyInput.extend({ role: z.enum(memberRoles) });
export const bulkChangeRef = callRef.extend({ changeId: z.uuid("not-an-id") });
export type BulkChangeRef = z.output<typeof bulkChangeRef>;

/** The rows to show: all, those that need attention, or those with one outcome. */
export const rowFilters = ["all", "failed", ...outcomeCodes] as const;
export type RowFilter = (typeof rowFilters)[number];
/** The filter in a URL, or all. */
export const rowFilterOf = (asked: unknown): RowFilter => rowFilters.find((one) => one === asked) ?? "all";
export const exportInput = bulkChangeRef.extend({ only: z.enum(rowFilters).default("all") });
