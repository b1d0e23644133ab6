import { describe, expect, test } from "vitest";
import {
  type Connected,
  common,
  merged,
  outcomeOf,
  presenceOf,
  reconnectGapMs,
  type Segment,
  secondsIn,
  segmentsOf,
} from "#lib/attendance/rules.ts";
import { seededRandom } from "#tests/support/random.ts";

const start = Date.parse("2026-11-25T10:00:00Z");
const at = (second: number) => new Date(start + second * 1000);
const was = (from: number, to: number | null): Connected => ({
  joinedAt: at(from),
  leftAt: to === null ? null : at(to),
});
const now = at(1_000);
const seconds = (segments: readonly Segment[]) =>
  segments.map(({ from, to }) => [(from - start) / 1000, (to - start) / 1000]);

describe("one person's presence", () => {
  test("is nothing without a connection", () => expect(presenceOf([], now)).toBeNull());

  test("with a reload is one segment with one reconnect, and the gap does not count", () => {
    expect(presenceOf([was(0, 100), was(101, 200)], now)).toMatchObject({
      joinedAt: at(0),
      leftAt: at(200),
      seconds: 199,
      reconnects: 1,
      segments: [{ from: start, to: start + 200_000 }],
    });
  });

  test("on two devices at once counts once", () => {
    expect(presenceOf([was(0, 100), was(50, 150)], now)).toMatchObject({ seconds: 150, reconnects: 0 });
  });

  test("with a longer absence is two segments", () => {
    const gap = reconnectGapMs / 1000;
    expect(presenceOf([was(0, 10), was(10 + gap, 100)], now)?.segments).toHaveLength(1);
    expect(presenceOf([was(0, 10), was(11 + gap, 100)], now)?.segments).toHaveLength(2);
  });

  test("without an end lasts until now", () => {
    expect(presenceOf([was(0, 10), was(900, null)], now)).toMatchObject({ leftAt: null, seconds: 110 });
  });

  test("is never negative, even if clocks differ", () => {
    expect(presenceOf([was(100, 50)], now)).toMatchObject({ seconds: 0, joinedAt: at(100), leftAt: at(100) });
    expect(presenceOf([was(2_000, null)], now)).toMatchObject({ seconds: 0 });
  });
});

describe("the outcome of a session", () => {
  const side = (...pairs: [number, number][]) =>
    pairs.map(([from, to]) => ({ from: start + from * 1000, to: start + to * 1000 }));

  test.each([
    ["nobody", side(), side(), 0],
    ["only-clinic", side([0, 60]), side(), 0],
    ["only-patient", side(), side([0, 60]), 0],
    ["apart", side([0, 60]), side([60, 90]), 0],
    ["met", side([0, 60]), side([30, 90]), 30],
    ["met", side([0, 10], [20, 30]), side([5, 25]), 10],
  ] as const)("%s", (outcome, leading, others, togetherSeconds) => {
    expect(outcomeOf({ leading, others })).toEqual({ outcome, togetherSeconds });
  });
});

/** Computes the same second by second, slowly and plainly. */
const register = (connections: readonly Connected[]) => {
  const present = new Array<boolean>(1_000).fill(false);
  for (const { joinedAt, leftAt } of connections) {
    const from = (joinedAt.getTime() - start) / 1000;
    const to = ((leftAt ?? now).getTime() - start) / 1000;
    for (let second = from; second < to; second++) present[second] = true;
  }
  return present;
};
const runsOf = (present: readonly boolean[]) => {
  const runs: [number, number][] = [];
  present.forEach((is, second) => {
    const last = runs.at(-1);
    if (!is) return;
    if (last && last[1] === second) last[1] = second + 1;
    else runs.push([second, second + 1]);
  });
  return runs;
};

test("ten thousand random attendances equal a second-by-second count", () => {
  const random = seededRandom(20_261_125);
  const pick = (most: number) => Math.floor(random() * most);
  const someone = () =>
    Array.from({ length: 1 + pick(5) }, () => {
      const from = pick(900);
      // At least a second, which is the resolution of the comparison.
      return was(from, random() < 0.1 ? null : Math.min(1_000, from + 1 + pick(120)));
    });
  for (let round = 0; round < 10_000; round++) {
    const [one, other] = [someone(), someone()];
    const [a, b] = [register(one), register(other)];
    const presence = presenceOf(one, now);
    const runs = runsOf(a);
    expect(seconds(merged(segmentsOf(one, now)))).toEqual(runs);
    expect(presence?.seconds).toBe(a.filter(Boolean).length);
    const gaps = runs.slice(1).map(([from], index) => from - (runs[index]?.[1] ?? 0));
    expect(presence?.reconnects).toBe(gaps.filter((gap) => gap * 1000 <= reconnectGapMs).length);
    expect(presence?.segments).toHaveLength(1 + gaps.filter((gap) => gap * 1000 > reconnectGapMs).length);
    const both = common(merged(segmentsOf(one, now)), merged(segmentsOf(other, now)));
    expect(secondsIn(both)).toBe(a.filter((is, second) => is && b[second]).length);
    const backwards = presenceOf(one.toReversed(), now);
    expect(backwards).toEqual(presence);
  }
});
