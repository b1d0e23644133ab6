import { z } from "zod";
import { callRef, membersPerRequest, newMember } from "#lib/calls/rules.ts";
import type { Fields, SortKey } from "#lib/queries/rules.ts";
import { type Capability, memberRoles } from "#lib/roles.ts";

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

/** What blockUser and unblockUser take: whom, by person. */
export const blockInput = callRef.extend({ userId: z.uuid("not-an-id") });
export type BlockInput = z.output<typeof blockInput>;

/** What can be granted to, or revoked from, one member alone, whatever their role. */
export const grantable = ["publish-audio", "publish-video", "share-screen"] as const satisfies Capability[];

const aMember = callRef.extend({ memberId: z.uuid("not-an-id") });

/** What grant and revoke take. */
export const grantInput = aMember.extend({ capability: z.enum(grantable) });
export type GrantInput = z.output<typeof grantInput>;

/** What muteMember takes. */
export const muteInput = aMember.extend({ source: z.enum(["microphone", "camera", "screen"]) });
export type MuteInput = z.output<typeof muteInput>;

/** A member's own grants after one more was granted, or revoked. */
export const withGrant = (
  own: { readonly granted: readonly string[]; readonly revoked: readonly string[] },
  capability: (typeof grantable)[number],
  mayDo: boolean,
) => {
  const kept = (list: readonly string[]) =>
    grantable.filter((one) => one !== capability && list.includes(one));
  const [granted, revoked] = [kept(own.granted), kept(own.revoked)];
  return mayDo
    ? { granted: [...granted, capability], revoked }
    : { granted, revoked: [...revoked, capability] };
};
