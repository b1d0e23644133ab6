import { expect, test } from "vitest";
import { translatorFor } from "#lib/catalogue.ts";
import {
  applied,
  changesOf,
  headlineOf,
  incomingOf,
  interrupted,
  type LiveState,
  type LiveVisit,
  nothingYet,
  noticeAt,
  type OwnRing,
  ringEndOf,
  visitOf,
} from "#lib/live/rules.ts";

const t = translatorFor("en-GB", "live");
const headline = (visit: LiveVisit) => headlineOf(t, visit);

const one: LiveVisit = {
  type: "default",
  id: "one",
  sessionId: "session-1",
  startedAt: "2026-11-23T18:00:00.000Z",
  ownRole: "patient",
  startedByMe: false,
  connected: false,
  from: { role: "clinician", name: "Dr Ada Okafor" },
  ring: null,
  rung: [],
};
const ring = (state: OwnRing["state"], id = "ring-1"): OwnRing => ({ id, state, by: one.from });
const ringing = (visit: LiveVisit): LiveVisit => ({ ...visit, ring: ring("ringing") });
const two: LiveVisit = { ...one, id: "two", sessionId: "session-2", startedAt: "2026-11-23T18:05:00.000Z" };
const none: ReadonlySet<string> = new Set();
const state = (...visits: LiveVisit[]): LiveState => applied(nothingYet, { kind: "state", visits });

test("the state arrives as a whole and then call by call", () => {
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

test("a lost connection keeps the state; an ended sign-in loses it and stays ended", () => {
  expect(interrupted(nothingYet).status).toBe("connecting");
  expect(interrupted(state(one))).toMatchObject({ status: "reconnecting", visits: [one] });
  const ended = applied(state(one), { kind: "sign-in-ended" });
  expect(ended).toMatchObject({ status: "ended", visits: [] });
  expect(interrupted(ended).status).toBe("ended");
});

test("the newest visit that rings for this person is the incoming one, whoever started it", () => {
  expect(incomingOf(state(ringing(one), ringing(two)))).toEqual(ringing(two));
  expect(incomingOf(state(ringing(one), two))).toEqual(ringing(one));
  const rungBack = ringing({ ...one, startedByMe: true });
  expect(incomingOf(state(rungBack))).toEqual(rungBack);
  expect(incomingOf(state({ ...ringing(one), connected: true }))).toBeNull();
  expect(incomingOf(state())).toBeNull();
});

test.each(["accepted", "declined", "missed", "cancelled", "busy"] as const)(
  "a ring that is %s no longer rings",
  (over) => expect(incomingOf(state({ ...one, ring: ring(over) }))).toBeNull(),
);

test("a live visit that doesn't ring has a quiet notice until it is dismissed or answered", () => {
  expect(noticeAt(state(one, two), "/today", none)).toEqual(two);
  expect(noticeAt(state(one, { ...two, startedByMe: true }), "/today", none)).toEqual(one);
  expect(noticeAt(state({ ...one, connected: true }), "/today", none)).toBeNull();
  expect(noticeAt(state(ringing(one)), "/today", none)).toBeNull();
  const withRing = (over: OwnRing["state"]) => ({ ...one, ring: ring(over) });
  for (const over of ["missed", "busy"] as const) {
    expect(noticeAt(state(withRing(over)), "/today", none)).toEqual(withRing(over));
  }
  for (const over of ["accepted", "declined", "cancelled"] as const) {
    expect(noticeAt(state(withRing(over)), "/today", none)).toBeNull();
  }
});

test("there is no notice on the visit's own page, or once dismissed for that session", () => {
  expect(noticeAt(state(one), "/visit/default/one", none)).toBeNull();
  expect(noticeAt(state(one), "/visit/default/one/after", none)).toBeNull();
  expect(noticeAt(state(one), "/visit/default/one-more", none)).toEqual(one);
  expect(noticeAt(state(one), "/today", new Set(["session-1"]))).toBeNull();
  const again = { ...one, sessionId: "session-3" };
  expect(noticeAt(state(again), "/today", new Set(["session-1"]))).toEqual(again);
});

test("the headline says who is ready by their role: the caller, or else who started the visit", () => {
  expect(headline(one)).toBe("Your clinician is ready");
  expect(headline({ ...one, from: null })).toBe("Your visit has started");
  const byPatient = { id: "ring-1", state: "ringing", by: { role: "patient", name: "Ada" } } as const;
  const byInterpreter = { ...byPatient, by: { role: "interpreter", name: "Mira" } } as const;
  expect(headline({ ...one, ring: byInterpreter })).toBe("The interpreter is ready");
  expect(headline({ ...one, ownRole: "clinician", from: byPatient.by })).toBe("Your patient is ready");
  expect(headline({ ...one, ownRole: "interpreter" })).toBe("A clinician is in a visit");
  expect(headline({ ...ringing(one), ownRole: "assistant" })).toBe("You’re needed in a visit");
});

test("a window that rang says how the ring ended", () => {
  const titleOf = (visit: LiveVisit | null) => {
    const end = ringEndOf(visit);
    return end && t(`end.${end}.title`);
  };
  expect(titleOf(ringing(one))).toBeNull();
  expect(titleOf({ ...one, ring: ring("accepted") })).toBe("Answered on another device");
  expect(titleOf({ ...one, ring: ring("declined") })).toBe("Declined on another device");
  expect(titleOf({ ...one, ring: ring("missed") })).toBe("You missed a call");
  expect(titleOf({ ...one, ring: ring("cancelled") })).toBe("They stopped calling");
  expect(titleOf(null)).toBe("They stopped calling");
});
