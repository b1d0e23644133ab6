import {
  atHome,
  inRoom,
  inWaitingRoom,
  live,
  ringing,
  startedView,
  tooEarlyView,
  waitingView,
} from "./visit-states.ts";
import { describeSteps, load, loaded, refused, remember } from "./visit-table.ts";

describeSteps("waiting", [
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
]);

describeSteps("being rung", [
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
]);

describeSteps("who is there", [
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
]);
