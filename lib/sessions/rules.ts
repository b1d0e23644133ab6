import { z } from "zod";
import { callRef } from "#lib/calls/rules.ts";

export type SessionTimes = {
  readonly startedAt: Date;
  readonly openedAt: Date | null;
  readonly emptySince: Date | null;
  readonly closedAt: Date | null;
};

/** `started`: no one was connected yet; `open`: someone is; `empty`: all have left. */
export type SessionState = "started" | "open" | "empty" | "closed";

export const sessionState = (session: SessionTimes): SessionState => {
  if (session.closedAt) return "closed";
  if (!session.openedAt) return "started";
  return session.emptySince ? "empty" : "open";
};

/** Null while it is open, or closed already. */
export const closesAt = (session: SessionTimes, inactivityTimeoutSeconds: number): Date | null => {
  const state = sessionState(session);
  if (state === "open" || state === "closed") return null;
  const since = session.emptySince ?? session.startedAt;
  return new Date(since.getTime() + inactivityTimeoutSeconds * 1000);
};

/** A larger crowd is not moved to a new room because one was evicted: see docs/decisions/0010. */
export const maxMoved = 50;

export type RoomOf = { readonly sessionId: string; readonly generation: number };

/** Says nothing about whose visit it is. */
export const roomName = (room: RoomOf): string => `${room.sessionId}.${room.generation}`;

const roomShape = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([1-9][0-9]{0,8})$/;

export const parseRoomName = (name: string): RoomOf | null => {
  const [, sessionId, generation] = roomShape.exec(name) ?? [];
  return sessionId && generation ? { sessionId, generation: Number(generation) } : null;
};

const uuidShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const isMemberId = (identity: string): boolean => uuidShape.test(identity);

/** LiveKit lets a token be used again for sending only, as `identity#suffix`, which ours never is. */
export const tokenOwner = (identity: string): string => {
  const [owner = ""] = identity.split("#");
  return isMemberId(owner) ? owner : identity;
};

export const extensions = [5, 10, 15, 30] as const;
const maxSessionSeconds = 24 * 3_600;
/** Left to finish when the limit of a live session becomes shorter. */
const noticeSeconds = 60;

const inSeconds = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);

export const extendInput = callRef.extend({
  minutes: z.coerce.number("invalid").refine((value) => extensions.some((one) => one === value), "invalid"),
});
export type ExtendInput = z.output<typeof extendInput>;

export const firstEnd = (startedAt: Date, maxDurationSeconds: number | null): Date | null =>
  maxDurationSeconds === null ? null : inSeconds(startedAt, maxDurationSeconds);

export const connectedInput = callRef.extend({
  sid: z.string().regex(/^PA_[A-Za-z0-9]{6,40}$/, "not-an-id"),
});
export type ConnectedInput = z.output<typeof connectedInput>;

type Limited = { readonly startedAt: Date; readonly endsAt: Date | null; readonly extendedSeconds: number };

/** Null when it has no end, is over, or would last longer than a day. */
export const extendedEnd = (session: Limited, minutes: number, now: Date): Date | null => {
  if (!session.endsAt || session.endsAt <= now) return null;
  const end = inSeconds(session.endsAt, minutes * 60);
  return end > inSeconds(session.startedAt, maxSessionSeconds) ? null : end;
};

/** Added minutes stay, and no one is cut off at once. */
export const changedEnd = (session: Limited, maxDurationSeconds: number | null, now: Date): Date | null => {
  const end = firstEnd(session.startedAt, maxDurationSeconds);
  if (!end) return null;
  const extended = inSeconds(end, session.extendedSeconds);
  if (extended.getTime() === session.endsAt?.getTime()) return session.endsAt;
  const soonest = inSeconds(now, noticeSeconds);
  return extended > soonest ? extended : soonest;
};
