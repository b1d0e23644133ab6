import { describe, expect, test } from "vitest";
import {
  answerInput,
  declineInput,
  declineReasons,
  expiresAt,
  maySettle,
  ringInput,
  ringStates,
  stateAt,
} from "#lib/rings/rules.ts";
import { outcomeFor } from "#lib/starting/rules.ts";

const rungAt = new Date("2026-11-25T10:00:00Z");
const until = expiresAt(rungAt, 45);
const [before, at, after] = [-1, 0, 1].map((ms) => new Date(until.getTime() + ms)) as [Date, Date, Date];

describe("a ring", () => {
  test("is over 45 seconds after it began, when its type says 45", () => {
    expect(until).toEqual(new Date("2026-11-25T10:00:45Z"));
  });

  test("is told of as missed from the very moment its time is up", () => {
    const ring = { state: "ringing", expiresAt: until } as const;
    expect([before, at, after].map((now) => stateAt(ring, now))).toEqual(["ringing", "missed", "missed"]);
  });

  test("that was settled stays what it is, for ever", () => {
    for (const state of ringStates.filter((one) => one !== "ringing")) {
      const ring = { state, expiresAt: until };
      expect(stateAt(ring, after)).toBe(state);
      for (const to of ["accepted", "declined", "missed", "cancelled"] as const) {
        expect(maySettle(ring, to, before)).toBe(false);
        expect(maySettle(ring, to, after)).toBe(false);
      }
    }
  });

  test("may be answered and cancelled in time, and missed only when it is up", () => {
    const ring = { state: "ringing", expiresAt: until } as const;
    for (const to of ["accepted", "declined", "cancelled"] as const) {
      expect([before, at].map((now) => maySettle(ring, to, now))).toEqual([true, false]);
    }
    expect([before, at].map((now) => maySettle(ring, "missed", now))).toEqual([false, true]);
  });

  test("comes to nothing for whoever is away or here, and to busy for whoever is elsewhere", () => {
    const free = { away: false, here: false, busy: false };
    expect(outcomeFor(free)).toBe("ringing");
    expect(outcomeFor({ ...free, busy: true })).toBe("busy");
    expect(outcomeFor({ ...free, here: true, busy: true })).toBe("here");
    expect(outcomeFor({ away: true, here: true, busy: true })).toBe("not-rung");
  });
});

describe("what is asked", () => {
  const ref = { type: "default", id: "one" };
  const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  const some = (count: number) => Array.from({ length: count }, (_, n) => uuid(n));

  test("a hundred may be rung by name in one request, and no more, and not nobody", () => {
    expect(ringInput.safeParse({ ...ref, memberIds: some(100) }).success).toBe(true);
    expect(ringInput.safeParse({ ...ref, memberIds: some(101) }).success).toBe(false);
    expect(ringInput.safeParse({ ...ref, memberIds: [] }).success).toBe(false);
    expect(ringInput.safeParse({ ...ref, memberIds: ["ada"] }).success).toBe(false);
  });

  test("a reason is one of a closed list, never words", () => {
    for (const reason of declineReasons)
      expect(declineInput.safeParse({ ...ref, reason }).success).toBe(true);
    expect(declineInput.parse(ref).reason).toBe("other");
    expect(declineInput.safeParse({ ...ref, reason: "I am at the hospital" }).success).toBe(false);
    expect(answerInput.safeParse({ ...ref, answer: "decline", reason: "chemotherapy" }).success).toBe(false);
  });
});
