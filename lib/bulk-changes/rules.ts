import { z } from "zod";
import { callRef } from "#lib/calls/rules.ts";
import { memberRoles } from "#lib/roles.ts";

export type BulkChangeKind = "add" | "remove" | "role";
export type BulkChangeState = "queued" | "running" | "done" | "stopped";

const failedOutcomes = [
  "not-found",
  "ambiguous",
  "disabled",
  "bad-person",
  "bad-role",
  "bad-name",
  "no-name",
] as const;
/** How a row can turn out; the failed ones need attention. */
export const outcomeCodes = [
  "added",
  "created",
  "role-changed",
  "already",
  "removed",
  "removed-blocked",
  "not-member",
  "duplicate",
  ...failedOutcomes,
] as const;
export type Outcome = (typeof outcomeCodes)[number];
export const isOutcome = (code: unknown): code is Outcome => outcomeCodes.some((one) => one === code);
export const isFailed = (outcome: Outcome): boolean => failedOutcomes.some((one) => one === outcome);

export const maxRows = 20_000;
export const maxBytes = 2 * 1024 * 1024;
export const rowsPerBatch = 100;
export const maxSelected = 5_000;
export const keptDays = 90;

const yes = z.preprocess((value) => value === "on" || value === "true" || value === true, z.boolean());
const requestId = z.uuid("not-an-id");

/** `requestId` is the form's own: sending a form twice adds once. */
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

export const rowFilters = ["all", "failed", ...outcomeCodes] as const;
export type RowFilter = (typeof rowFilters)[number];
export const rowFilterOf = (asked: unknown): RowFilter => rowFilters.find((one) => one === asked) ?? "all";
export const exportInput = bulkChangeRef.extend({ only: z.enum(rowFilters).default("all") });
