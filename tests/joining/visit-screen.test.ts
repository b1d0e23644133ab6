import { describe, expect, test } from "vitest";
import { exitWords, staffExitWords } from "#components/joining/exit-words.ts";
import { afterCheck, exitReasonFor, screenOf } from "#components/joining/visit-screen.ts";
import type { ErrorCode } from "#lib/errors.ts";
import type { JoinDecision } from "#lib/joining/rules.ts";
import messages from "#messages/en.json" with { type: "json" };

const opensAt = new Date("2026-11-23T14:15:00Z");
const allowed: JoinDecision = { ok: true, capabilities: [] };
const refused = (code: Exclude<Extract<JoinDecision, { ok: false }>["code"], "TOO_EARLY">): JoinDecision => ({
  ok: false,
  code,
});
const early: JoinDecision = { ok: false, code: "TOO_EARLY", opensAt };
const before = { live: false, mayStart: false, stage: "home", timeUp: false, exit: null } as const;
const live = { ...before, live: true } as const;
const ready = { stage: "ready" } as const;

describe("a patient", () => {
  test("begins at home, whether it is early, time to wait, or live", () => {
    for (const [decision, facts] of [
      [early, before],
      [refused("WAITING"), before],
      [allowed, live],
    ] as const) {
      expect(screenOf({ ...facts, decision })).toEqual({ at: "home" });
    }
  });

  test("who is early waits for the waiting room to open", () => {
    expect(screenOf({ ...before, ...ready, decision: early })).toEqual({ at: "waiting", opensAt });
  });

  test("waits, and joins automatically when the visit starts", () => {
    expect(screenOf({ ...before, ...ready, decision: refused("WAITING") })).toEqual({
      at: "waiting",
      opensAt: null,
    });
    expect(screenOf({ ...live, ...ready, decision: allowed })).toEqual({ at: "room" });
  });

  test("stays in the device check when the visit starts", () => {
    expect(screenOf({ ...live, stage: "check", decision: allowed })).toEqual({ at: "check" });
  });

  test("hears at the door about another window and a full room, where it may have passed", () => {
    expect(screenOf({ ...live, ...ready, decision: refused("OTHER_DEVICE") })).toEqual({ at: "room" });
    expect(screenOf({ ...live, ...ready, decision: refused("FULL") })).toEqual({ at: "room" });
  });
});

describe("a person who can start the visit", () => {
  const mayStart = { ...before, mayStart: true };

  test("isn't left in a waiting room", () => {
    expect(screenOf({ ...mayStart, ...ready, decision: allowed })).toEqual({ at: "home" });
  });

  test("joins once it is live", () => {
    expect(screenOf({ ...live, ...ready, decision: allowed })).toEqual({ at: "room" });
  });

  test("without that right, staff who come early wait", () => {
    expect(screenOf({ ...before, ...ready, decision: allowed })).toEqual({ at: "waiting", opensAt: null });
  });
});

describe("the end", () => {
  test("when time is up, only those who were in are told", () => {
    const over = { ...before, timeUp: true, decision: refused("WAITING") };
    expect(screenOf({ ...over, ...ready })).toEqual({ at: "exit", reason: "time-up" });
    expect(screenOf({ ...over, ...ready, mayStart: true, decision: allowed })).toMatchObject({
      reason: "time-up",
    });
    expect(screenOf(over)).toEqual({ at: "home" });
  });

  test("when time is up, a restart takes no one back in by itself", () => {
    const again = { ...live, ...ready, decision: allowed, exit: "time-up" as const };
    expect(screenOf(again)).toEqual({ at: "exit", reason: "time-up" });
  });

  test.each([
    ["ENDED", "ended"],
    ["CANCELLED", "cancelled"],
    ["BLOCKED", "blocked"],
    ["LINK_EXPIRED", "link-expired"],
  ] as const)("%s closes every screen, the room too", (code, reason) => {
    for (const stage of ["home", "check", "ready"] as const) {
      expect(screenOf({ ...live, stage, decision: refused(code) })).toEqual({ at: "exit", reason });
    }
  });

  test("what the room said last is shown until the person goes on", () => {
    expect(screenOf({ ...live, ...ready, decision: allowed, exit: "left" })).toEqual({
      at: "exit",
      reason: "left",
    });
    expect(screenOf({ ...live, ...ready, decision: refused("ENDED"), exit: "left" })).toEqual({
      at: "exit",
      reason: "ended",
    });
  });

  test("refusals that pass by themselves have no screen of their own", () => {
    const passing: ErrorCode[] = ["WAITING", "TOO_EARLY", "UNAVAILABLE", "INTERNAL"];
    expect(passing.map(exitReasonFor)).toEqual([null, null, null, null]);
  });
});

describe("what someone reads who is out", () => {
  const { exit, staffExit, next } = messages.joining;

  test("has a title, and a next step or a button", () => {
    for (const words of Object.values(exitWords)) {
      expect(exit[words.key].title.length).toBeGreaterThan(5);
      expect(exit[words.key].lead).toMatch(/\.$/);
      expect(words.next ?? words.button).toBeTruthy();
    }
    for (const { staffKey } of Object.values(staffExitWords)) expect(staffExit[staffKey].lead).toMatch(/\.$/);
  });

  test("says nothing to patients of calls, sessions or rooms", () => {
    const texts = [
      ...Object.values(exit).flatMap(({ title, lead }) => [title, lead]),
      ...Object.values(next),
    ];
    const words = texts.join(" ").replaceAll(/call (your|the) clinic/gi, "");
    expect(words).not.toMatch(/\b(calls?|sessions?|rooms?)\b/i);
  });
});

test("the device check says where it leads", () => {
  expect(afterCheck({ decision: allowed, live: true, mayStart: false })).toBe("join");
  expect(afterCheck({ decision: allowed, live: false, mayStart: true })).toBe("start");
  expect(afterCheck({ decision: refused("WAITING"), live: false, mayStart: false })).toBe("waitingRoom");
  expect(afterCheck({ decision: early, live: false, mayStart: false })).toBe("wait");
});
