import { formatTime } from "#lib/formats.ts";
import { beginningOfDay } from "#lib/times/rules.ts";

export type Params = Readonly<Record<string, string | string[] | undefined>>;

/** A cursor as the address gives it. */
export const cursorOf = (value: string | string[] | undefined) =>
  typeof value === "string" ? value : undefined;

/** A filter from one day's start until another's; days are `2026-11-25`, or "" for none. */
export const daysBetween = (from: string, before: string, zone: string) => ({
  ...(from && { $gte: beginningOfDay(from, zone) }),
  ...(before && { $lt: beginningOfDay(before, zone) }),
});

/** Formats a day of an address. */
export const dayWords = (day: string, locale: string) =>
  formatTime(new Date(`${day}T12:00Z`), "UTC", locale, "day");
