import { z } from "zod";
import { memberRoles } from "../call-types/rules.ts";
import { callRef, membersPerRequest, newMember } from "../calls/rules.ts";
import type { Fields, SortKey } from "../queries/rules.ts";

/** What members can be filtered and sorted by. `custom.<path>` is the member's own data, `user.custom.<path>` the person's. */
export const memberFields = {
  user_id: { kind: "id", column: "user_id", sortable: true },
  role: { kind: "choice", column: "role", values: memberRoles, sortable: true },
  name: { kind: "name", column: "name", sortable: true },
  created_at: { kind: "time", column: "created_at", sortable: true },
  updated_at: { kind: "time", column: "updated_at", sortable: true },
  custom: { kind: "json", column: "custom" },
  "user.custom": { kind: "json", column: "user_custom" },
} as const satisfies Fields;

/** The order of members when none is asked for: who came last is first. */
export const newestMembers: readonly SortKey[] = [{ field: memberFields.created_at, down: true }];

/** What updateMembers takes: at most a hundred of each, all or nothing. */
export const updateMembersInput = callRef.extend({
  update: z.array(newMember).max(membersPerRequest, "too-big").default([]),
  remove: z.array(z.uuid("not-an-id")).max(membersPerRequest, "too-big").default([]),
});
export type UpdateMembersInput = z.input<typeof updateMembersInput>;

/** What suggestNames takes. */
export const suggestNamesInput = callRef.extend({
  text: z.string().trim().min(1, "required").max(100, "too-long"),
});
