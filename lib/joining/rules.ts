import { z } from "zod";
import { type CallTypeGrants, granted } from "#lib/call-types/rules.ts";
import { callRef } from "#lib/calls/rules.ts";
import type { Capability } from "#lib/roles.ts";

/** A browser window's random mark, which survives reloads. */
export const deviceMark = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, "invalid");

/** `takeOver`: move the visit from the other window to this one. */
export const joinInput = callRef.extend({ device: deviceMark, takeOver: z.boolean().default(false) });
export type JoinInput = z.output<typeof joinInput>;

/** Tokens per member. Reloading twenty times in a minute is fine. */
export const joinRateLimit = { max: 60, windowSeconds: 60 };

export type JoinCall = {
  readonly startsAt: Date | null;
  readonly endedAt: Date | null;
  readonly cancelledAt: Date | null;
  readonly joinAheadSeconds: number;
  readonly maxParticipants: number;
  readonly live: boolean;
  /** People connected right now, without this member. */
  readonly connectedOthers: number;
  readonly teamId: string | null;
};

export type JoinMember = {
  readonly blocked: boolean;
  readonly capabilities: readonly Capability[];
  /** The mark of the window connected as this member; null when none is. */
  readonly connectedDevice: string | null;
} | null;

export type JoinActor = {
  readonly disabled: boolean;
  readonly teamIds: readonly string[];
  readonly linkExpired: boolean;
  readonly device: string;
  readonly takeOver: boolean;
};

export type JoinRefusal =
  | { readonly ok: false; readonly code: "TOO_EARLY"; readonly opensAt: Date }
  | {
      readonly ok: false;
      readonly code:
        | "NOT_FOUND"
        | "WRONG_TEAM"
        | "BLOCKED"
        | "WAITING"
        | "ENDED"
        | "CANCELLED"
        | "FULL"
        | "LINK_EXPIRED"
        | "OTHER_DEVICE";
    };
export type JoinDecision = { readonly ok: true; readonly capabilities: readonly Capability[] } | JoinRefusal;

const refuse = (code: Exclude<JoinRefusal["code"], "TOO_EARLY">): JoinRefusal => ({ ok: false, code });

/** For members without `join-early`; null for a call without a time. */
export const opensAt = (call: Pick<JoinCall, "startsAt" | "joinAheadSeconds">): Date | null =>
  call.startsAt && new Date(call.startsAt.getTime() - call.joinAheadSeconds * 1000);

/** The one decision on who may join, for pages, tokens and guards alike. Only administrators may hear `WRONG_TEAM`. */
export const decideJoin = (
  call: JoinCall | null,
  member: JoinMember,
  actor: JoinActor,
  now: Date,
): JoinDecision => {
  if (!call || actor.disabled) return refuse("NOT_FOUND");
  if (!member)
    return refuse(call.teamId && !actor.teamIds.includes(call.teamId) ? "WRONG_TEAM" : "NOT_FOUND");
  if (actor.linkExpired) return refuse("LINK_EXPIRED");
  if (member.blocked) return refuse("BLOCKED");
  const may = (capability: Capability) => member.capabilities.includes(capability);
  if (!may("join")) return refuse("NOT_FOUND");
  if (call.cancelledAt) return refuse("CANCELLED");
  if (call.endedAt && !may("join-ended")) return refuse("ENDED");
  if (!call.live && !may("join-early")) {
    const opens = opensAt(call);
    if (opens && now < opens) return { ok: false, code: "TOO_EARLY", opensAt: opens };
    return refuse("WAITING");
  }
  const sameWindow = member.connectedDevice === null || member.connectedDevice === actor.device;
  if (!sameWindow && !actor.takeOver) return refuse("OTHER_DEVICE");
  if (member.connectedDevice === null && call.connectedOthers >= call.maxParticipants) return refuse("FULL");
  return { ok: true, capabilities: member.capabilities };
};

/** A person may not learn that another team's call exists. */
export const toldToPerson = (decision: JoinRefusal): JoinRefusal =>
  decision.code === "WRONG_TEAM" ? refuse("NOT_FOUND") : decision;

export const companionsShown = 12;

/** Members see each other where patients may talk; in a class of strangers, only those who lead it. */
export const showsEverybody = (grants: CallTypeGrants, memberCount: number): boolean =>
  memberCount <= companionsShown && granted(grants, "patient").includes("publish-audio");

export type LinkState = {
  readonly hasPassword: boolean;
  readonly links: { readonly any: boolean; readonly unrevoked: boolean; readonly working: boolean };
};

/** For someone who is not connected. */
export const hasNoWayIn = ({ hasPassword, links }: LinkState): boolean => !hasPassword && !links.working;

/** For someone who is connected: a link that expires during the visit ends nothing. */
export const lostWayIn = ({ hasPassword, links }: LinkState): boolean =>
  !hasPassword && links.any && !links.unrevoked;
