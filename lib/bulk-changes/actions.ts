"use server";

import { z } from "zod";
import { action } from "#lib/boundary.ts";
import { bulkChangeRef, changeRolesInput, removeManyInput } from "./rules.ts";
import { addBack, changeRoles, removeMany, resumeChange, stopChange } from "./server.ts";

export const removeManyAction = action(removeManyInput, removeMany);
export const changeRolesAction = action(changeRolesInput, changeRoles);
export const stopChangeAction = action(bulkChangeRef, stopChange);
export const resumeChangeAction = action(bulkChangeRef, resumeChange);
export const addBackAction = action(bulkChangeRef.extend({ requestId: z.uuid("not-an-id") }), addBack);
