import { z } from "zod";
import { callRef, membersPerRequest, newMember } from "#lib/calls/rules.ts";
import type { Fields, SortKey } from "#lib/queries/rules.ts";
import { type Capability, memberRoles } from "#lib/roles.ts";

/** The fields to filter and sort members by. `custom.<path>` is the member's data, `user.custom.<path>` the person's. */
export const memberFields = {
  user_id: { kind: "id", column: "user_id", sortable: true },
  role: { kind: "choice", column: "role", values: memberRoles, sortable: true },
  name: { kind: "name", column: "name", sortable: true },
  created_at: { kind: "time", column: "created_at", sortable: true },
  updated_at: { kind: "time", column: "updated_at", sortable: true },
  custom: { kind: "json", column: "custom" },
  "user.custom": { kind: "json", column: "user_custom" },
} as const satisfies Fields;

export const newestMembers: readonly SortKey[] = [{ field: memberFields.created_at, down: true }];

export const updateMembersInput = callRef.extend({
  update: z.array(newMember).max(membersPerRequest, "too-big").default([]),
  remove: z.array(z.uuid("not-an-id")).max(membersPerRequest, "too-big").default([]),
});
export type UpdateMembersInput = z.input<typeof updateMembersInput>;

export const suggestNamesInput = callRef.extend({
  text: z.string().trim().min(1, "required").max(100, "too-long"),
});

export const blockInput = callRef.extend({ userId: z.uuid("not-an-id") });
export type BlockInput = z.output<typeof blockInput>;

export const grantable = ["publish-audio", "publish-video", "share-screen"] as const satisfies Capability[];

const memberRef = callRef.extend({ memberId: z.uuid("not-an-id") });

export const grantInput = memberRef.extend({ capability: z.enum(grantable) });
export type GrantInput = z.output<typeof grantInput>;

export const muteInput = memberRef.extend({ source: z.enum(["microphone", "camera", "screen"]) });
export type MuteInput = z.output<typeof muteInput>;

export function withGrant(
  own: { readonly granted: readonly string[]; readonly revoked: readonly string[] },
  capability: (typeof grantable)[number],
  isGranted: boolean,
) {
  const kept = (list: readonly string[]) =>
    grantable.filter((one) => one !== capability && list.includes(one));
  const [granted, revoked] = [kept(own.granted), kept(own.revoked)];
  return isGranted
    ? { granted: [...granted, capability], revoked }
    : { granted, revoked: [...revoked, capability] };
}
