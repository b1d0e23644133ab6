import { expect, test } from "vitest";
import { markAt, minutesLeft } from "#components/room/time-left-rules.ts";
import { translatorFor } from "#lib/catalogue.ts";

test("nothing is said while there is time, then at five minutes, then at one", () => {
  expect([600_000, 300_001, 300_000, 60_001, 60_000, 0, -5].map(markAt)).toEqual([null, null, 5, 5, 1, 1, 1]);
});

test("the words never say more than a minute too little", () => {
  const t = translatorFor("en-GB", "room");
  const endsIn = (leftMs: number) => t("timeLeft.endsIn", { minutes: minutesLeft(leftMs) });
  expect(endsIn(300_000)).toBe("This visit ends in 5 minutes");
  expect(endsIn(299_000)).toBe("This visit ends in 5 minutes");
  expect(endsIn(239_000)).toBe("This visit ends in 4 minutes");
  expect(endsIn(60_000)).toBe("This visit ends in 1 minute");
  expect(endsIn(1)).toBe("This visit ends in 1 minute");
  expect(minutesLeft(0)).toBe(0);
  expect(t("timeLeft.aboutToEnd")).toBe("This visit is about to end");
});
