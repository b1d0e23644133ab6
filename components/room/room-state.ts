import type { ErrorCode, ErrorFacts } from "#lib/errors.ts";

/** How well somebody's connection does: `weak` loses pictures first, `lost` nothing comes through. */
export type Quality = "good" | "weak" | "lost";
export type RoomDevice = "camera" | "microphone" | "screen";
/** `refused`: the person or the browser said no; `missing`: there is none; `busy`: another program has it. */
export type Trouble = "refused" | "missing" | "busy" | "failed";

/** Why somebody is no longer in: by themselves, or a code of a refusal. */
export type OutReason = "left" | "ended" | "evicted" | "other-device" | ErrorCode;

/** How a connection was lost, in our words (use-room.tsx translates LiveKit's). */
export type LossReason = "evicted" | "other-device" | "closed" | "connection";

export type Grant = { readonly url: string; readonly token: string };

export type Phase =
  /** The app is asked for a place and a token. */
  | { readonly at: "asking"; readonly takeOver: boolean }
  /** A token is here, LiveKit is being connected to. */
  | { readonly at: "connecting"; readonly grant: Grant }
  | { readonly at: "in" }
  /** livekit-client repairs its connection by itself. */
  | { readonly at: "repairing" }
  /** Before the app is asked again. */
  | { readonly at: "pausing" }
  | { readonly at: "out"; readonly why: OutReason; readonly facts: ErrorFacts };

export type NewsKind =
  | "came"
  | "went"
  | "in"
  | "interrupted"
  | "back"
  | "weak"
  | "fine"
  | "shares"
  | "shared";
/** Something to say aloud. `n` counts up; `who` is an identity, null for oneself. */
export type News = { readonly n: number; readonly kind: NewsKind; readonly who: string | null };

export type RoomState = {
  readonly phase: Phase;
  /** How often it was tried in vain since it last held for a while. */
  readonly attempt: number;
  /** What the app answered the last time it was tried in vain; null when it did not, or nothing is wrong. */
  readonly lastCode: ErrorCode | null;
  /** Whether it ever was in: tells "connecting" from "getting it back". */
  readonly wasIn: boolean;
  /** Identities of the others who are connected. */
  readonly here: readonly string[];
  /** The visit goes on in another room: who was here, and is expected there; null at all other times. */
  readonly moving: readonly string[] | null;
  readonly selfQuality: Quality;
  /** Quality of those others whose connection is not good. */
  readonly poor: Readonly<Record<string, Exclude<Quality, "good">>>;
  /** The browser plays no sound until something is pressed. */
  readonly soundBlocked: boolean;
  readonly trouble: Readonly<Partial<Record<RoomDevice, Trouble>>>;
  readonly news: readonly News[];
};

export type RoomAction =
  | { readonly type: "granted"; readonly grant: Grant }
  | { readonly type: "refused"; readonly code: ErrorCode; readonly facts: ErrorFacts }
  /** The app did not answer, or LiveKit could not be reached. */
  | { readonly type: "failed" }
  | { readonly type: "retry" }
  | { readonly type: "joined"; readonly others: readonly string[] }
  /** It has held for a while. */
  | { readonly type: "settled" }
  | { readonly type: "repairing" }
  | { readonly type: "repaired" }
  | { readonly type: "lost"; readonly reason: LossReason }
  | { readonly type: "came"; readonly who: string }
  | { readonly type: "went"; readonly who: string }
  | { readonly type: "quality"; readonly who: string | null; readonly quality: Quality }
  | { readonly type: "sharing"; readonly who: string | null; readonly on: boolean }
  | { readonly type: "sound"; readonly blocked: boolean }
  | { readonly type: "trouble"; readonly device: RoomDevice; readonly trouble: Trouble | null }
  /** The visit was ended for everyone: heard from the app or from LiveKit, whichever is sooner. */
  | { readonly type: "ended" }
  | { readonly type: "leave" };

export const entering = (takeOver: boolean): RoomState => ({
  phase: { at: "asking", takeOver },
  attempt: 0,
  lastCode: null,
  wasIn: false,
  here: [],
  moving: null,
  selfQuality: "good",
  poor: {},
  soundBlocked: false,
  trouble: {},
  news: [],
});

/** Answers that may be better in a moment; every other refusal is the person's to act on. */
const passing: readonly ErrorCode[] = [
  "VIDEO_UNAVAILABLE",
  "UNAVAILABLE",
  "INTERNAL",
  "CONFLICT",
  "TOO_MANY_ATTEMPTS",
];

const isPassing = (code: ErrorCode, facts: ErrorFacts) =>
  passing.includes(code) && !("configured" in facts && !facts.configured);

const delaysMs = [0, 150, 1_000, 2_000, 4_000, 8_000];

/** How long to wait before the next try, in milliseconds. */
export const retryDelayMs = (attempt: number): number =>
  delaysMs[Math.min(attempt, delaysMs.length - 1)] ?? 0;

/** Rooms that close one right after another are no moves any more. */
const maxMoves = 3;

const kept = 6;
const told = (state: RoomState, kind: NewsKind, who: string | null = null): RoomState["news"] => {
  const n = (state.news.at(-1)?.n ?? 0) + 1;
  return [...state.news, { n, kind, who }].slice(-kept);
};

const out = (state: RoomState, why: OutReason, facts: ErrorFacts = {}): RoomState => ({
  ...state,
  phase: { at: "out", why, facts },
  here: [],
  moving: null,
  poor: {},
});

const pausing = (state: RoomState, lastCode: ErrorCode | null = null): RoomState => ({
  ...state,
  attempt: state.attempt + 1,
  lastCode,
  moving: null,
  phase: { at: "pausing" },
});

/**
 * The room was closed under somebody who was in: as a rule because the visit moved to another one, where an old token
 * opens nothing. Asked about at once and without a word: the app says so if it is over.
 */
const moved = (state: RoomState): RoomState => ({
  ...state,
  attempt: state.attempt + 1,
  phase: { at: "asking", takeOver: false },
  moving: [...new Set([...(state.moving ?? []), ...state.here])],
  here: [],
  poor: {},
});

const lost = (state: RoomState, reason: LossReason): RoomState => {
  if (reason === "evicted" || reason === "other-device") return out(state, reason);
  const moves = reason === "closed" && state.wasIn && state.phase.at !== "connecting";
  if (moves && state.attempt < maxMoves) return moved(state);
  const alone = { ...state, here: [], poor: {}, selfQuality: "lost" as const };
  const spoken = state.phase.at === "in" ? { ...alone, news: told(state, "interrupted") } : alone;
  // Never at once: a page that is just being left must not ask for a new place.
  return pausing(spoken);
};

const withQuality = (state: RoomState, who: string | null, quality: Quality): RoomState => {
  const { [who ?? ""]: before = "good", ...others } = state.poor;
  const was = who === null ? state.selfQuality : before;
  if (was === quality || (who !== null && !state.here.includes(who))) return state;
  const words = quality === "good" ? "fine" : was === "good" ? "weak" : null;
  const news = words ? told(state, words, who) : state.news;
  if (who === null) return { ...state, selfQuality: quality, news };
  return { ...state, news, poor: quality === "good" ? others : { ...others, [who]: quality } };
};

const withTrouble = (state: RoomState, device: RoomDevice, trouble: Trouble | null): RoomState => {
  const { [device]: _gone, ...others } = state.trouble;
  return { ...state, trouble: trouble ? { ...others, [device]: trouble } : others };
};

/** The state after an action. Pure; an action that no longer fits its phase changes nothing. */
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
    case "joined": {
      if (phase.at !== "connecting") return state;
      const news = state.moving ? state.news : told(state, state.wasIn ? "back" : "in");
      return {
        ...state,
        phase: { at: "in" },
        wasIn: true,
        lastCode: null,
        here: action.others,
        selfQuality: "good",
        news,
      };
    }
    case "settled":
      return phase.at === "in" ? { ...state, attempt: 0, moving: null } : state;
    case "repairing":
      return phase.at === "in"
        ? { ...state, phase: { at: "repairing" }, news: told(state, "interrupted") }
        : state;
    case "repaired":
      return phase.at === "repairing" ? { ...state, phase: { at: "in" }, news: told(state, "back") } : state;
    case "lost":
      return phase.at === "in" || phase.at === "repairing" || phase.at === "connecting"
        ? lost(state, action.reason)
        : state;
    case "came":
      if (state.here.includes(action.who)) return state;
      // Whoever moved as well has not been away.
      return {
        ...state,
        here: [...state.here, action.who],
        news: state.moving?.includes(action.who) ? state.news : told(state, "came", action.who),
      };
    case "went": {
      if (!state.here.includes(action.who)) return state;
      const { [action.who]: _gone, ...poor } = state.poor;
      const here = state.here.filter((who) => who !== action.who);
      return { ...state, here, poor, news: told(state, "went", action.who) };
    }
    case "quality":
      return withQuality(state, action.who, action.quality);
    case "sharing":
      return { ...state, news: told(state, action.on ? "shares" : "shared", action.who) };
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
