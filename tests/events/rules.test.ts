import { expect, test } from "vitest";
import {
  applied,
  changesOf,
  incomingAt,
  incomingWords,
  interrupted,
  type LiveState,
  type LiveVisit,
  nothingYet,
  visitOf,
} from "#lib/live/rules";

const one: LiveVisit = {
  type: "default",
  id: "one",
  sessionId: "session-1",
  startedAt: "2026-11-23T18:00:00.000Z",
  startedByMe: false,
  connected: false,
  from: { role: "clinician", name: "Dr Ada Okafor" },
};
const two: LiveVisit = { ...one, id: "two", sessionId: "session-2", startedAt: "2026-11-23T18:05:00.000Z" };
const nobody: ReadonlySet<string> = new Set();
const state = (...visits: LiveVisit[]): LiveState => applied(nothingYet, { kind: "state", visits });

test("the state comes whole and then call by call", () => {
  const first = state(one);
  expect(first).toMatchObject({ status: "open", visits: [one] });
  const second = applied(first, { kind: "call-started", type: "default", id: "two", visit: two });
  expect(second.visits).toEqual([one, two]);
  const third = applied(second, { kind: "call-ended", type: "default", id: "one", visit: null });
  expect(third.visits).toEqual([two]);
  expect(visitOf(third, one)).toBeNull();
  expect(visitOf(third, two)).toEqual(two);
});

test("changes of a call are counted for that call, and a new state counts for all", () => {
  const first = state(one);
  const changed = applied(first, { kind: "call-changed", type: "default", id: "one", visit: one });
  expect(changesOf(changed, one)).toBe(changesOf(first, one) + 1);
  expect(changesOf(changed, two)).toBe(changesOf(first, two));
  expect(changesOf(applied(changed, { kind: "state", visits: [] }), two)).toBe(changesOf(changed, two) + 1);
});

test("a lost connection keeps what is known; an ended sign-in does not, and stays ended", () => {
  expect(interrupted(nothingYet).status).toBe("connecting");
  expect(interrupted(state(one))).toMatchObject({ status: "reconnecting", visits: [one] });
  const ended = applied(state(one), { kind: "sign-in-ended" });
  expect(ended).toMatchObject({ status: "ended", visits: [] });
  expect(interrupted(ended).status).toBe("ended");
});

test("the newest visit rings that somebody else started", () => {
  expect(incomingAt(state(one, two), "/today", nobody)).toEqual(two);
  expect(incomingAt(state(one, { ...two, startedByMe: true }), "/today", nobody)).toEqual(one);
  expect(incomingAt(state({ ...one, connected: true }), "/today", nobody)).toBeNull();
  expect(incomingAt(state(), "/today", nobody)).toBeNull();
});

test("nothing rings on the visit's own page, or after not now for that session", () => {
  expect(incomingAt(state(one), "/visit/default/one", nobody)).toBeNull();
  expect(incomingAt(state(one), "/visit/default/one/after", nobody)).toBeNull();
  expect(incomingAt(state(one), "/visit/default/one-more", nobody)).toEqual(one);
  expect(incomingAt(state(one), "/today", new Set(["session-1"]))).toBeNull();
  const again = { ...one, sessionId: "session-3" };
  expect(incomingAt(state(again), "/today", new Set(["session-1"]))).toEqual(again);
});

test("the headline says who is ready, by their role", () => {
  expect(incomingWords(one)).toBe("Your clinician is ready");
  expect(incomingWords({ ...one, from: null })).toBe("Your visit has started");
});
