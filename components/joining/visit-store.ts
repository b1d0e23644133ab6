import { exitReasonFor } from "./visit-screen.ts";
import { needsDevices, opensAtOf, ringToAccept, screenNow, watchesPresence } from "./visit-selectors.ts";
import type { Step, VisitEffect, VisitEvent, VisitState } from "./visit-state.ts";
import {
  checkDone,
  goTo,
  liveChanged,
  loadView,
  returnPressed,
  roomLeft,
  start,
  startAnswered,
  to,
  viewAnswered,
} from "./visit-steps.ts";

const reduce = (before: VisitState, event: VisitEvent): Step => {
  switch (event.type) {
    case "opened":
      return to(event.wasReady ? { ...before, stage: "ready" } : before);
    case "window-identified":
      return to({ ...before, windowId: event.windowId });
    case "view-outdated":
      return loadView(before);
    case "view-loaded": {
      const { view, aheadMs, request } = event;
      const isLatest = request === before.request;
      return viewAnswered(isLatest ? { ...before, view, aheadMs, refusal: null } : before, request);
    }
    case "view-refused": {
      const reason = exitReasonFor(event.code);
      const isFinal = event.request === before.request && reason !== null && reason !== "no-video";
      return viewAnswered(isFinal ? { ...before, refusal: reason } : before, event.request);
    }
    case "view-unavailable":
      return viewAnswered(before, event.request);
    case "live-changed":
      return liveChanged(before, event.live);
    case "check-opened":
      return goTo(before, "check");
    case "check-done":
      return checkDone(before);
    case "start-pressed":
      return start(before, "check");
    case "start-answered":
      return startAnswered(before, event.failure);
    case "room-left":
      return roomLeft(before, event.reason);
    case "return-pressed":
      return returnPressed(before);
  }
};

/** Someone told that the time is up, and that they can close the page, is not taken back in when the visit restarts. */
const keepTimeUp = (state: VisitState): Step => {
  const screen = screenNow(state);
  const isUp = screen.at === "exit" && screen.reason === "time-up";
  return isUp && state.exit !== "time-up"
    ? to({ ...state, exit: "time-up" }, { do: "remember-ready", ready: false })
    : to(state);
};

const viewAnswers: readonly string[] = ["view-loaded", "view-refused", "view-unavailable"];

/** Effects that belong to the state rather than to an event. */
const effectsBetween = (before: VisitState, after: VisitState, event: VisitEvent): VisitEffect[] => {
  const opensAt = opensAtOf(after);
  const ring = ringToAccept(after);
  const watches = watchesPresence(after);
  const isOpening = event.type === "opened";
  const isPlanned = isOpening || viewAnswers.includes(event.type);
  return [
    ...(before.stage === "home" && after.stage !== "home" ? [{ do: "preload-room" } as const] : []),
    ...(needsDevices(before) && !needsDevices(after) ? [{ do: "close-devices" } as const] : []),
    ...(ring !== null && ring !== ringToAccept(before) ? [{ do: "accept-ring" } as const] : []),
    ...(isPlanned && (opensAt || opensAtOf(before))
      ? [{ do: "await-opening", opensAt, aheadMs: after.aheadMs } as const]
      : []),
    ...(watches !== watchesPresence(before) || (isOpening && watches)
      ? [{ do: "watch-presence", on: watches } as const]
      : []),
  ];
};

/** The visit's next state, and what to do about it. Pure. */
export const step = (before: VisitState, event: VisitEvent): Step => {
  const reduced = reduce(before, event);
  const { state, effects } = keepTimeUp(reduced.state);
  return { state, effects: [...reduced.effects, ...effects, ...effectsBetween(before, state, event)] };
};

/** Keeps the visit's state outside React. `perform` is the one place where anything happens. */
export const createVisitStore = (
  initial: VisitState,
  perform: (effect: VisitEffect, dispatch: (event: VisitEvent) => void) => void,
) => {
  let state = initial;
  const listeners = new Set<() => void>();
  const dispatch = (event: VisitEvent) => {
    const next = step(state, event);
    state = next.state;
    for (const listener of listeners) listener();
    for (const effect of next.effects) perform(effect, dispatch);
  };
  return {
    initial,
    now: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispatch,
  };
};
