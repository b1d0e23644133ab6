import {
  CalendarDateTime,
  fromAbsolute,
  parseDate,
  parseTime,
  toCalendarDateTime,
  toZoned,
} from "@internationalized/date";
import { z } from "zod";
import { email, personName, timeZone } from "../accounts/rules.ts";
import { callRef } from "../calls/rules.ts";

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "not-a-date");
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "not-a-time");
const blank = (value: unknown) => (value === "" ? undefined : value);

/** Lengths on offer, in minutes. */
export const lengths = [10, 15, 20, 30, 45, 60, 90] as const;

/** What the form sends. Either `patientId`, or a new patient by `patientName` (and e-mail, if there is one). */
export const scheduleInput = z
  .object({
    /** Made with the form: the same form sent fifty times makes one appointment. */
    requestId: z.uuid("invalid"),
    teamId: z.uuid("not-an-id"),
    type: callRef.shape.type,
    patientId: z.preprocess(blank, z.uuid("not-an-id").optional()),
    patientName: z.preprocess(blank, personName.optional()),
    patientEmail: z.preprocess(blank, email.optional()),
    patientTimeZone: z.preprocess(blank, timeZone.optional()),
    date,
    time,
    timeZone,
    /** Which one, when the clocks go back and the time comes twice. */
    fold: z.preprocess(blank, z.enum(["earlier", "later"]).optional()),
    minutes: z.coerce.number("invalid").int("invalid").min(5, "too-small").max(480, "too-big"),
    reason: z.string().trim().max(500, "too-long").default(""),
  })
  .refine((value) => value.patientId ?? value.patientName, { path: ["patientName"], message: "required" });
export type ScheduleInput = z.output<typeof scheduleInput>;

export const cancelInput = callRef.extend({ reason: z.string().trim().max(500, "too-long").default("") });

export type LocalTime = {
  date: string;
  time: string;
  timeZone: string;
  fold?: "earlier" | "later" | undefined;
};
export type ResolvedTime =
  | { readonly ok: true; readonly at: Date }
  | { readonly ok: false; readonly code: "BAD_DATE" }
  | { readonly ok: false; readonly code: "TIME_GAP" }
  | { readonly ok: false; readonly code: "TIME_AMBIGUOUS"; readonly earlier: Date; readonly later: Date };

/** `parseDate` takes only what exists: no 30th of February. */
const wallClock = (local: LocalTime): CalendarDateTime | null => {
  try {
    return toCalendarDateTime(parseDate(local.date), parseTime(local.time));
  } catch {
    return null;
  }
};

/**
 * The instant of a time on the clock of a place. A time in a spring gap does not exist, one in an autumn overlap comes
 * twice: both are told instead of guessed.
 */
export const resolveTime = (local: LocalTime): ResolvedTime => {
  const wall = wallClock(local);
  if (!wall) return { ok: false, code: "BAD_DATE" };
  const earlier = toZoned(wall, local.timeZone, "earlier");
  const later = toZoned(wall, local.timeZone, "later");
  if (toCalendarDateTime(earlier).compare(wall) !== 0) return { ok: false, code: "TIME_GAP" };
  if (earlier.compare(later) === 0) return { ok: true, at: earlier.toDate() };
  if (local.fold) return { ok: true, at: (local.fold === "earlier" ? earlier : later).toDate() };
  return { ok: false, code: "TIME_AMBIGUOUS", earlier: earlier.toDate(), later: later.toDate() };
};

/** The first and the last instant (not included) of the day that `now` falls on at a place. */
export const dayAt = (now: Date, zone: string): { from: Date; to: Date } => {
  const here = fromAbsolute(now.getTime(), zone);
  const midnight = new CalendarDateTime(here.year, here.month, here.day);
  return {
    from: toZoned(midnight, zone).toDate(),
    to: toZoned(midnight.add({ days: 1 }), zone).toDate(),
  };
};

type Span = { startsAt: Date; endsAt: Date };
const stepMs = 5 * 60_000;

/**
 * The free starts nearest to the one that was asked for, at most `count`, in order of time: on the five minutes, within
 * twelve hours, not in the past.
 */
export const nearestFree = (
  asked: Date,
  minutes: number,
  busy: readonly Span[],
  now: Date,
  count = 3,
): Date[] => {
  const isFree = (start: number) =>
    start >= now.getTime() &&
    busy.every((one) => start >= one.endsAt.getTime() || start + minutes * 60_000 <= one.startsAt.getTime());
  const found: number[] = [];
  for (let step = 1; step <= 144 && found.length < count; step += 1) {
    for (const start of [asked.getTime() - step * stepMs, asked.getTime() + step * stepMs]) {
      const tooNear = found.some((other) => Math.abs(other - start) < minutes * 60_000);
      if (found.length < count && !tooNear && isFree(start)) found.push(start);
    }
  }
  return found.sort((a, b) => a - b).map((start) => new Date(start));
};

/** A page that is silent for longer than this has gone from the waiting room, in milliseconds. */
export const waitingGoneMs = 60_000;

export type VisitState = "cancelled" | "ended" | "live" | "waiting" | "late" | "missed" | "scheduled";

type StateFacts = {
  status: "scheduled" | "cancelled";
  startsAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  live: boolean;
  waitingSeenAt: Date | null;
};

/** What one word says best about an appointment right now. */
export const stateOf = (facts: StateFacts, now: Date): VisitState => {
  if (facts.status === "cancelled") return "cancelled";
  if (facts.endedAt) return "ended";
  if (facts.live) return "live";
  if (facts.waitingSeenAt && now.getTime() - facts.waitingSeenAt.getTime() < waitingGoneMs) return "waiting";
  if (now >= facts.endsAt) return "missed";
  return now > facts.startsAt ? "late" : "scheduled";
};
