import { expect, test } from "vitest";
import { endsInWords, markAt } from "#components/room/time-left-words.ts";

test("nothing is said while there is time, then at five minutes, then at one", () => {
  expect([600_000, 300_001, 300_000, 60_001, 60_000, 0, -5].map(markAt)).toEqual([null, null, 5, 5, 1, 1, 1]);
});

test("the words never say more than a minute too little", () => {
  expect(endsInWords(300_000)).toBe("This visit ends in 5 minutes");
  expect(endsInWords(299_000)).toBe("This visit ends in 5 minutes");
  expect(endsInWords(239_000)).toBe("This visit ends in 4 minutes");
  expect(endsInWords(60_000)).toBe("This visit ends in 1 minute");
  expect(endsInWords(1)).toBe("This visit ends in 1 minute");
  expect(endsInWords(0)).toBe("This visit is about to end");
});
