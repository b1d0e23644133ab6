import { z } from "zod";
import {
  type CallTypeSettings,
  type SettingsOverride,
  settingsOf,
  settingsOverride,
} from "#lib/call-types/rules.ts";
import { callRef, custom, membersPerRequest, type NewMember, newMember } from "#lib/calls/rules.ts";
import { canonicalJson } from "#lib/canonical-json.ts";
import type { FieldProblem } from "#lib/errors.ts";
import type { MemberRole } from "#lib/roles.ts";

/** The input fields that name a person a second time. */
const namedTwice = (given: { members: readonly { userId: string }[]; memberIds: readonly string[] }) => {
  const seen = new Set<string>();
  const isSecond = (userId: string) => seen.size === seen.add(userId).size;
  return [
    ...given.members.map(({ userId }, index) => isSecond(userId) && ["members", index, "userId"]),
    ...given.memberIds.map((userId, index) => isSecond(userId) && ["memberIds", index]),
  ].filter((path): path is (string | number)[] => path !== false);
};

/** The seed's create options. */
export const createCallInput = z
  .object({
    type: callRef.shape.type,
    /** Generated if missing. */
    id: callRef.shape.id.optional(),
    members: z.array(newMember).default([]),
    /** Their roles follow from their accounts. */
    memberIds: z.array(z.uuid("not-an-id")).default([]),
    custom: custom.optional(),
    startsAt: z.coerce.date().nullable().optional(),
    team: z.uuid("not-an-id").nullable().optional(),
    settingsOverride: settingsOverride.optional(),
    /** The same as `settingsOverride.features.video`. */
    video: z.boolean().optional(),
    /** Starts the new call and rings its members. */
    ring: z.boolean().default(false),
    /** Notifies the members of the new call. */
    notify: z.boolean().default(false),
  })
  .check(({ value, issues }) => {
    const refuse = (path: (string | number)[], message: FieldProblem) =>
      issues.push({ code: "custom", path, message, input: value });
    if (value.members.length + value.memberIds.length > membersPerRequest)
      refuse([value.members.length > membersPerRequest ? "members" : "memberIds"], "too-big");
    for (const path of namedTwice(value)) refuse(path, "taken");
    const other = value.settingsOverride?.features?.video;
    if (value.video !== undefined && other !== undefined && other !== value.video)
      refuse(["video"], "invalid");
  });
export type CreateCallInput = z.input<typeof createCallInput>;
export type CreateCall = z.output<typeof createCallInput>;

export const overrideOf = ({ settingsOverride, video }: CreateCall): SettingsOverride =>
  video === undefined
    ? (settingsOverride ?? {})
    : { ...settingsOverride, features: { ...settingsOverride?.features, video } };

/** An existing call, as far as it can differ from the input. */
export type StoredCall = {
  readonly custom: unknown;
  readonly startsAt: Date | null;
  readonly teamId: string | null;
  readonly settings: CallTypeSettings;
  /** The input's people who are members. */
  readonly members: readonly { userId: string; role: MemberRole; custom: unknown }[];
};

/**
 * The input's fields that differ from the existing call. Members differ when one is missing or has another role or
 * custom data; settings differ when one is not in force.
 */
export const differences = (asked: CreateCall, stored: StoredCall): string[] => {
  const { custom, startsAt, team, settingsOverride, video, members, memberIds } = asked;
  const there = new Map(stored.members.map((member) => [member.userId, member]));
  const isThere = (member: NewMember) => {
    const found = there.get(member.userId);
    return found?.role === member.role && canonicalJson(found.custom) === canonicalJson(member.custom);
  };
  const inForce = canonicalJson(stored.settings);
  const differs = {
    members: !members.every(isThere),
    memberIds: !memberIds.every((userId) => there.has(userId)),
    custom: custom !== undefined && canonicalJson(stored.custom) !== canonicalJson(custom),
    startsAt: startsAt !== undefined && stored.startsAt?.getTime() !== startsAt?.getTime(),
    team: team !== undefined && stored.teamId !== team,
    settingsOverride:
      settingsOverride !== undefined &&
      canonicalJson(settingsOf(stored.settings, settingsOverride)) !== inForce,
    video: video !== undefined && stored.settings.features.video !== video,
  };
  return Object.entries(differs).flatMap(([field, differing]) => (differing ? [field] : []));
};
