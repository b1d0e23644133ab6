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
  test("ends 45 seconds after it began if its type says 45", () => {
    expect(until).toEqual(new Date("2026-11-25T10:00:45Z"));
  });

  test("counts as missed from the moment its time is up", () => {
    const ring = { state: "ringing", expiresAt: until } as const;
    expect([before, at, after].map((now) => stateAt(ring, now))).toEqual(["ringing", "missed", "missed"]);
  });

  test("that is settled stays in its state", () => {
    for (const state of ringStates.filter((one) => one !== "ringing")) {
      const ring = { state, expiresAt: until };
      expect(stateAt(ring, after)).toBe(state);
      for (const to of ["accepted", "declined", "missed", "cancelled"] as const) {
        expect(maySettle(ring, to, before)).toBe(false);
        expect(maySettle(ring, to, after)).toBe(false);
      }
    }
  });

  test("can be answered and cancelled before its end, and missed only after it", () => {
    const ring = { state: "ringing", expiresAt: until } as const;
    for (const to of ["accepted", "declined", "cancelled"] as const) {
      expect([before, at].map((now) => maySettle(ring, to, now))).toEqual([true, false]);
    }
    expect([before, at].map((now) => maySettle(ring, "missed", now))).toEqual([false, true]);
  });

  test("is not started for members who are away or here, and finds members in another session busy", () => {
    const free = { away: false, here: false, busy: false };
    expect(outcomeFor(free)).toBe("ringing");
    expect(outcomeFor({ ...free, busy: true })).toBe("busy");
    expect(outcomeFor({ ...free, here: true, busy: true })).toBe("here");
    expect(outcomeFor({ away: true, here: true, busy: true })).toBe("not-rung");
  });
});

describe("the input", () => {
  const ref = { type: "default", id: "one" };
  const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  const some = (count: number) => Array.from({ length: count }, (_, n) => uuid(n));

  test("names between one and a hundred members", () => {
    expect(ringInput.safeParse({ ...ref, memberIds: some(100) }).success).toBe(true);
    expect(ringInput.safeParse({ ...ref, memberIds: some(101) }).success).toBe(false);
    expect(ringInput.safeParse({ ...ref, memberIds: [] }).success).toBe(false);
    expect(ringInput.safeParse({ ...ref, memberIds: ["ada"] }).success).toBe(false);
  });

  test("takes a reason from a closed list, and no free text", () => {
    for (const reason of declineReasons)
      expect(declineInput.safeParse({ ...ref, reason }).success).toBe(true);
    expect(declineInput.parse(ref).reason).toBe("other");
    expect(declineInput.safeParse({ ...ref, reason: "I am at the hospital" }).success).toBe(false);
    expect(answerInput.safeParse({ ...ref, answer: "decline", reason: "chemotherapy" }).success).toBe(false);
  });
});
