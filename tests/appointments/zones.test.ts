import { expect, test } from "vitest";
import { timeZone } from "#lib/accounts/rules.ts";
import { placeOf, timeZones, zoneOf, zoneWords } from "#lib/times/rules/name-zones.ts";

test("zones are offered in order by their current names, without duplicates, and all are valid", () => {
  const words = timeZones().map(zoneWords);
  expect(words[0]).toBe("UTC");
  expect(words).toContain("Asia/Kolkata");
  expect(words).not.toContain("Asia/Calcutta");
  expect(new Set(words).size).toBe(words.length);
  for (const zone of timeZones()) new Intl.DateTimeFormat("en-GB", { timeZone: zone });
});

test("a zone may be given by any of its names, and is stored by the name that older browsers know too", () => {
  const names = ["UTC", "America/New_York", "Asia/Kolkata", "Asia/Calcutta", "Europe/Kyiv"];
  const kept = ["UTC", "America/New_York", "Asia/Calcutta", "Asia/Calcutta", "Europe/Kiev"];
  expect(names.map((name) => timeZone.parse(name))).toEqual(kept);
  for (const wrong of ["Nowhere/Else", "europe/london", "+02:00", ""]) {
    expect(zoneOf(wrong)).toBeNull();
    expect(timeZone.safeParse(wrong).error?.issues[0]?.message).toBe("not-a-time-zone");
  }
});

test("a zone is shown in words", () => {
  expect(zoneWords("America/New_York")).toBe("America/New York");
  expect(placeOf("Asia/Saigon")).toBe("Ho Chi Minh");
});
