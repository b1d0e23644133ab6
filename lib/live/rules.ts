import type { CallRef } from "#lib/access.ts";
import type { DeclineReason, RingState } from "#lib/rings/rules.ts";
import type { MemberRole } from "#lib/roles.ts";

export type Somebody = { readonly role: MemberRole; readonly name: string };

/** The latest ring of the person who is told. */
export type OwnRing = {
  readonly id: string;
  readonly state: RingState;
  /** Who rang; null when they belong to the call no more. */
  readonly by: Somebody | null;
};

/** The latest ring of somebody else, for those who may ring. */
export type RungPerson = Somebody & {
  readonly memberId: string;
  readonly state: RingState;
  /** Why it was declined. */
  readonly reason: DeclineReason | null;
};

/** A visit that is on, as one of its members is told about it. Only over the authenticated stream: it holds a name. */
export type LiveVisit = CallRef & {
  readonly sessionId: string;
  readonly ownRole: MemberRole;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly startedByMe: boolean;
  /** This person is connected to it right now, from whatever window. */
  readonly connected: boolean;
  /** Who started it; null when they belong to the call no more. */
  readonly from: Somebody | null;
  /** Null when this person was not rung in this session. */
  readonly ring: OwnRing | null;
  /** Everybody who was rung in this session, each person's latest; empty for those who may not ring. */
  readonly rung: readonly RungPerson[];
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

/** Names what the system shows about a visit: a later notification takes the place of an earlier one. */
export const visitTag = (ref: CallRef) => `visit-${ref.type}-${ref.id}`;

const newest = (visits: readonly LiveVisit[]): LiveVisit | null =>
  visits.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0] ?? null;

const isAt = (path: string, visit: CallRef) =>
  path === visitPath(visit) || path.startsWith(`${visitPath(visit)}/`);

/** The visit for which this person is being rung, on every page: the newest when there are several. */
export const incomingOf = (state: LiveState): LiveVisit | null =>
  newest(state.visits.filter((visit) => visit.ring?.state === "ringing" && !visit.connected));

/**
 * The visit to tell of quietly on the page at `path`: on, started by somebody else, not connected to, not this very page,
 * not put off, and not answered by this person already. Null when there is none.
 */
export const noticeAt = (state: LiveState, path: string, putOff: ReadonlySet<string>): LiveVisit | null =>
  newest(
    state.visits
      .filter((visit) => !visit.startedByMe && !visit.connected && !putOff.has(visit.sessionId))
      .filter(({ ring }) => ring === null || ring.state === "missed" || ring.state === "busy")
      .filter((visit) => !isAt(path, visit)),
  );

const started = "Your visit has started";

/** To patients and who comes with them. */
const wordsForPatients: Record<MemberRole, string> = {
  clinician: "Your clinician is ready",
  assistant: "The clinic's assistant is ready",
  patient: started,
  companion: started,
  interpreter: "The interpreter is ready",
  observer: started,
};

/** To everybody else, who would not say "my clinician". */
const wordsForClinic: Record<MemberRole, string> = {
  clinician: "A clinician is in a visit",
  assistant: "An assistant is in a visit",
  patient: "Your patient is ready",
  companion: started,
  interpreter: "The interpreter is ready",
  observer: started,
};

/** The headline of an incoming visit, or of one that is on. */
export const incomingWords = ({ ring, from, ownRole }: LiveVisit): string => {
  if (ring?.state === "missed") return "You missed a call";
  if (ring?.state === "busy") return "You are wanted in another visit";
  const who = ring?.by ?? from;
  if (!who) return started;
  if (ownRole === "patient" || ownRole === "companion") return wordsForPatients[who.role];
  return ring?.state === "ringing" ? "You are wanted in a visit" : wordsForClinic[who.role];
};

export type RingEnd = { readonly title: string; readonly text: string };

/** What to say where it rang, once it is over: `now` is the visit as it stands, null when it is on no more. */
export const endWords = (now: LiveVisit | null): RingEnd | null => {
  switch (now?.ring?.state) {
    case "ringing":
      return null;
    case "accepted":
      return { title: "Answered on another device", text: "Go on there. This device has stopped ringing." };
    case "declined":
      return { title: "Declined on another device", text: "This device has stopped ringing." };
    case "missed":
      return { title: "You missed a call", text: "The visit may still be on. Open it to come in." };
    default:
      return { title: "They stopped calling", text: "You do not need to do anything." };
  }
};
