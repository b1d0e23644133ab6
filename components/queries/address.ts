import { formatTime } from "#lib/formats.ts";
import { beginningOfDay } from "#lib/times/rules.ts";

/** What every list's address is made of. */

export type Params = Readonly<Record<string, string | string[] | undefined>>;

/** A cursor as the address gives it. */
export const cursorOf = (value: string | string[] | undefined) =>
  typeof value === "string" ? value : undefined;

/** The instants that days of an address (`2026-11-25`, "" for none) stand for in a filter: from the one, before the other. */
export const daysBetween = (from: string, before: string, zone: string) => ({
  ...(from && { $gte: beginningOfDay(from, zone) }),
  ...(before && { $lt: beginningOfDay(before, zone) }),
});

/** A day of an address in words. */
export const dayWords = (day: string, locale: string) =>
  formatTime(new Date(`${day}T12:00Z`), "UTC", locale, "day");
