import { z } from "zod";
import { type Capability, capabilities, type MemberRole, memberRoles } from "#lib/roles.ts";

/** What a call is made of. What is off here, no role has, whatever its grants say. */
const features = { audio: z.boolean(), video: z.boolean(), screenShare: z.boolean(), chat: z.boolean() };
const allOn = { audio: true, video: true, screenShare: true, chat: true };
const missedAfterSeconds = z.int().min(5).max(600);

const times = {
  /** How long before `startsAt` members without `join-early` may come to the waiting room. */
  joinAheadSeconds: z.int().min(0).max(86_400),
  /** A session closes after nobody was connected for so long. */
  inactivityTimeoutSeconds: z.int().min(10).max(3_600),
  /** How many people may be connected at once. */
  maxParticipants: z.int().min(2).max(100_000),
};
/** How long a session may last, unless somebody extends it; null: as long as people are in it. */
const maxDurationSeconds = z.int().min(60).max(86_400).nullable();

/** What calls of a type do. Times in seconds. */
export const callTypeSettings = z.object({
  ...times,
  maxDurationSeconds: maxDurationSeconds.default(null),
  ring: z.object({
    missedAfterSeconds,
    /** Starting the call rings its members; else they are only told. */
    onStart: z.boolean().default(true),
  }),
  features: z
    .object({
      audio: features.audio.default(true),
      video: features.video.default(true),
      screenShare: features.screenShare.default(true),
      chat: features.chat.default(true),
    })
    .default(allOn),
});
export type CallTypeSettings = z.output<typeof callTypeSettings>;

type Grants = Record<MemberRole, Capability[]>;

/** Every role, each with its capabilities once and in one order, so that equal grants look alike. */
const ordered = (given: Partial<Grants>) =>
  Object.fromEntries(
    memberRoles.map((role) => [role, capabilities.filter((one) => given[role]?.includes(one))]),
  ) as Grants;

/** Who may do what in calls of a type. A role that is left out may do nothing. */
export const callTypeGrants = z
  .partialRecord(z.enum(memberRoles), z.array(z.enum(capabilities)))
  .transform(ordered);
export type CallTypeGrants = z.output<typeof callTypeGrants>;

/** The id of a call type, as in addresses. */
export const callTypeRef = z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "not-an-id") });
export type CallTypeRef = z.output<typeof callTypeRef>;

const editable = {
  name: z.string().trim().min(1, "required").max(60, "too-long"),
  settings: callTypeSettings,
  grants: callTypeGrants,
};

/** What createCallType takes. */
export const createCallTypeInput = callTypeRef.extend(editable);
export type CreateCallTypeInput = z.input<typeof createCallTypeInput>;

/** What updateCallType takes: everything, and the version that was looked at when it was changed. */
export const updateCallTypeInput = createCallTypeInput.extend({ version: z.coerce.number().int().min(1) });
export type UpdateCallTypeInput = z.input<typeof updateCallTypeInput>;

/** What setCallTypeRetired takes; a form says "true" or "false". */
export const retireCallTypeInput = callTypeRef.extend({
  retired: z.union([z.boolean(), z.stringbool()]),
});

export type RetireCallTypeInput = z.input<typeof retireCallTypeInput>;

/** Counting calls of a type stops here. */
export const countCeiling = 10_000;

/** What happened to a type from one version to the next. */
export type CallTypeChange = "created" | "updated" | "retired" | "restored" | "deleted";

export type CallTypeRules = { id: string; name: string; settings: CallTypeSettings; grants: CallTypeGrants };

const everything: Capability[] = [...capabilities];
const leads = everything.filter((one) => one !== "join-ended");
const settings: CallTypeSettings = {
  joinAheadSeconds: 15 * 60,
  inactivityTimeoutSeconds: 5 * 60,
  maxParticipants: 12,
  maxDurationSeconds: null,
  ring: { missedAfterSeconds: 45, onStart: true },
  features: allOn,
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

/** Some of a type's settings, for one call. Without defaults: what is not given is the type's. */
const override = z.object({
  ...times,
  maxDurationSeconds,
  ring: z.object({ missedAfterSeconds, onStart: z.boolean() }).partial(),
  features: z.object(features).partial(),
});

/** What a call may override: settings, never grants. What is not a setting is refused by name. */
export const settingsOverride = override
  .extend({ ring: override.shape.ring.strict(), features: override.shape.features.strict() })
  .partial()
  .strict();
export type SettingsOverride = z.output<typeof settingsOverride>;

/** The settings in force for one call: its type's, with what the call overrides. Grants are never overridden. */
export const settingsOf = (type: unknown, overridden: unknown): CallTypeSettings => {
  const base = callTypeSettings.parse(type);
  const { ring, features: switched, ...own } = override.partial().parse(overridden ?? {});
  return { ...base, ...own, ring: { ...base.ring, ...ring }, features: { ...base.features, ...switched } };
};

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
