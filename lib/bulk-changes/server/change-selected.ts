import "server-only";
import type { z } from "zod";
import type { Actor, CallRef, Permit } from "#lib/access.ts";
import type { changeRolesInput, removeManyInput, Selection } from "#lib/bulk-changes/rules.ts";
import { rowsOfMembers } from "#lib/bulk-changes/store/create-change.ts";
import type { Tx } from "#lib/db.ts";
import { memberFields } from "#lib/members/rules.ts";
import { parseFilter } from "#lib/queries/rules/parse-filter.ts";
import { startChange } from "./start-change.ts";

/** A filter's members become rows when the work begins. */
function selected(ref: CallRef, selection: Selection) {
  if ("filter" in selection) {
    parseFilter(memberFields, selection.filter);
    return { filter: selection.filter, rowsOf: async () => [] };
  }
  return {
    rowsOf: (tx: Tx, permit: Permit<"members.manage">) => rowsOfMembers(tx, permit, ref, selection.memberIds),
  };
}

export function removeMany(actor: Actor, input: z.output<typeof removeManyInput>, now = new Date()) {
  const { requestId, selection, ...ref } = input;
  const { rowsOf, ...rest } = selected(ref, selection);
  return startChange(actor, ref, { requestId, kind: "remove", role: null, ...rest }, rowsOf, now);
}

export function changeRoles(actor: Actor, input: z.output<typeof changeRolesInput>, now = new Date()) {
  const { requestId, selection, role, ...ref } = input;
  const { rowsOf, ...rest } = selected(ref, selection);
  return startChange(actor, ref, { requestId, kind: "role", role, ...rest }, rowsOf, now);
}
