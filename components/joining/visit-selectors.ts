import { type ExitReason, type Screen, screenOf } from "./visit-screen.ts";
import type { VisitState } from "./visit-state.ts";

/** Someone who was evicted and has no way back in was removed; their link is not merely old. */
const exitOf = ({ exit, refusal }: VisitState): ExitReason | null => {
  const hasNoWayIn = refusal === "link-expired" || refusal === "not-member";
  return exit === "evicted" && hasNoWayIn ? "removed" : (refusal ?? exit);
};

export const screenNow = (state: VisitState): Screen =>
  screenOf({ ...state.view, stage: state.stage, exit: exitOf(state) });

/** In the waiting room, which the others are told of. */
export const isWaiting = (state: VisitState): boolean => {
  const screen = screenNow(state);
  return screen.at === "waiting" && screen.opensAt === null;
};

/** On the way into the visit, or in it. */
export const isJoining = (state: VisitState): boolean =>
  state.stage !== "home" && screenNow(state).at !== "exit";

/** When the waiting room opens, while it is too early. */
export const opensAtOf = ({ view: { decision } }: VisitState): Date | null =>
  !decision.ok && decision.code === "TOO_EARLY" ? decision.opensAt : null;

export const needsDevices = (state: VisitState): boolean =>
  ["check", "waiting", "room"].includes(screenNow(state).at);

/** Someone is waiting or in, and this window has no room to hear from. */
export const watchesPresence = ({ view }: VisitState): boolean =>
  !view.connected &&
  view.members.some(({ presence }) => presence === "waiting" || Boolean(presence && view.live));

/** The ring to accept: at the door the answer is given already, and the way in is on the screen. */
export const ringToAccept = (state: VisitState): string | null => {
  const { visit } = state.live;
  const rings = visit?.ring?.state === "ringing" && !visit.connected;
  return rings && isJoining(state) ? (visit?.ring?.id ?? null) : null;
};
