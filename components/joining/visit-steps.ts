import type { OutReason } from "#components/room/room-state.ts";
import { type ExitReason, exitReasonFor, type Stage } from "./visit-screen.ts";
import type { Failure, LiveFacts, Step, VisitEffect, VisitState } from "./visit-state.ts";

export const to = (state: VisitState, ...effects: readonly VisitEffect[]): Step => ({ state, effects });

const andThen = ({ state, effects }: Step, next: (state: VisitState) => Step): Step => {
  const after = next(state);
  return { state: after.state, effects: [...effects, ...after.effects] };
};

export const goTo = (state: VisitState, stage: Stage): Step =>
  to({ ...state, stage, exit: null }, { do: "remember-ready", ready: stage === "ready" });

export const loadView = (before: VisitState): Step => {
  const state = { ...before, request: before.request + 1 };
  return to(state, { do: "load-view", request: state.request });
};

export const start = (state: VisitState, next: Stage, otherwise: Stage | null = null): Step =>
  state.starting
    ? to(state)
    : to({ ...state, starting: { next, otherwise, answer: null }, failure: null }, { do: "start-visit" });

export const startAnswered = (before: VisitState, failure: Failure | null): Step => {
  if (!before.starting) return to(before);
  const step = loadView(before);
  const starting = { ...before.starting, answer: { failure, request: step.state.request } };
  return { ...step, state: { ...step.state, starting } };
};

/** Whatever waited for this response goes on, even when a later request has made its content stale. */
export const viewAnswered = (state: VisitState, request: number): Step => {
  const entered =
    state.entryAfter === request ? { ...state, entry: state.entry + 1, entryAfter: null } : state;
  const { starting } = entered;
  if (starting?.answer?.request !== request) return to(entered);
  const { failure } = starting.answer;
  const done = { ...entered, starting: null, failure };
  const stage = failure ? starting.otherwise : starting.next;
  return stage ? goTo(done, stage) : to(done);
};

export const liveChanged = (before: VisitState, live: LiveFacts): Step => {
  const state = { ...before, live };
  // The first message is only the state that the page was made from, unless it changed in between.
  const isFirst = live.changes === 1 && (live.visit !== null) === before.view.live;
  const isNews = live.changes > 0 && live.changes !== before.live.changes && !isFirst;
  // No message follows the end of a sign-in, not even about the change that ended it.
  const hasEnded = live.status === "ended" && before.live.status !== "ended";
  return isNews || hasEnded ? loadView(state) : to(state);
};

/** Null where the visit isn't live: the waiting room deals with that. */
const exitAfterRoom = (reason: OutReason): ExitReason | null => {
  if (reason === "left" || reason === "ended" || reason === "evicted" || reason === "other-device")
    return reason;
  return reason === "WAITING" || reason === "TOO_EARLY" ? null : (exitReasonFor(reason) ?? "no-video");
};

export const roomLeft = (before: VisitState, reason: OutReason): Step => {
  const forgets = reason === "left" || reason === "ended";
  const exit = exitAfterRoom(reason);
  const left = to(
    { ...before, takeOver: false, exit },
    ...(forgets ? [{ do: "remember-ready", ready: false } as const] : []),
  );
  return andThen(andThen(left, loadView), (state) => to({ ...state, entryAfter: state.request }));
};

export const returnPressed = (before: VisitState): Step => {
  const state = { ...before, takeOver: before.exit === "other-device" };
  return andThen(before.refusal ? loadView(state) : to(state), (asked) => {
    if (asked.exit !== "time-up" || asked.view.live) return goTo(asked, "ready");
    return asked.view.mayStart ? start(asked, "ready", "home") : goTo(asked, "home");
  });
};

export const checkDone = (state: VisitState): Step =>
  state.view.mayStart && !state.view.live ? start(state, "ready") : goTo(state, "ready");
