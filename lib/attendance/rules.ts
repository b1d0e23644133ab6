import { z } from "zod";
import { callRef } from "#lib/calls/rules.ts";
import type { MemberRole } from "#lib/roles.ts";

/** A segment of time, half-open: `from` belongs to it, `to` does not. Milliseconds since 1970. */
export type Segment = { readonly from: number; readonly to: number };

/** Connections of one person in one hour that are kept of a session: one every seven seconds. */
export const maxConnections = 500;

/** One media connection; `leftAt` is null while it lasts. */
export type Connected = { readonly joinedAt: Date; readonly leftAt: Date | null };

/** A connection that is back within so long was never away: a reload, a lift, a room that moved. In milliseconds. */
export const reconnectGapMs = 60_000;

/** Connections as segments up to `now`. Whose clocks say that they left before they came was there for no time. */
export const segmentsOf = (connections: readonly Connected[], now: Date): Segment[] =>
  connections.map(({ joinedAt, leftAt }) => {
    const from = joinedAt.getTime();
    return { from, to: Math.max(from, (leftAt ?? now).getTime()) };
  });

/** The segments in order, one where several overlap or are less than `gapMs` apart. Empty ones join only what they touch. */
export const merged = (segments: readonly Segment[], gapMs = 0): Segment[] => {
  const done: { from: number; to: number }[] = [];
  for (const { from, to } of segments.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = done.at(-1);
    if (last && from - last.to <= gapMs) last.to = Math.max(last.to, to);
    else done.push({ from, to });
  }
  return done;
};

/** What lies in both lists. Each is in order and free of overlaps, as `merged` answers; so is the answer. */
export const common = (a: readonly Segment[], b: readonly Segment[]): Segment[] => {
  const both: Segment[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [one, other] = [a[i] as Segment, b[j] as Segment];
    const from = Math.max(one.from, other.from);
    const to = Math.min(one.to, other.to);
    if (from < to) both.push({ from, to });
    if (one.to < other.to) i++;
    else j++;
  }
  return both;
};

/** How long all of it is, in seconds, rounded down. */
export const secondsIn = (segments: readonly Segment[]): number =>
  Math.floor(segments.reduce((sum, { from, to }) => sum + to - from, 0) / 1000);

/** One person's part in a session. */
export type Presence = {
  readonly joinedAt: Date;
  /** When they left for the last time; null while they are there. */
  readonly leftAt: Date | null;
  /** How long they were connected, whatever the number of windows; gaps do not count. */
  readonly seconds: number;
  /** How often they were back within the gap that is no absence. */
  readonly reconnects: number;
  /** From when to when they were there, with such gaps left out. */
  readonly segments: readonly Segment[];
};

/** What the connections of one person come to; null when there are none. Their order does not matter. */
export const presenceOf = (connections: readonly Connected[], now: Date): Presence | null => {
  const connected = merged(segmentsOf(connections, now));
  const segments = merged(connected, reconnectGapMs);
  const [first, last] = [segments.at(0), segments.at(-1)];
  if (!first || !last) return null;
  return {
    joinedAt: new Date(first.from),
    leftAt: connections.some(({ leftAt }) => leftAt === null) ? null : new Date(last.to),
    seconds: secondsIn(connected),
    reconnects: connected.length - segments.length,
    segments,
  };
};

/** Those who lead a visit: the clinic's side. Everybody else is the other side. */
export const leads = (role: MemberRole | null): boolean => role === "clinician" || role === "assistant";

/** When anybody of each side was connected. */
export type Sides = { readonly leading: readonly Segment[]; readonly others: readonly Segment[] };

/** `apart`: both sides were there, and never at the same time. */
export type Outcome = "nobody" | "only-clinic" | "only-patient" | "apart" | "met";

/** How a session came out: who was there, and for how many seconds both sides were connected at once. */
export const outcomeOf = (sides: Sides): { outcome: Outcome; togetherSeconds: number } => {
  const together = common(merged(sides.leading), merged(sides.others));
  const togetherSeconds = secondsIn(together);
  if (together.length > 0) return { outcome: "met", togetherSeconds };
  const [led, came] = [sides.leading.length > 0, sides.others.length > 0];
  if (led && came) return { outcome: "apart", togetherSeconds };
  return { outcome: led ? "only-clinic" : came ? "only-patient" : "nobody", togetherSeconds };
};

/** Where a page of sessions begins: after the session that started at `startedAt`; the newest come first. */
export const sessionsInput = callRef.extend({
  before: z
    .object({ startedAt: z.coerce.date(), id: z.uuid("not-an-id") })
    .nullable()
    .default(null),
});
export type SessionsInput = z.output<typeof sessionsInput>;

/** One session, and where its page of people begins: after the person who came at `joinedAt`. */
export const sessionInput = callRef.extend({
  sessionId: z.uuid("not-an-id"),
  after: z
    .object({ joinedAt: z.coerce.date(), userId: z.uuid("not-an-id") })
    .nullable()
    .default(null),
});
export type SessionInput = z.output<typeof sessionInput>;
