import { z } from "zod";
import { type CallTypeGrants, granted } from "#lib/call-types/rules.ts";
import { callRef } from "#lib/calls/rules.ts";
import type { Capability } from "#lib/roles.ts";

/** Random mark of a browser window, made there and kept while the window lives, reloads included. */
export const deviceMark = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, "invalid");

/** What joinCall takes. `takeOver`: yes, move the visit from the other window to this one. */
export const joinInput = callRef.extend({ device: deviceMark, takeOver: z.boolean().default(false) });
export type JoinInput = z.output<typeof joinInput>;

/** Tokens that one member gets at most. Somebody who reloads twenty times in a minute is not stopped. */
export const joinRateLimit = { max: 60, windowSeconds: 60 };

/** What the decision needs to know of the call. Instants are Dates. */
export type JoinCall = {
  readonly startsAt: Date | null;
  readonly endedAt: Date | null;
  readonly cancelledAt: Date | null;
  readonly joinAheadSeconds: number;
  readonly maxParticipants: number;
  /** A session is open: somebody with `start-call` started the call and it has not ended. */
  readonly live: boolean;
  /** How many people are connected right now, this member not counted. */
  readonly connectedOthers: number;
  readonly teamId: string | null;
};

/** What it needs to know of the member who asks; null for everyone who is none. */
export type JoinMember = {
  readonly blocked: boolean;
  readonly capabilities: readonly Capability[];
  /** The window that is connected as this member right now, by its random mark; null when none is. */
  readonly connectedDevice: string | null;
} | null;

/** What it needs to know of the person and how they came. */
export type JoinActor = {
  readonly disabled: boolean;
  readonly teamIds: readonly string[];
  /** Came in by a link, and the link is revoked or past its time. */
  readonly linkExpired: boolean;
  /** Random mark of the window that asks. */
  readonly device: string;
  /** Said yes to moving the visit to this window. */
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

/** When members without `join-early` may come to the waiting room; null for a call without a time. */
export const opensAt = (call: Pick<JoinCall, "startsAt" | "joinAheadSeconds">): Date | null =>
  call.startsAt && new Date(call.startsAt.getTime() - call.joinAheadSeconds * 1000);

/**
 * The one decision whether somebody comes in. Pure: the page, the action, the token, the webhook's guard and the
 * admin's "why can this person not join?" all ask this function. `WRONG_TEAM` is the admin's answer; the person
 * hears `NOT_FOUND` (see `toldToPerson`).
 */
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

/** What the person hears: that a call of another team exists is not theirs to know. */
export const toldToPerson = (decision: JoinRefusal): JoinRefusal =>
  decision.code === "WRONG_TEAM" ? refuse("NOT_FOUND") : decision;

/** In calls of more members than this nobody is shown the whole list. */
export const companionsShown = 12;

/**
 * Whether members see who else belongs to the call. Where patients talk with each other and the clinician, they do; in
 * a class of strangers they see only who leads it.
 */
export const showsEverybody = (grants: CallTypeGrants, memberCount: number): boolean =>
  memberCount <= companionsShown && granted(grants, "patient").includes("publish-audio");

/** What is known of the links of a member who cannot sign in any other way. */
export type LinkState = {
  readonly hasPassword: boolean;
  readonly links: { readonly any: boolean; readonly unrevoked: boolean; readonly working: boolean };
};

/** Whether somebody who is not here has no way in left: no password, and no link that works. */
export const hasNoWayIn = ({ hasPassword, links }: LinkState): boolean => !hasPassword && !links.working;

/** Whether somebody who is connected lost their way in. A link that merely ran out during the visit ends nothing. */
export const lostWayIn = ({ hasPassword, links }: LinkState): boolean =>
  !hasPassword && links.any && !links.unrevoked;
