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

// A noun of its own, apart from the rules of appointments, which need node:crypto through the accounts: the form that
// schedules counts with this in the browser.

/** Lengths on offer, in minutes. */
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

const dateOf = (text: string) => {
  try {
    return parseDate(text);
  } catch {
    return null;
  }
};

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

/** A day that exists, as it was written (`2026-11-25`), else "". */
export const dayOf = (text: string): string => (dateOf(text) ? text : "");

/** The instant at which a day (`2026-11-25`) begins at a place; undefined when there is no such day. */
export const beginningOfDay = (day: string, zone: string): string | undefined => {
  const date = dateOf(day);
  return date ? toZoned(date, zone).toDate().toISOString() : undefined;
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

/**
 * The week, Monday to Sunday, that `day` (`2026-11-23`; today when it is missing or no date) falls in at a place: its
 * days in order, the instants it lies between, and a day of the weeks before and after.
 */
export const weekAt = (day: string | undefined, now: Date, zone: string) => {
  const here = fromAbsolute(now.getTime(), zone);
  const today = new CalendarDate(here.year, here.month, here.day);
  const asked = (day && dateOf(day)) || today;
  const monday = asked.subtract({ days: getDayOfWeek(asked, "en-GB", "mon") });
  const days = Array.from({ length: 7 }, (_, index) => monday.add({ days: index }));
  return {
    days: days.map((one) => ({ date: one.toString(), from: toZoned(one, zone).toDate() })),
    from: toZoned(monday, zone).toDate(),
    to: toZoned(monday.add({ days: 7 }), zone).toDate(),
    today: today.toString(),
    previous: monday.subtract({ days: 7 }).toString(),
    next: monday.add({ days: 7 }).toString(),
  };
};

export type Week = ReturnType<typeof weekAt>;

/** The date and the time on the clock of a place, as the form's fields write them: `2026-11-23`, `14:30`. */
export const onTheClock = (at: Date, zone: string): { date: string; time: string } => {
  const here = toCalendarDateTime(fromAbsolute(at.getTime(), zone)).toString();
  return { date: here.slice(0, 10), time: here.slice(11, 16) };
};

/** The next full or half hour that is at least ten minutes away: what a new appointment's form begins with. */
export const nextHalfHour = (now: Date): Date =>
  new Date(Math.ceil((now.getTime() + 10 * 60_000) / 1_800_000) * 1_800_000);

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

/**
 * Places that have another name by now, or a whole path, where JavaScript still lists the first one it had (ECMA-402 keeps
 * CLDR's). Source: the file `backward` of the IANA time zone database.
 */
const renamed: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Coral_Harbour": "America/Atikokan",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Louisville": "America/Kentucky/Louisville",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

const present = (zone: string): string => renamed[zone] ?? zone;
const byPresent = new Map(Object.entries(renamed).map(([before, today]) => [today, before]));

/** "America/New York": a zone as people read it, by its present name. */
export const zoneWords = (zone: string): string => present(zone).replaceAll("_", " ");

/** "New York": the place that a zone is named after. */
export const placeOf = (zone: string): string => zoneWords(zone).split("/").at(-1) ?? zone;

let listed: ReadonlySet<string> | undefined;

/** Asked for when it is needed: browsers of some years ago, which read this file too, have no such list. */
const allZones = () => {
  listed ??= new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]);
  return listed;
};

/** The zone by the name that browsers of some years ago know as well; null when it is the name of none. */
export const zoneOf = (name: string): string | null => {
  const before = byPresent.get(name);
  return [before, name].find((one) => one !== undefined && allZones().has(one)) ?? null;
};

/** Every zone to choose from, in the order of their present names; UTC first. */
export const timeZones = (): string[] =>
  [...allZones()].toSorted(
    (a, b) => Number(b === "UTC") - Number(a === "UTC") || (present(a) < present(b) ? -1 : 1),
  );
