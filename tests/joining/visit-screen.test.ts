import { describe, expect, test } from "vitest";
import { staffWords, stoppedWords } from "#components/joining/stopped-words.ts";
import { afterCheck, screenOf, stopFor } from "#components/joining/visit-screen.ts";
import type { ErrorCode } from "#lib/errors.ts";
import type { JoinDecision } from "#lib/joining/rules.ts";

const opensAt = new Date("2026-11-23T14:15:00Z");
const yes: JoinDecision = { ok: true, capabilities: [] };
const no = (code: Exclude<Extract<JoinDecision, { ok: false }>["code"], "TOO_EARLY">): JoinDecision => ({
  ok: false,
  code,
});
const early: JoinDecision = { ok: false, code: "TOO_EARLY", opensAt };
const before = { live: false, mayStart: false, stage: "home", timeUp: false, stop: null } as const;
const on = { ...before, live: true } as const;
const ready = { stage: "ready" } as const;

describe("a patient", () => {
  test("begins at home, whether it is early, time to wait, or on", () => {
    for (const [decision, facts] of [
      [early, before],
      [no("WAITING"), before],
      [yes, on],
    ] as const) {
      expect(screenOf({ ...facts, decision })).toEqual({ at: "home" });
    }
  });

  test("is early after getting ready, and waits for the doors", () => {
    expect(screenOf({ ...before, ...ready, decision: early })).toEqual({ at: "waiting", opensAt });
  });

  test("waits, and goes in by themselves when the visit starts", () => {
    expect(screenOf({ ...before, ...ready, decision: no("WAITING") })).toEqual({
      at: "waiting",
      opensAt: null,
    });
    expect(screenOf({ ...on, ...ready, decision: yes })).toEqual({ at: "room" });
  });

  test("is not taken out of the device check when the visit starts", () => {
    expect(screenOf({ ...on, stage: "check", decision: yes })).toEqual({ at: "check" });
  });

  test("is asked at the door about another window and a full room, where it may have passed", () => {
    expect(screenOf({ ...on, ...ready, decision: no("OTHER_DEVICE") })).toEqual({ at: "room" });
    expect(screenOf({ ...on, ...ready, decision: no("FULL") })).toEqual({ at: "room" });
  });
});

describe("whoever may start", () => {
  const mayStart = { ...before, mayStart: true };

  test("is not left in a waiting room", () => {
    expect(screenOf({ ...mayStart, ...ready, decision: yes })).toEqual({ at: "home" });
  });

  test("goes in once it is on", () => {
    expect(screenOf({ ...on, ...ready, decision: yes })).toEqual({ at: "room" });
  });

  test("without that right, an early comer of the staff waits", () => {
    expect(screenOf({ ...before, ...ready, decision: yes })).toEqual({ at: "waiting", opensAt: null });
  });
});

describe("the end", () => {
  test("of its time is said to those who were in, and not to those who come anew", () => {
    const over = { ...before, timeUp: true, decision: no("WAITING") };
    expect(screenOf({ ...over, ...ready })).toEqual({ at: "stopped", why: "time-up" });
    expect(screenOf({ ...over, ...ready, mayStart: true, decision: yes })).toMatchObject({ why: "time-up" });
    expect(screenOf(over)).toEqual({ at: "home" });
  });

  test("of its time takes nobody back in by itself when the visit is started again", () => {
    const again = { ...on, ...ready, decision: yes, stop: "time-up" as const };
    expect(screenOf(again)).toEqual({ at: "stopped", why: "time-up" });
  });

  test.each([
    ["ENDED", "ended"],
    ["CANCELLED", "cancelled"],
    ["BLOCKED", "blocked"],
    ["LINK_EXPIRED", "link-expired"],
  ] as const)("%s closes every screen, the room too", (code, why) => {
    for (const stage of ["home", "check", "ready"] as const) {
      expect(screenOf({ ...on, stage, decision: no(code) })).toEqual({ at: "stopped", why });
    }
  });

  test("what the room said last is shown until the person goes on", () => {
    expect(screenOf({ ...on, ...ready, decision: yes, stop: "left" })).toEqual({
      at: "stopped",
      why: "left",
    });
    expect(screenOf({ ...on, ...ready, decision: no("ENDED"), stop: "left" })).toEqual({
      at: "stopped",
      why: "ended",
    });
  });

  test("refusals that pass by themselves have no screen of their own", () => {
    const passing: ErrorCode[] = ["WAITING", "TOO_EARLY", "UNAVAILABLE", "INTERNAL"];
    expect(passing.map(stopFor)).toEqual([null, null, null, null]);
  });

  test("every stop has a title, and a next step or a button", () => {
    for (const { title, lead, next, button } of Object.values(stoppedWords)) {
      expect(title.length).toBeGreaterThan(5);
      expect(lead).toMatch(/\.$/);
      expect(next ?? button).toBeTruthy();
    }
    for (const { lead } of Object.values(staffWords)) expect(lead).toMatch(/\.$/);
  });

  test("nobody who comes for a visit reads of calls, sessions or rooms", () => {
    const words = JSON.stringify(stoppedWords).replaceAll(/call (your|the) clinic/gi, "");
    expect(words).not.toMatch(/\b(calls?|sessions?|rooms?)\b/i);
  });
});

test("the last button of the device check says where it leads", () => {
  expect(afterCheck({ decision: yes, live: true, mayStart: false })).toBe("Go in");
  expect(afterCheck({ decision: yes, live: false, mayStart: true })).toBe("Start visit");
  expect(afterCheck({ decision: no("WAITING"), live: false, mayStart: false })).toBe(
    "Go to the waiting room",
  );
  expect(afterCheck({ decision: early, live: false, mayStart: false })).toBe("I am ready");
});
