import { expect, test } from "vitest";
import { screenNow } from "#components/joining/visit-selectors.ts";
import { createVisitStore, step } from "#components/joining/visit-store.ts";
import {
  atCheck,
  atHome,
  inRoom,
  inWaitingRoom,
  startedView,
  starting,
  timeUpView,
  tooEarlyView,
  waitingView,
} from "./visit-states.ts";
import { describeSteps, load, loaded, remember } from "./visit-table.ts";

describeSteps("opening the page", [
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
]);

describeSteps("getting ready", [
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
]);

describeSteps("starting", [
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
]);

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
