"use server";

import { action } from "#lib/boundary.ts";
import { suggestNames } from "#lib/members/server/browse-members.ts";
import { blockUser, grant, muteMember, revoke, unblockUser } from "#lib/members/server/moderate-member.ts";
import { blockInput, grantInput, muteInput, suggestNamesInput, updateMembersInput } from "./rules.ts";
import { updateMembers } from "./server.ts";

export const updateMembersAction = action(updateMembersInput, updateMembers);
export const suggestNamesAction = action(suggestNamesInput, suggestNames);
export const blockUserAction = action(blockInput, blockUser);
export const unblockUserAction = action(blockInput, unblockUser);
export const grantAction = action(grantInput, grant);
export const revokeAction = action(grantInput, revoke);
export const muteMemberAction = action(muteInput, muteMember);
