export type TimeStyle = "time" | "date" | "dateTime" | "dateWithYear" | "short" | "dated" | "day" | "weekday";

const clock = { hour: "numeric", minute: "2-digit" } as const;

const styles: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  time: clock,
  weekday: { weekday: "long", ...clock },
  date: { weekday: "long", day: "numeric", month: "long" },
  dateTime: { weekday: "long", day: "numeric", month: "long", ...clock },
  dateWithYear: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  dated: { day: "numeric", month: "short", year: "numeric", ...clock },
  day: { day: "numeric", month: "short", year: "numeric" },
  short: { day: "numeric", month: "short", ...clock },
};

/** "09:05" where the clock has 24 hours, "9:05 AM" where it has twelve; left to choose, browsers and Node differ. */
const hourIn = (locale: string) =>
  new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions().hour12 ? "numeric" : "2-digit";

const yearIn = (at: Date, zone: string) =>
  new Intl.DateTimeFormat("en-GB", { year: "numeric", timeZone: zone }).format(at);

/** A day of another year is said with its year: "1 January" is misread a whole year wide. */
const optionsOf = (at: Date, zone: string, style: TimeStyle, locale: string): Intl.DateTimeFormatOptions => {
  const options = styles[style];
  const isElsewhen = options.day !== undefined && yearIn(at, zone) !== yearIn(new Date(), zone);
  return {
    ...options,
    ...(options.hour && { hour: hourIn(locale) }),
    ...(isElsewhen && { year: "numeric" }),
  };
};

/** "14:30" or "Monday 23 November", in the IANA zone and BCP 47 locale given; the same on server and browser. */
export const formatTime = (at: Date, zone: string, locale: string, style: TimeStyle) =>
  new Intl.DateTimeFormat(locale, { ...optionsOf(at, zone, style, locale), timeZone: zone }).format(at);

/** What people call the zone at that moment of the year's clock: "Central European Time", "Eastern Time". */
export const zoneName = (at: Date, zone: string, locale: string) =>
  new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "longGeneric" })
    .formatToParts(at)
    .find((part) => part.type === "timeZoneName")?.value ?? zone;

const amount = (value: number, unit: "hour" | "minute" | "second" | "day", locale: string) =>
  new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(value);

/** Milliseconds in at most two words' worth: "2 days", "1 hour 5 minutes", "12 minutes", "40 seconds". Never below 0. */
export const durationWords = (milliseconds: number, locale: string) => {
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
};
