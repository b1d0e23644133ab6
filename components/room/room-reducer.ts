import type { RoomAction, RoomState } from "./room-state.ts";
import {
  came,
  isPassing,
  joined,
  lost,
  out,
  pausing,
  went,
  withNews,
  withQuality,
  withTrouble,
} from "./room-steps.ts";

/** The state after an action. Pure; an action that no longer fits the phase changes nothing. */
export const reduce = (state: RoomState, action: RoomAction): RoomState => {
  const { phase } = state;
  if (phase.at === "out") return state;
  switch (action.type) {
    case "granted":
      return phase.at === "asking" ? { ...state, phase: { at: "connecting", grant: action.grant } } : state;
    case "refused":
      if (phase.at !== "asking") return state;
      return isPassing(action.code, action.facts)
        ? pausing(state, action.code)
        : out(state, action.code, action.facts);
    case "failed":
      return phase.at === "asking" || phase.at === "connecting" ? pausing(state) : state;
    case "retry":
      return phase.at === "pausing" ? { ...state, phase: { at: "asking", takeOver: false } } : state;
    case "joined":
      return phase.at === "connecting" ? joined(state, action.others) : state;
    case "settled":
      return phase.at === "in" ? { ...state, attempt: 0, moving: null } : state;
    case "repairing":
      return phase.at === "in"
        ? { ...state, phase: { at: "repairing" }, news: withNews(state, "interrupted") }
        : state;
    case "repaired":
      return phase.at === "repairing"
        ? { ...state, phase: { at: "in" }, news: withNews(state, "back") }
        : state;
    case "lost":
      return phase.at === "in" || phase.at === "repairing" || phase.at === "connecting"
        ? lost(state, action.reason)
        : state;
    case "came":
      return state.here.includes(action.who) ? state : came(state, action.who);
    case "went":
      return state.here.includes(action.who) ? went(state, action.who) : state;
    case "quality":
      return withQuality(state, action.who, action.quality);
    case "sharing":
      return { ...state, news: withNews(state, action.on ? "shares" : "shared", action.who) };
    case "sound":
      return { ...state, soundBlocked: action.blocked };
    case "trouble":
      return withTrouble(state, action.device, action.trouble);
    case "ended":
      return out(state, "ended");
    case "leave":
      return out(state, "left");
  }
};
