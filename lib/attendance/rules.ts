import { z } from "zod";
import { callRef } from "#lib/calls/rules.ts";
import type { MemberRole } from "#lib/roles.ts";

/** Half-open: `to` is excluded. Milliseconds since 1970. */
export type Segment = { readonly from: number; readonly to: number };

/** Connections kept per person, session and hour: one every seven seconds. */
export const maxConnections = 500;

export type Connected = { readonly joinedAt: Date; readonly leftAt: Date | null };

/** A shorter gap is a reconnect, not an absence: a reload, a lift, a moved room. */
export const reconnectGapMs = 60_000;

/** Connections as segments up to `now`. A connection that left before it joined, by its clocks, counts for nothing. */
export const segmentsOf = (connections: readonly Connected[], now: Date): Segment[] =>
  connections.map(({ joinedAt, leftAt }) => {
    const from = joinedAt.getTime();
    return { from, to: Math.max(from, (leftAt ?? now).getTime()) };
  });

/** The segments in order, joined where they overlap or are less than `gapMs` apart. */
export const merged = (segments: readonly Segment[], gapMs = 0): Segment[] => {
  const done: { from: number; to: number }[] = [];
  for (const { from, to } of segments.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = done.at(-1);
    if (last && from - last.to <= gapMs) last.to = Math.max(last.to, to);
    else done.push({ from, to });
  }
  return done;
};

/** The intersection of two lists, each in order and without overlaps, as `merged` returns them. */
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

/** Rounded down. */
export const secondsIn = (segments: readonly Segment[]): number =>
  Math.floor(segments.reduce((sum, { from, to }) => sum + to - from, 0) / 1000);

export type Presence = {
  readonly joinedAt: Date;
  /** Null while they are there. */
  readonly leftAt: Date | null;
  /** Without gaps, and counted once however many windows were open. */
  readonly seconds: number;
  readonly reconnects: number;
  /** Reconnects don't split a segment. */
  readonly segments: readonly Segment[];
};

/** Null without connections. Their order doesn't matter. */
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

/** The clinic's side leads a visit. */
export const leads = (role: MemberRole | null): boolean => role === "clinician" || role === "assistant";

export type Sides = { readonly leading: readonly Segment[]; readonly others: readonly Segment[] };

/** `apart`: both sides were there, but never at the same time. */
export type Outcome = "nobody" | "only-clinic" | "only-patient" | "apart" | "met";

/** Who was there, and for how many seconds both sides were connected at once. */
export const outcomeOf = (sides: Sides): { outcome: Outcome; togetherSeconds: number } => {
  const together = common(merged(sides.leading), merged(sides.others));
  const togetherSeconds = secondsIn(together);
  if (together.length > 0) return { outcome: "met", togetherSeconds };
  const [led, came] = [sides.leading.length > 0, sides.others.length > 0];
  if (led && came) return { outcome: "apart", togetherSeconds };
  return { outcome: led ? "only-clinic" : came ? "only-patient" : "nobody", togetherSeconds };
};

/** `before`: the last session of the previous page; newest first. */
export const sessionsInput = callRef.extend({
  before: z
    .object({ startedAt: z.coerce.date(), id: z.uuid("not-an-id") })
    .nullable()
    .default(null),
});
export type SessionsInput = z.output<typeof sessionsInput>;

/** `after`: the last person of the previous page. */
export const sessionInput = callRef.extend({
  sessionId: z.uuid("not-an-id"),
  after: z
    .object({ joinedAt: z.coerce.date(), userId: z.uuid("not-an-id") })
    .nullable()
    .default(null),
});
export type SessionInput = z.output<typeof sessionInput>;
