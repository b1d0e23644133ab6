// The one place that formats moments, numbers and lists for people. Pure, so server and browser agree.

const clock = { hour: "numeric", minute: "2-digit" } as const;

const styles = {
  time: clock,
  weekday: { weekday: "long", ...clock },
  date: { weekday: "long", day: "numeric", month: "long" },
  dateTime: { weekday: "long", day: "numeric", month: "long", ...clock },
  dateWithYear: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  dated: { day: "numeric", month: "short", year: "numeric", ...clock },
  day: { day: "numeric", month: "short", year: "numeric" },
  short: { day: "numeric", month: "short", ...clock },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

export type TimeStyle = keyof typeof styles;

/** "09:05" on a 24-hour clock, "9:05 AM" on a 12-hour one. Left to choose, browsers and Node differ. */
const hourIn = (locale: string) =>
  new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions().hour12 ? "numeric" : "2-digit";

const yearIn = (at: Date, zone: string) =>
  new Intl.DateTimeFormat("en-GB", { year: "numeric", timeZone: zone }).format(at);

/** Days of another year get their year: a bare "1 January" could be misread by a whole year. */
const optionsOf = (at: Date, zone: string, style: TimeStyle, locale: string): Intl.DateTimeFormatOptions => {
  const options: Intl.DateTimeFormatOptions = styles[style];
  const isOtherYear = options.day !== undefined && yearIn(at, zone) !== yearIn(new Date(), zone);
  return {
    ...options,
    ...(options.hour && { hour: hourIn(locale) }),
    ...(isOtherYear && { year: "numeric" }),
  };
};

/** "14:30" or "Monday 23 November", in an IANA zone and a BCP 47 locale. */
export const formatTime = (at: Date, zone: string, locale: string, style: TimeStyle) =>
  new Intl.DateTimeFormat(locale, { ...optionsOf(at, zone, style, locale), timeZone: zone }).format(at);

/** What people call the zone: "Central European Time", "Eastern Time". */
export const zoneName = (at: Date, zone: string, locale: string) =>
  new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "longGeneric" })
    .formatToParts(at)
    .find((part) => part.type === "timeZoneName")?.value ?? zone;

/** The zone's name with its season: "Central European Summer Time". Tells the two hours of an autumn night apart. */
const zoneNameAt = (at: Date, zone: string, locale: string) =>
  new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "long" })
    .formatToParts(at)
    .find((part) => part.type === "timeZoneName")?.value ?? zone;

const amount = (value: number, unit: "hour" | "minute" | "second" | "day", locale: string) =>
  new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(value);

/** Milliseconds in at most two units: "2 days", "1 hour 5 minutes", "12 minutes", "40 seconds". Never below 0. */
export function durationWords(milliseconds: number, locale: string) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  if (seconds < 60) return amount(seconds, "second", locale);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return amount(minutes, "minute", locale);
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return amount(Math.floor(hours / 24), "day", locale);
  const rest = minutes % 60;
  return rest
    ? `${amount(hours, "hour", locale)} ${amount(rest, "minute", locale)}`
    : amount(hours, "hour", locale);
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** "yesterday", "in 2 hours", "5 minutes ago", "now" within half a minute. */
function relativeTime(at: Date, now: Date, locale: string) {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const ms = at.getTime() - now.getTime();
  const [unit, unitMs] = units.find(([, size]) => Math.abs(ms) >= size) ?? (["minute", 60_000] as const);
  const count = Math.round(ms / unitMs);
  return count === 0 ? format.format(0, "second") : format.format(count, unit);
}

/** Every format, in one locale. On screens, use `useFormats`. */
export const formatsFor = (locale: string) => ({
  /** "1,234" */
  number: (value: number) => new Intl.NumberFormat(locale).format(value),
  /** "Ana, Ben and Cleo" */
  list: (items: Iterable<string>) => new Intl.ListFormat(locale, { type: "conjunction" }).format(items),
  /** "14:30" or "2:30 PM", or as `style` says, in an IANA zone */
  time: (at: Date, zone: string, style: TimeStyle = "time") => formatTime(at, zone, locale, style),
  zoneName: (at: Date, zone: string) => zoneName(at, zone, locale),
  zoneNameAt: (at: Date, zone: string) => zoneNameAt(at, zone, locale),
  duration: (milliseconds: number) => durationWords(milliseconds, locale),
  relative: (at: Date, now: Date) => relativeTime(at, now, locale),
});
