import { expect, test } from "vitest";
import { formatTime } from "#lib/formats.ts";

// Node and each browser have time formats of their own; what is left to them looks different on the server and the screen.
test.each([
  ["en-GB", "2026-11-23T09:05Z", "09:05"],
  ["en-GB", "2026-11-23T00:10Z", "00:10"],
  ["de-DE", "2026-11-23T09:05Z", "09:05"],
  ["en-US", "2026-11-23T09:05Z", "9:05 AM"],
  ["en-US", "2026-11-23T00:10Z", "12:10 AM"],
])("in %s %s is %s", (locale, at, words) => {
  expect(formatTime(new Date(at), "UTC", locale, "time").replace(/\s/g, " ")).toBe(words);
  expect(formatTime(new Date(at), "UTC", locale, "short").replace(/\s/g, " ")).toContain(words);
});
