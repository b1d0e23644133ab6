import {
  CalendarDate,
  CalendarDateTime,
  fromAbsolute,
  getDayOfWeek,
  parseDate,
  parseTime,
  toCalendarDateTime,
  toZoned,
} from "@internationalized/date";

// Not in the rules of appointments, which import node:crypto: the scheduling form uses this in the browser.

/** In minutes. */
export const lengths = [10, 15, 20, 30, 45, 60, 90] as const;

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

function dateOf(text: string) {
  try {
    return parseDate(text);
  } catch {
    return null;
  }
}

function wallClock(local: LocalTime): CalendarDateTime | null {
  try {
    return toCalendarDateTime(parseDate(local.date), parseTime(local.time));
  } catch {
    return null;
  }
}

/** The instant of a local time. A time in a spring gap doesn't exist, one in an autumn overlap is ambiguous without `fold`. */
export function resolveTime(local: LocalTime): ResolvedTime {
  const wall = wallClock(local);
  if (!wall) return { ok: false, code: "BAD_DATE" };
  const earlier = toZoned(wall, local.timeZone, "earlier");
  const later = toZoned(wall, local.timeZone, "later");
  if (toCalendarDateTime(earlier).compare(wall) !== 0) return { ok: false, code: "TIME_GAP" };
  if (earlier.compare(later) === 0) return { ok: true, at: earlier.toDate() };
  if (local.fold) return { ok: true, at: (local.fold === "earlier" ? earlier : later).toDate() };
  return { ok: false, code: "TIME_AMBIGUOUS", earlier: earlier.toDate(), later: later.toDate() };
}

/** The text if it is a date that exists, such as `2026-11-25`, otherwise "". */
export const dayOf = (text: string): string => (dateOf(text) ? text : "");

/** The instant at which a day (`2026-11-25`) begins in a zone; undefined if there is no such day. */
export function beginningOfDay(day: string, zone: string): string | undefined {
  const date = dateOf(day);
  return date ? toZoned(date, zone).toDate().toISOString() : undefined;
}

export function dayAt(now: Date, zone: string): { from: Date; to: Date } {
  const here = fromAbsolute(now.getTime(), zone);
  const midnight = new CalendarDateTime(here.year, here.month, here.day);
  return {
    from: toZoned(midnight, zone).toDate(),
    to: toZoned(midnight.add({ days: 1 }), zone).toDate(),
  };
}

/** The week from Monday to Sunday around `day`, or around today. */
export function weekAt(day: string | undefined, now: Date, zone: string) {
  const here = fromAbsolute(now.getTime(), zone);
  const today = new CalendarDate(here.year, here.month, here.day);
  const date = (day && dateOf(day)) || today;
  const monday = date.subtract({ days: getDayOfWeek(date, "en-GB", "mon") });
  const days = Array.from({ length: 7 }, (_, index) => monday.add({ days: index }));
  return {
    days: days.map((weekday) => ({ date: weekday.toString(), from: toZoned(weekday, zone).toDate() })),
    from: toZoned(monday, zone).toDate(),
    to: toZoned(monday.add({ days: 7 }), zone).toDate(),
    today: today.toString(),
    previous: monday.subtract({ days: 7 }).toString(),
    next: monday.add({ days: 7 }).toString(),
  };
}

export type Week = ReturnType<typeof weekAt>;

/** The local date and time in the format of form fields: `2026-11-23`, `14:30`. */
export function onTheClock(at: Date, zone: string): { date: string; time: string } {
  const here = toCalendarDateTime(fromAbsolute(at.getTime(), zone)).toString();
  return { date: here.slice(0, 10), time: here.slice(11, 16) };
}

/** At least ten minutes away. */
export const nextHalfHour = (now: Date): Date =>
  new Date(Math.ceil((now.getTime() + 10 * 60_000) / 1_800_000) * 1_800_000);
