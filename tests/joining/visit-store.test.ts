import { describe, expect, test } from "vitest";
import type { Screen } from "#components/joining/visit-screen.ts";
import { screenNow } from "#components/joining/visit-selectors.ts";
import type { VisitEffect, VisitEvent, VisitState } from "#components/joining/visit-state.ts";
import { createVisitStore, step } from "#components/joining/visit-store.ts";
import {
  atCheck,
  atHome,
  inRoom,
  inWaitingRoom,
  live,
  ringing,
  startedView,
  starting,
  timeUpView,
  tooEarlyView,
  waitingView,
} from "./visit-states.ts";

type Row = {
  name: string;
  state: VisitState;
  event: VisitEvent;
  becomes?: Partial<VisitState>;
  screen: Screen["at"] | Extract<Screen, { at: "exit" }>["reason"];
  does?: readonly VisitEffect[];
};

const load = (request = 1): VisitEffect => ({ do: "load-view", request });
const remember = (ready: boolean): VisitEffect => ({ do: "remember-ready", ready });
const loaded = (view: VisitState["view"], request = 0): VisitEvent => ({
  type: "view-loaded",
  request,
  view,
  aheadMs: 0,
});
const refused = (code: Extract<VisitEvent, { type: "view-refused" }>["code"]): VisitEvent => ({
  type: "view-refused",
  request: 0,
  code,
});

const rows: Record<string, Row[]> = {
  "opening the page": [
    { name: "the first time", state: atHome(), event: { type: "opened", wasReady: false }, screen: "home" },
    {
      name: "after a reload in the waiting room",
      state: atHome(waitingView),
      event: { type: "opened", wasReady: true },
      becomes: { stage: "ready" },
      screen: "waiting",
      does: [{ do: "preload-room" }],
    },
    {
      name: "after a reload in the room",
      state: atHome(startedView),
      event: { type: "opened", wasReady: true },
      screen: "room",
      does: [{ do: "preload-room" }],
    },
    {
      name: "after a reload when the time was up",
      state: atHome(timeUpView),
      event: { type: "opened", wasReady: true },
      becomes: { exit: "time-up" },
      screen: "time-up",
      does: [remember(false), { do: "preload-room" }],
    },
    {
      name: "too early: it waits for the opening",
      state: atHome(tooEarlyView),
      event: { type: "opened", wasReady: false },
      screen: "home",
      does: [{ do: "await-opening", opensAt: tooEarlyView.decision.opensAt, aheadMs: 0 }],
    },
    {
      name: "back from the browser's history",
      state: inWaitingRoom(),
      event: { type: "view-outdated" },
      becomes: { request: 1 },
      screen: "waiting",
      does: [load()],
    },
  ],

  "getting ready": [
    {
      name: "opens the device check and loads the room's code",
      state: atHome(),
      event: { type: "check-opened" },
      screen: "check",
      does: [remember(false), { do: "preload-room" }],
    },
    {
      name: "a start during the check only shows",
      state: atCheck(),
      event: loaded(startedView),
      becomes: { view: startedView },
      screen: "check",
    },
    {
      name: "the check leads to the waiting room",
      state: atCheck(),
      event: { type: "check-done" },
      screen: "waiting",
      does: [remember(true)],
    },
    {
      name: "the check leads into a live visit",
      state: atCheck(startedView),
      event: { type: "check-done" },
      screen: "room",
      does: [remember(true)],
    },
    {
      name: "the check of someone who can start it starts it",
      state: atCheck({ ...waitingView, mayStart: true }),
      event: { type: "check-done" },
      becomes: { starting: { next: "ready", otherwise: null, answer: null } },
      screen: "check",
      does: [{ do: "start-visit" }],
    },
  ],

  waiting: [
    {
      name: "a start takes the person in",
      state: inWaitingRoom(),
      event: loaded(startedView),
      screen: "room",
    },
    {
      name: "a link revoked while waiting",
      state: inWaitingRoom(),
      event: refused("LINK_EXPIRED"),
      becomes: { refusal: "link-expired" },
      screen: "link-expired",
      does: [{ do: "close-devices" }],
    },
    {
      name: "a sign-in that ended",
      state: inWaitingRoom(),
      event: { type: "live-changed", live: live({ status: "ended", changes: 1 }) },
      screen: "waiting",
      does: [load()],
    },
    {
      name: "the network is lost: everything stays",
      state: inWaitingRoom(),
      event: { type: "view-unavailable", request: 0 },
      screen: "waiting",
    },
    {
      name: "a lost event stream only shows",
      state: inWaitingRoom(),
      event: { type: "live-changed", live: live({ status: "reconnecting", changes: 1 }) },
      screen: "waiting",
    },
    {
      name: "the network is back",
      state: inWaitingRoom(),
      event: { type: "view-outdated" },
      screen: "waiting",
      does: [load()],
    },
    {
      name: "the first message says what the page knows",
      state: { ...inWaitingRoom(), live: live({ changes: 0 }) },
      event: { type: "live-changed", live: live({ changes: 1 }) },
      screen: "waiting",
    },
    {
      name: "the first message says that it has started meanwhile",
      state: { ...inWaitingRoom(), live: live({ changes: 0 }) },
      event: { type: "live-changed", live: live({ changes: 1, visit: ringing("accepted") }) },
      screen: "waiting",
      does: [load()],
    },
    {
      name: "the waiting room opens",
      state: inWaitingRoom(tooEarlyView),
      event: loaded(waitingView),
      screen: "waiting",
      does: [{ do: "await-opening", opensAt: null, aheadMs: 0 }],
    },
    {
      name: "the clock is not yet there: it waits again",
      state: inWaitingRoom(tooEarlyView),
      event: loaded(tooEarlyView),
      screen: "waiting",
      does: [{ do: "await-opening", opensAt: tooEarlyView.decision.opensAt, aheadMs: 0 }],
    },
    {
      name: "a late response to an earlier request",
      state: { ...inWaitingRoom(), request: 2 },
      event: loaded(startedView, 1),
      becomes: { view: waitingView },
      screen: "waiting",
    },
    {
      name: "checking the camera again",
      state: inWaitingRoom(),
      event: { type: "check-opened" },
      screen: "check",
      does: [remember(false)],
    },
  ],

  starting: [
    {
      name: "asks the app once",
      state: atHome({ ...waitingView, mayStart: true }),
      event: { type: "start-pressed" },
      becomes: { failure: null },
      screen: "home",
      does: [{ do: "start-visit" }],
    },
    { name: "a second press", state: starting(), event: { type: "start-pressed" }, screen: "home" },
    {
      name: "asks for the view before it goes on",
      state: starting(),
      event: { type: "start-answered", failure: null },
      becomes: { starting: { next: "check", otherwise: null, answer: { failure: null, request: 1 } } },
      screen: "home",
      does: [load()],
    },
    {
      name: "goes on to the check",
      state: starting({ failure: null, request: 1 }),
      event: loaded({ ...startedView, mayStart: true }, 1),
      becomes: { starting: null, stage: "check" },
      screen: "check",
      does: [remember(false), { do: "preload-room" }],
    },
    {
      name: "goes on even if the view doesn't come",
      state: starting({ failure: null, request: 1 }),
      event: { type: "view-unavailable", request: 1 },
      becomes: { starting: null },
      screen: "check",
      does: [remember(false), { do: "preload-room" }],
    },
    {
      name: "says what went wrong",
      state: starting({ failure: { message: "No." }, request: 1 }),
      event: loaded({ ...waitingView, mayStart: true }, 1),
      becomes: { starting: null, failure: { message: "No." } },
      screen: "home",
    },
    {
      name: "an answer that no one waits for",
      state: atHome(),
      event: { type: "start-answered", failure: null },
      screen: "home",
    },
  ],

  "in the room": [
    {
      name: "leaving",
      state: inRoom(),
      event: { type: "room-left", reason: "left" },
      becomes: { exit: "left", takeOver: false, entryAfter: 1 },
      screen: "left",
      does: [remember(false), load(), { do: "close-devices" }],
    },
    {
      name: "another device has taken over",
      state: inRoom(),
      event: { type: "room-left", reason: "other-device" },
      screen: "other-device",
      does: [load(), { do: "close-devices" }],
    },
    {
      name: "ended while entering",
      state: inRoom(),
      event: { type: "room-left", reason: "ENDED" },
      becomes: { exit: "ended" },
      screen: "ended",
      does: [load(), { do: "close-devices" }],
    },
    {
      name: "not live any more while entering: the room stays until the view is there",
      state: inRoom(),
      event: { type: "room-left", reason: "WAITING" },
      becomes: { exit: null },
      screen: "room",
      does: [load()],
    },
    {
      name: "then the waiting room, and another entry",
      state: { ...inRoom(), request: 1, entryAfter: 1 },
      event: loaded(waitingView, 1),
      becomes: { entry: 1, entryAfter: null },
      screen: "waiting",
    },
    {
      name: "without a response the next entry is possible as well",
      state: { ...inRoom(), request: 1, entryAfter: 1 },
      event: { type: "view-unavailable", request: 1 },
      becomes: { entry: 1 },
      screen: "room",
    },
    {
      name: "a refusal that no one foresaw",
      state: inRoom(),
      event: { type: "room-left", reason: "BAD_INPUT" },
      screen: "no-video",
      does: [load(), { do: "close-devices" }],
    },
    {
      name: "evicted, and without a way back: removed",
      state: { ...inRoom(), exit: "evicted" },
      event: refused("NOT_FOUND"),
      screen: "removed",
    },
    {
      name: "the time is up",
      state: inRoom(),
      event: loaded(timeUpView),
      becomes: { exit: "time-up" },
      screen: "time-up",
      does: [remember(false), { do: "close-devices" }],
    },
    {
      name: "a stranger comes in",
      state: inRoom(),
      event: { type: "view-outdated" },
      screen: "room",
      does: [load()],
    },
  ],

  returning: [
    {
      name: "after leaving",
      state: { ...inRoom(), exit: "left" },
      event: { type: "return-pressed" },
      becomes: { exit: null, takeOver: false },
      screen: "room",
      does: [remember(true)],
    },
    {
      name: "moves the visit here",
      state: { ...inRoom(), exit: "other-device" },
      event: { type: "return-pressed" },
      becomes: { takeOver: true },
      screen: "room",
      does: [remember(true)],
    },
    {
      name: "after a refusal the app is asked again",
      state: { ...inRoom(), exit: "evicted", refusal: "signed-out" },
      event: { type: "return-pressed" },
      screen: "signed-out",
      does: [load(), remember(true)],
    },
    {
      name: "when the time is up, to the first page",
      state: { ...inWaitingRoom(timeUpView), exit: "time-up" },
      event: { type: "return-pressed" },
      screen: "home",
      does: [remember(false)],
    },
    {
      name: "when the time is up, those who can start it restart it",
      state: { ...inWaitingRoom({ ...timeUpView, mayStart: true }), exit: "time-up" },
      event: { type: "return-pressed" },
      becomes: { starting: { next: "ready", otherwise: "home", answer: null } },
      screen: "time-up",
      does: [{ do: "start-visit" }],
    },
    {
      name: "restarted by someone else: no one is taken back in by itself",
      state: { ...inWaitingRoom(timeUpView), exit: "time-up" },
      event: loaded(startedView),
      screen: "time-up",
    },
  ],

  "being rung": [
    {
      name: "in the waiting room the ring is accepted",
      state: inWaitingRoom(),
      event: { type: "live-changed", live: live({ visit: ringing(), changes: 1 }) },
      screen: "waiting",
      does: [{ do: "accept-ring" }],
    },
    {
      name: "once, however often it is heard of",
      state: { ...inWaitingRoom(startedView), live: live({ visit: ringing(), changes: 1 }) },
      event: { type: "live-changed", live: live({ visit: { ...ringing() }, changes: 2 }) },
      screen: "room",
      does: [load()],
    },
    {
      name: "on the first page it is not",
      state: atHome(),
      event: { type: "live-changed", live: live({ visit: ringing(), changes: 1 }) },
      screen: "home",
      does: [load()],
    },
    {
      name: "until the person joins from the card",
      state: { ...atHome(startedView), live: live({ visit: ringing(), changes: 1 }) },
      event: { type: "check-opened" },
      screen: "check",
      does: [remember(false), { do: "preload-room" }, { do: "accept-ring" }],
    },
    {
      name: "after leaving it is not",
      state: { ...inRoom(), exit: "left" },
      event: { type: "live-changed", live: live({ visit: ringing(), changes: 1 }) },
      screen: "left",
    },
  ],

  "who is there": [
    {
      name: "is looked at again while someone waits",
      state: atHome(),
      event: loaded({
        ...waitingView,
        members: [{ id: "p", name: "Ada Bell", role: "patient", presence: "waiting" }],
      }),
      screen: "home",
      does: [{ do: "watch-presence", on: true }],
    },
    {
      name: "and no longer once this person is in",
      state: atHome({
        ...startedView,
        members: [{ id: "p", name: "Ada Bell", role: "patient", presence: "inside" }],
      }),
      event: loaded({ ...startedView, connected: true }),
      screen: "home",
      does: [{ do: "watch-presence", on: false }],
    },
  ],
};

for (const [about, table] of Object.entries(rows)) {
  describe(about, () => {
    test.each(table)("$name", ({ state, event, becomes = {}, screen, does = [] }) => {
      const next = step(state, event);
      expect(next.state).toMatchObject(becomes);
      const shown = screenNow(next.state);
      expect(shown.at === "exit" ? shown.reason : shown.at).toBe(screen);
      expect(next.effects).toEqual(does);
    });
  });
}

test("a step changes nothing that it was given", () => {
  const state = Object.freeze({ ...inRoom(), view: Object.freeze(startedView) });
  expect(() => step(state, { type: "room-left", reason: "left" })).not.toThrow();
});

test("the store tells its listeners, and then performs the effects", () => {
  const order: string[] = [];
  const store = createVisitStore(atHome(), (effect) => order.push(effect.do));
  const stop = store.subscribe(() => order.push(screenNow(store.now()).at));
  store.dispatch({ type: "check-opened" });
  stop();
  store.dispatch({ type: "check-done" });
  expect(order).toEqual(["check", "remember-ready", "preload-room", "remember-ready"]);
  expect(store.initial.stage).toBe("home");
});
