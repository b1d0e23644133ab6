import { z } from "zod";
import { callRef } from "#lib/calls/rules.ts";

/** A session as the rules see it. Instants are Dates. */
export type SessionTimes = {
  readonly startedAt: Date;
  readonly openedAt: Date | null;
  readonly emptySince: Date | null;
  readonly closedAt: Date | null;
};

/** `started`: nobody was connected yet; `open`: somebody is; `empty`: everybody left; `closed`: it is over. */
export type SessionState = "started" | "open" | "empty" | "closed";

export const sessionState = (session: SessionTimes): SessionState => {
  if (session.closedAt) return "closed";
  if (!session.openedAt) return "started";
  return session.emptySince ? "empty" : "open";
};

/** When a session that nobody is in closes by itself; null while somebody is in it, or when it is closed already. */
export const closesAt = (session: SessionTimes, inactivityTimeoutSeconds: number): Date | null => {
  const state = sessionState(session);
  if (state === "open" || state === "closed") return null;
  const since = session.emptySince ?? session.startedAt;
  return new Date(since.getTime() + inactivityTimeoutSeconds * 1000);
};

/** For one who is shut out so many are moved to a new room, and no more: see docs/decisions/0010. */
export const maxPromptEvictions = 50;

export type RoomOf = { readonly sessionId: string; readonly generation: number };

/** The LiveKit room of a session: says nothing of whose visit it is. */
export const roomName = (room: RoomOf): string => `${room.sessionId}.${room.generation}`;

const roomShape = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([1-9][0-9]{0,8})$/;

/** The session and generation in a room's name, or null for a room that cannot be ours. */
export const parseRoomName = (name: string): RoomOf | null => {
  const [, sessionId, generation] = roomShape.exec(name) ?? [];
  return sessionId && generation ? { sessionId, generation: Number(generation) } : null;
};

const uuidShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether an identity in a room can be a member's id at all. */
export const isMemberId = (identity: string): boolean => uuidShape.test(identity);

/**
 * By whose token an identity came: LiveKit lets a token be used once more for sending alone, as `identity#suffix`, which
 * nothing of ours does. Whatever is no member's id comes out as it is.
 */
export const tokenOwner = (identity: string): string => {
  const [owner = ""] = identity.split("#");
  return isMemberId(owner) ? owner : identity;
};

/** How much somebody may add at once, in minutes. */
export const extensions = [5, 10, 15, 30] as const;
/** No session lasts longer than this, however often it is extended. */
const longestSeconds = 24 * 3_600;
/** A limit that is made shorter meanwhile leaves so long to come to an end. */
const noticeSeconds = 60;

const inSeconds = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);

export const extendInput = callRef.extend({
  minutes: z.coerce.number("invalid").refine((value) => extensions.some((one) => one === value), "invalid"),
});
export type ExtendInput = z.output<typeof extendInput>;

/** When a session that starts at `startedAt` ends by its call's limit; null without one. */
export const firstEnd = (startedAt: Date, maxDurationSeconds: number | null): Date | null =>
  maxDurationSeconds === null ? null : inSeconds(startedAt, maxDurationSeconds);

/** What a browser says of its own connection: the id that LiveKit gave it. */
export const connectedInput = callRef.extend({
  sid: z.string().regex(/^PA_[A-Za-z0-9]{6,40}$/, "not-an-id"),
});
export type ConnectedInput = z.output<typeof connectedInput>;

type Limited = { readonly startedAt: Date; readonly endsAt: Date | null; readonly extendedSeconds: number };

/** The end after somebody added `minutes`; null when it has none, is over, or would last longer than a day. */
export const extendedEnd = (session: Limited, minutes: number, now: Date): Date | null => {
  if (!session.endsAt || session.endsAt <= now) return null;
  const end = inSeconds(session.endsAt, minutes * 60);
  return end > inSeconds(session.startedAt, longestSeconds) ? null : end;
};

/** The end under a limit that was changed while the session is on: what was added stays, and nobody is cut off at once. */
export const changedEnd = (session: Limited, maxDurationSeconds: number | null, now: Date): Date | null => {
  const end = firstEnd(session.startedAt, maxDurationSeconds);
  if (!end) return null;
  const extended = inSeconds(end, session.extendedSeconds);
  if (extended.getTime() === session.endsAt?.getTime()) return session.endsAt;
  const soonest = inSeconds(now, noticeSeconds);
  return extended > soonest ? extended : soonest;
};
