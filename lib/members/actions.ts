"use server";

import { action } from "#lib/boundary";
import { updateMembersInput } from "./rules.ts";
import { updateMembers } from "./server.ts";

export const updateMembersAction = action(updateMembersInput, updateMembers);
