import type { CallRef } from "#lib/access";
import type { MemberRole } from "#lib/call-types/rules";

/** A visit that is on, as one of its members is told about it. Only over the authenticated stream: it holds a name. */
export type LiveVisit = CallRef & {
  readonly sessionId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly startedByMe: boolean;
  /** This person is connected to it right now, from whatever window. */
  readonly connected: boolean;
  /** Who started it; null when they belong to the call no more. */
  readonly from: { readonly role: MemberRole; readonly name: string } | null;
};

export type CallMessage = CallRef & {
  readonly kind: "call-started" | "call-ended" | "call-changed";
  /** How it stands now; null when it is not on. */
  readonly visit: LiveVisit | null;
};

/** One message of the stream. `state` comes first, and again whenever something may have been missed. */
export type LiveMessage =
  | { readonly kind: "state"; readonly visits: readonly LiveVisit[] }
  | CallMessage
  | { readonly kind: "sign-in-ended" };

export type LiveStatus = "connecting" | "open" | "reconnecting" | "ended";

/** What a page knows: every visit that is on, and how often each call was heard of. */
export type LiveState = {
  readonly status: LiveStatus;
  readonly visits: readonly LiveVisit[];
  readonly heard: Readonly<Record<string, number>>;
  /** Counts the times the whole state came: everything may have changed. */
  readonly refreshed: number;
};

export const nothingYet: LiveState = { status: "connecting", visits: [], heard: {}, refreshed: 0 };

const cid = (ref: CallRef) => `${ref.type}:${ref.id}`;
const isSame = (a: CallRef, b: CallRef) => a.type === b.type && a.id === b.id;

/** The state after a message. Pure. */
export const applied = (state: LiveState, message: LiveMessage): LiveState => {
  if (message.kind === "sign-in-ended") return { ...state, status: "ended", visits: [] };
  if (message.kind === "state") {
    return { ...state, status: "open", visits: message.visits, refreshed: state.refreshed + 1 };
  }
  const others = state.visits.filter((visit) => !isSame(visit, message));
  return {
    ...state,
    visits: message.visit ? [...others, message.visit] : others,
    heard: { ...state.heard, [cid(message)]: (state.heard[cid(message)] ?? 0) + 1 },
  };
};

/** The connection was lost; what was known stays until the next `state`. */
export const interrupted = (state: LiveState): LiveState =>
  state.status === "ended"
    ? state
    : { ...state, status: state.refreshed > 0 ? "reconnecting" : "connecting" };

export const visitOf = (state: LiveState, ref: CallRef): LiveVisit | null =>
  state.visits.find((visit) => isSame(visit, ref)) ?? null;

/** Rises whenever something about the call may have changed. */
export const changesOf = (state: LiveState, ref: CallRef): number =>
  (state.heard[cid(ref)] ?? 0) + state.refreshed;

export const visitPath = (ref: CallRef) => `/visit/${ref.type}/${ref.id}`;

/**
 * The visit to ring for on the page at `path`, the newest when there are several: on, started by somebody else, not
 * connected to, not this very page, and not put off with "Not now". Null when there is none.
 */
export const incomingAt = (state: LiveState, path: string, putOff: ReadonlySet<string>): LiveVisit | null =>
  state.visits
    .filter((visit) => !visit.startedByMe && !visit.connected && !putOff.has(visit.sessionId))
    .filter((visit) => path !== visitPath(visit) && !path.startsWith(`${visitPath(visit)}/`))
    .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0] ?? null;

const roleWords: Record<MemberRole, string> = {
  clinician: "Your clinician is ready",
  assistant: "The clinic's assistant is ready",
  patient: "Your patient is ready",
  companion: "Your visit has started",
  interpreter: "The interpreter is ready",
  observer: "Your visit has started",
};

/** The headline of an incoming visit. */
export const incomingWords = (visit: LiveVisit): string =>
  visit.from ? roleWords[visit.from.role] : "Your visit has started";
