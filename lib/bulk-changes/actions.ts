"use server";

import { z } from "zod";
import { action } from "#lib/boundary.ts";
import { addBack } from "#lib/bulk-changes/server/add-members.ts";
import { changeRoles, removeMany } from "#lib/bulk-changes/server/change-selected.ts";
import { resumeChange, stopChange } from "#lib/bulk-changes/server/stop-change.ts";
import { bulkChangeRef, changeRolesInput, removeManyInput } from "./rules.ts";

export const removeManyAction = action(removeManyInput, removeMany);
export const changeRolesAction = action(changeRolesInput, changeRoles);
export const stopChangeAction = action(bulkChangeRef, stopChange);
export const resumeChangeAction = action(bulkChangeRef, resumeChange);
export const addBackAction = action(bulkChangeRef.extend({ requestId: z.uuid("not-an-id") }), addBack);
