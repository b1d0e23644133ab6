"use server";

import { action } from "#lib/boundary";
import { suggestNames } from "./browse.ts";
import { suggestNamesInput, updateMembersInput } from "./rules.ts";
import { updateMembers } from "./server.ts";

export const updateMembersAction = action(updateMembersInput, updateMembers);
export const suggestNamesAction = action(suggestNamesInput, suggestNames);
