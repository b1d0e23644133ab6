import { z } from "zod";
import { type Capability, capabilities, type MemberRole, memberRoles } from "#lib/roles.ts";

/** A feature that is off here is off for every role. */
const features = { audio: z.boolean(), video: z.boolean(), screenShare: z.boolean(), chat: z.boolean() };
const allOn = { audio: true, video: true, screenShare: true, chat: true };
const missedAfterSeconds = z.int().min(5).max(600);

const times = {
  /** When the waiting room opens for members without `join-early`. */
  joinAheadSeconds: z.int().min(0).max(86_400),
  inactivityTimeoutSeconds: z.int().min(10).max(3_600),
  maxParticipants: z.int().min(2).max(100_000),
};
/** Null: no limit. */
const maxDurationSeconds = z.int().min(60).max(86_400).nullable();

export const callTypeSettings = z.object({
  ...times,
  maxDurationSeconds: maxDurationSeconds.default(null),
  ring: z.object({
    missedAfterSeconds,
    /** Otherwise members only get a notification. */
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

/** Every role with its capabilities in one order, so that equal grants compare equal. */
const ordered = (given: Partial<Grants>) =>
  Object.fromEntries(
    memberRoles.map((role) => [role, capabilities.filter((one) => given[role]?.includes(one))]),
  ) as Grants;

/** A missing role may do nothing. */
export const callTypeGrants = z
  .partialRecord(z.enum(memberRoles), z.array(z.enum(capabilities)))
  .transform(ordered);
export type CallTypeGrants = z.output<typeof callTypeGrants>;

export const callTypeRef = z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "not-an-id") });
export type CallTypeRef = z.output<typeof callTypeRef>;

const editable = {
  name: z.string().trim().min(1, "required").max(60, "too-long"),
  settings: callTypeSettings,
  grants: callTypeGrants,
};

export const createCallTypeInput = callTypeRef.extend(editable);
export type CreateCallTypeInput = z.input<typeof createCallTypeInput>;

/** `version`: the one the change was based on. */
export const updateCallTypeInput = createCallTypeInput.extend({ version: z.coerce.number().int().min(1) });
export type UpdateCallTypeInput = z.input<typeof updateCallTypeInput>;

/** Forms send "true" or "false". */
export const retireCallTypeInput = callTypeRef.extend({
  retired: z.union([z.boolean(), z.stringbool()]),
});

export type RetireCallTypeInput = z.input<typeof retireCallTypeInput>;

export const countCeiling = 10_000;

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

/** A class has many patients, and the test room allows everything. */
export const isSchedulable = (type: Pick<CallTypeRules, "id">): boolean =>
  type.id !== "development" && type.id !== "livestream";

/** Without defaults: a missing setting is the type's. */
const override = z.object({
  ...times,
  maxDurationSeconds,
  ring: z.object({ missedAfterSeconds, onStart: z.boolean() }).partial(),
  features: z.object(features).partial(),
});

/** Settings a call may override; grants never. Unknown ones are refused by name. */
export const settingsOverride = override
  .extend({ ring: override.shape.ring.strict(), features: override.shape.features.strict() })
  .partial()
  .strict();
export type SettingsOverride = z.output<typeof settingsOverride>;

/** The settings in force for one call. */
export const settingsOf = (type: unknown, overridden: unknown): CallTypeSettings => {
  const base = callTypeSettings.parse(type);
  const { ring, features: switched, ...own } = override.partial().parse(overridden ?? {});
  return { ...base, ...own, ring: { ...base.ring, ...ring }, features: { ...base.features, ...switched } };
};

export const granted = (grants: CallTypeGrants, role: MemberRole): readonly Capability[] =>
  grants[role] ?? [];

const featureOf: Partial<Record<Capability, keyof CallTypeSettings["features"]>> = {
  "publish-audio": "audio",
  "publish-video": "video",
  "share-screen": "screenShare",
  chat: "chat",
};

export type OwnGrants = { readonly granted: readonly string[]; readonly revoked: readonly string[] };

/** The role's capabilities plus the member's own grants, minus revocations and disabled features. */
export const capabilitiesOf = (
  rules: Pick<CallTypeRules, "settings" | "grants">,
  member: OwnGrants & { readonly role: MemberRole },
): readonly Capability[] =>
  capabilities.filter((one) => {
    const feature = featureOf[one];
    if (member.revoked.includes(one) || (feature && !rules.settings.features[feature])) return false;
    return member.granted.includes(one) || granted(rules.grants, member.role).includes(one);
  });
