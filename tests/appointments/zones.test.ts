import { expect, test } from "vitest";
import { timeZone } from "#lib/accounts/rules.ts";
import { placeOf, timeZones, zoneOf, zoneWords } from "#lib/times/rules/name-zones.ts";

test("zones are offered by the names that places have today, in order, each once, and every one of them works", () => {
  const words = timeZones().map(zoneWords);
  expect(words[0]).toBe("UTC");
  expect(words).toContain("Asia/Kolkata");
  expect(words).not.toContain("Asia/Calcutta");
  expect(new Set(words).size).toBe(words.length);
  for (const zone of timeZones()) new Intl.DateTimeFormat("en-GB", { timeZone: zone });
});

test("a zone may be said by any of its names, and is kept by the one that older browsers know as well", () => {
  const names = ["UTC", "America/New_York", "Asia/Kolkata", "Asia/Calcutta", "Europe/Kyiv"];
  const kept = ["UTC", "America/New_York", "Asia/Calcutta", "Asia/Calcutta", "Europe/Kiev"];
  expect(names.map((name) => timeZone.parse(name))).toEqual(kept);
  for (const wrong of ["Nowhere/Else", "europe/london", "+02:00", ""]) {
    expect(zoneOf(wrong)).toBeNull();
    expect(timeZone.safeParse(wrong).error?.issues[0]?.message).toBe("not-a-time-zone");
  }
});

test("a zone is read as words", () => {
  expect(zoneWords("America/New_York")).toBe("America/New York");
  expect(placeOf("Asia/Saigon")).toBe("Ho Chi Minh");
});
