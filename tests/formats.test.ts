import { describe, expect, test } from "vitest";
import { formatsFor, formatTime } from "#lib/formats.ts";

const spaces = (text: string) => text.replace(/\s/g, " ");

// Node and each browser have their own time formats. Anything left to them would differ between server and screen.
test.each([
  ["en-GB", "2026-11-23T09:05Z", "09:05"],
  ["en-GB", "2026-11-23T00:10Z", "00:10"],
  ["de-DE", "2026-11-23T09:05Z", "09:05"],
  ["en-US", "2026-11-23T09:05Z", "9:05 AM"],
  ["en-US", "2026-11-23T00:10Z", "12:10 AM"],
])("in %s %s is %s", (locale, at, words) => {
  expect(spaces(formatTime(new Date(at), "UTC", locale, "time"))).toBe(words);
  expect(spaces(formatTime(new Date(at), "UTC", locale, "short"))).toContain(words);
});

test.each([
  ["en-GB", "14:30"],
  ["en-US", "2:30 PM"],
])("the afternoon in London, read in %s, is %s", (locale, words) => {
  expect(spaces(formatsFor(locale).time(new Date("2026-07-01T13:30Z"), "Europe/London"))).toBe(words);
});

describe("other values", () => {
  const { number, list, duration, relative, zoneName } = formatsFor("en-GB");
  const now = new Date("2026-11-23T12:00Z");
  const minutes = (count: number) => new Date(now.getTime() + count * 60_000);

  test("numbers", () => expect(number(12_345)).toBe("12,345"));
  test("lists", () => expect(list(["Ana", "Ben", "Cleo"])).toBe("Ana, Ben and Cleo"));
  test("lists in the United States", () =>
    expect(formatsFor("en-US").list(["Ana", "Ben", "Cleo"])).toBe("Ana, Ben, and Cleo"));
  test("zones", () => expect(zoneName(now, "Europe/Berlin")).toBe("Central European Time"));

  test.each([
    [0, "0 seconds"],
    [59_001, "1 minute"],
    [65 * 60_000, "1 hour 5 minutes"],
    [49 * 3_600_000, "2 days"],
  ])("%i milliseconds are %s", (milliseconds, words) => {
    expect(duration(milliseconds)).toBe(words);
  });

  test.each([
    [0, "now"],
    [-5, "5 minutes ago"],
    [120, "in 2 hours"],
    [-1440, "yesterday"],
  ])("%i minutes away is %s", (count, words) => {
    expect(relative(minutes(count), now)).toBe(words);
  });
});
