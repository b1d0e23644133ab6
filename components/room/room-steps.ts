import type { ErrorCode, ErrorFacts } from "#lib/errors.ts";
import type {
  LossReason,
  NewsKind,
  OutReason,
  Quality,
  RoomDevice,
  RoomState,
  Trouble,
} from "./room-state.ts";

/** Refusals that may be over in a moment; every other one is for the person to act on. */
const passing: readonly ErrorCode[] = [
  "VIDEO_UNAVAILABLE",
  "UNAVAILABLE",
  "INTERNAL",
  "CONFLICT",
  "TOO_MANY_ATTEMPTS",
];

export const isPassing = (code: ErrorCode, facts: ErrorFacts) =>
  passing.includes(code) && !("configured" in facts && !facts.configured);

/** Rooms that close one right after another are not a move. */
const maxMoves = 3;

const maxNews = 6;
export const withNews = (state: RoomState, kind: NewsKind, who: string | null = null): RoomState["news"] => {
  const n = (state.news.at(-1)?.n ?? 0) + 1;
  return [...state.news, { n, kind, who }].slice(-maxNews);
};

export const out = (state: RoomState, why: OutReason, facts: ErrorFacts = {}): RoomState => ({
  ...state,
  phase: { at: "out", why, facts },
  here: [],
  moving: null,
  poor: {},
});

export const pausing = (state: RoomState, lastCode: ErrorCode | null = null): RoomState => ({
  ...state,
  attempt: state.attempt + 1,
  lastCode,
  moving: null,
  phase: { at: "pausing" },
});

/** The room was closed, usually because the visit moved to another one: asks the app at once, and announces nothing. */
const moved = (state: RoomState): RoomState => ({
  ...state,
  attempt: state.attempt + 1,
  phase: { at: "asking", takeOver: false },
  moving: [...new Set([...(state.moving ?? []), ...state.here])],
  here: [],
  poor: {},
});

export const lost = (state: RoomState, reason: LossReason): RoomState => {
  if (reason === "evicted" || reason === "other-device") return out(state, reason);
  const moves = reason === "closed" && state.wasIn && state.phase.at !== "connecting";
  if (moves && state.attempt < maxMoves) return moved(state);
  const alone = { ...state, here: [], poor: {}, selfQuality: "lost" as const };
  const announced = state.phase.at === "in" ? { ...alone, news: withNews(state, "interrupted") } : alone;
  // Never at once: a page that is being left must not ask for a new token.
  return pausing(announced);
};

export const joined = (state: RoomState, others: readonly string[]): RoomState => ({
  ...state,
  phase: { at: "in" },
  wasIn: true,
  lastCode: null,
  here: others,
  selfQuality: "good",
  news: state.moving ? state.news : withNews(state, state.wasIn ? "back" : "in"),
});

/** Someone who moved along has not been away. */
export const came = (state: RoomState, who: string): RoomState => ({
  ...state,
  here: [...state.here, who],
  news: state.moving?.includes(who) ? state.news : withNews(state, "came", who),
});

export const went = (state: RoomState, who: string): RoomState => {
  const { [who]: _gone, ...poor } = state.poor;
  const here = state.here.filter((identity) => identity !== who);
  return { ...state, here, poor, news: withNews(state, "went", who) };
};

export const withQuality = (state: RoomState, who: string | null, quality: Quality): RoomState => {
  const { [who ?? ""]: before = "good", ...others } = state.poor;
  const was = who === null ? state.selfQuality : before;
  if (was === quality || (who !== null && !state.here.includes(who))) return state;
  const kind = quality === "good" ? "fine" : was === "good" ? "weak" : null;
  const news = kind ? withNews(state, kind, who) : state.news;
  if (who === null) return { ...state, selfQuality: quality, news };
  return { ...state, news, poor: quality === "good" ? others : { ...others, [who]: quality } };
};

export const withTrouble = (state: RoomState, device: RoomDevice, trouble: Trouble | null): RoomState => {
  const { [device]: _gone, ...others } = state.trouble;
  return { ...state, trouble: trouble ? { ...others, [device]: trouble } : others };
};
