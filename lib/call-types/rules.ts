import { z } from "zod";

export const memberRoles = [
  "clinician",
  "assistant",
  "patient",
  "companion",
  "interpreter",
  "observer",
] as const;
export type MemberRole = (typeof memberRoles)[number];

/** One thing a member role may do in calls of a type. */
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

/** What a call is made of. What is off here, no role has, whatever its grants say. */
const features = z.object({
  audio: z.boolean().default(true),
  video: z.boolean().default(true),
  screenShare: z.boolean().default(true),
  chat: z.boolean().default(true),
});

/** What calls of a type do. Times in seconds. */
export const callTypeSettings = z.object({
  /** How long before `startsAt` members without `join-early` may come to the waiting room. */
  joinAheadSeconds: z.int().min(0).max(86_400),
  /** A session closes after nobody was connected for so long. */
  inactivityTimeoutSeconds: z.int().min(10).max(3_600),
  /** How many people may be connected at once. */
  maxParticipants: z.int().min(2).max(100_000),
  /** How long a session may last, unless somebody extends it; null: as long as people are in it. */
  maxDurationSeconds: z.int().min(60).max(86_400).nullable().default(null),
  ring: z.object({
    missedAfterSeconds: z.int().min(5).max(600),
    /** Starting the call rings its members; else they are only told. */
    onStart: z.boolean().default(true),
  }),
  features: features.default({ audio: true, video: true, screenShare: true, chat: true }),
});
export type CallTypeSettings = z.output<typeof callTypeSettings>;

export const callTypeGrants = z.record(z.enum(memberRoles), z.array(z.enum(capabilities)));
export type CallTypeGrants = z.output<typeof callTypeGrants>;

export type CallTypeRules = { id: string; name: string; settings: CallTypeSettings; grants: CallTypeGrants };

const everything: Capability[] = [...capabilities];
const leads = everything.filter((one) => one !== "join-ended");
const settings: CallTypeSettings = {
  joinAheadSeconds: 15 * 60,
  inactivityTimeoutSeconds: 5 * 60,
  maxParticipants: 12,
  maxDurationSeconds: null,
  ring: { missedAfterSeconds: 45, onStart: true },
  features: { audio: true, video: true, screenShare: true, chat: true },
};
const without = (list: Capability[], ...gone: Capability[]) => list.filter((one) => !gone.includes(one));
const talks: Capability[] = ["join", "publish-audio", "publish-video", "chat"];
const consultation: CallTypeGrants = {
  clinician: leads,
  assistant: [...talks, "join-early", "share-screen", "admit", "start-call", "read-members"],
  patient: [...talks, "share-screen"],
  companion: talks,
  interpreter: without(talks, "chat"),
  observer: ["join"],
};
const map = (grants: CallTypeGrants, change: (list: Capability[]) => Capability[]) =>
  Object.fromEntries(memberRoles.map((role) => [role, change(grants[role])])) as CallTypeGrants;

/** The types that every clinic has from the first day (DESIGN.md section 1). */
export const builtInTypes: readonly CallTypeRules[] = [
  { id: "default", name: "Consultation", settings, grants: consultation },
  {
    id: "audio_room",
    name: "Audio visit",
    settings: { ...settings, features: { ...settings.features, video: false, screenShare: false } },
    grants: map(consultation, (list) => without(list, "publish-video", "share-screen")),
  },
  {
    id: "livestream",
    name: "Class",
    settings: { ...settings, maxParticipants: 10_000, ring: { ...settings.ring, onStart: false } },
    grants: {
      ...map(consultation, () => ["join", "chat"]),
      clinician: leads,
      assistant: consultation.assistant,
      observer: ["join"],
    },
  },
  { id: "development", name: "Test room", settings, grants: map(consultation, () => everything) },
];

/** Whether a visit with one patient can be of this type: a class has many, and in the test room everybody may do all. */
export const isSchedulable = (type: Pick<CallTypeRules, "id">): boolean =>
  type.id !== "development" && type.id !== "livestream";

/** The settings in force for one call: its type's, with what the call overrides. Grants are never overridden. */
export const settingsOf = (type: unknown, override: unknown): CallTypeSettings =>
  callTypeSettings.parse({
    ...callTypeSettings.parse(type),
    ...callTypeSettings.partial().parse(override ?? {}),
  });

/** What `role` may do under `grants`; nothing when the type does not name the role. */
export const granted = (grants: CallTypeGrants, role: MemberRole): readonly Capability[] =>
  grants[role] ?? [];

const featureOf: Partial<Record<Capability, keyof CallTypeSettings["features"]>> = {
  "publish-audio": "audio",
  "publish-video": "video",
  "share-screen": "screenShare",
  chat: "chat",
};

/** A member's own grants and revocations, over those of the role. */
export type OwnGrants = { readonly granted: readonly string[]; readonly revoked: readonly string[] };

/**
 * What one member may do: what the role has under the type's grants and what was granted to this member, without what was
 * revoked, and without what the call's settings turn off.
 */
export const capabilitiesOf = (
  rules: Pick<CallTypeRules, "settings" | "grants">,
  member: OwnGrants & { readonly role: MemberRole },
): readonly Capability[] =>
  capabilities.filter((one) => {
    const feature = featureOf[one];
    if (member.revoked.includes(one) || (feature && !rules.settings.features[feature])) return false;
    return member.granted.includes(one) || granted(rules.grants, member.role).includes(one);
  });
