export const accountRoles = ["patient", "clinician", "admin"] as const;
export type AccountRole = (typeof accountRoles)[number];

export const memberRoles = [
  "clinician",
  "assistant",
  "patient",
  "companion",
  "interpreter",
  "observer",
] as const;
export type MemberRole = (typeof memberRoles)[number];

/** The role in a call of someone who was added without one. Administrators observe. */
export const roleByAccount = {
  patient: "patient",
  clinician: "clinician",
  admin: "observer",
} as const satisfies Record<AccountRole, MemberRole>;

/** What a call type grants to a member role. */
export const capabilities = [
  "join",
  "join-early",
  "join-ended",
  "publish-audio",
  "publish-video",
  "share-screen",
  "chat",
  "admit",
  "mute-others",
  "remove-members",
  "manage-members",
  "read-members",
  "update-call",
  "start-call",
  "ring",
  "end-call",
] as const;
export type Capability = (typeof capabilities)[number];
