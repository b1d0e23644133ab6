import type { CallRef } from "#lib/access.ts";
import type { Translator } from "#lib/catalogue.ts";
import type { DeclineReason, RingState } from "#lib/rings/rules.ts";
import type { MemberRole } from "#lib/roles.ts";

export type Person = { readonly role: MemberRole; readonly name: string };

/** The reader's own latest ring. */
export type OwnRing = {
  readonly id: string;
  readonly state: RingState;
  /** Who rang; null when they are no longer a member. */
  readonly by: Person | null;
};

/** Another member's latest ring, for members who may ring. */
export type RungPerson = Person & {
  readonly memberId: string;
  readonly state: RingState;
  readonly reason: DeclineReason | null;
};

/** A live visit as one of its members sees it. It holds names, so only the authenticated stream carries it. */
export type LiveVisit = CallRef & {
  readonly sessionId: string;
  readonly ownRole: MemberRole;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly startedByMe: boolean;
  /** Whether this person is connected, in any window. */
  readonly connected: boolean;
  /** Who started it; null when they are no longer a member. */
  readonly from: Person | null;
  /** Null unless this person was rung in this session. */
  readonly ring: OwnRing | null;
  /** Each member's latest ring in this session; empty for those who may not ring. */
  readonly rung: readonly RungPerson[];
};

export type CallMessage = CallRef & {
  readonly kind: "call-started" | "call-ended" | "call-changed";
  /** Its present state; null when it is not live. */
  readonly visit: LiveVisit | null;
};

/** A message of the stream. `state` comes first, and again whenever messages may have been missed. */
export type LiveMessage =
  | { readonly kind: "state"; readonly visits: readonly LiveVisit[] }
  | CallMessage
  | { readonly kind: "sign-in-ended" };

export type LiveStatus = "connecting" | "open" | "reconnecting" | "ended";

/** What a page knows: the live visits, and how many messages came for each call. */
export type LiveState = {
  readonly status: LiveStatus;
  readonly visits: readonly LiveVisit[];
  readonly heard: Readonly<Record<string, number>>;
  /** How often the whole state came, after which anything may have changed. */
  readonly refreshed: number;
};

export const nothingYet: LiveState = { status: "connecting", visits: [], heard: {}, refreshed: 0 };

const cid = (ref: CallRef) => `${ref.type}:${ref.id}`;
const isSame = (a: CallRef, b: CallRef) => a.type === b.type && a.id === b.id;

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

/** The state after losing the connection. What was known stays until the next `state`. */
export const interrupted = (state: LiveState): LiveState =>
  state.status === "ended"
    ? state
    : { ...state, status: state.refreshed > 0 ? "reconnecting" : "connecting" };

export const visitOf = (state: LiveState, ref: CallRef): LiveVisit | null =>
  state.visits.find((visit) => isSame(visit, ref)) ?? null;

/** Grows whenever something about the call may have changed. */
export const changesOf = (state: LiveState, ref: CallRef): number =>
  (state.heard[cid(ref)] ?? 0) + state.refreshed;

export const visitPath = (ref: CallRef) => `/visit/${ref.type}/${ref.id}`;

/** The tag of a visit's notifications: a later one replaces an earlier one. */
export const visitTag = (ref: CallRef) => `visit-${ref.type}-${ref.id}`;

const newest = (visits: readonly LiveVisit[]): LiveVisit | null =>
  visits.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0] ?? null;

const isAt = (path: string, visit: CallRef) =>
  path === visitPath(visit) || path.startsWith(`${visitPath(visit)}/`);

/** The visit this person is being rung for, the newest if several. */
export const incomingOf = (state: LiveState): LiveVisit | null =>
  newest(state.visits.filter((visit) => visit.ring?.state === "ringing" && !visit.connected));

/** A live visit that someone else started, and that the person has not joined, dismissed, answered or opened here. */
export const noticeAt = (state: LiveState, path: string, dismissed: ReadonlySet<string>): LiveVisit | null =>
  newest(
    state.visits
      .filter((visit) => !visit.startedByMe && !visit.connected && !dismissed.has(visit.sessionId))
      .filter(({ ring }) => ring === null || ring.state === "missed" || ring.state === "busy")
      .filter((visit) => !isAt(path, visit)),
  );

/** The headline of an incoming visit, or of one in progress. */
export function headlineOf(t: Translator<"live">, { ring, from, ownRole }: LiveVisit): string {
  if (ring?.state === "missed") return t("missed");
  if (ring?.state === "busy") return t("neededElsewhere");
  const other = ring?.by ?? from;
  if (!other) return t("started");
  if (ownRole === "patient" || ownRole === "companion") return t(`toPatient.${other.role}`);
  return ring?.state === "ringing" ? t("needed") : t(`toClinic.${other.role}`);
}

export type RingEnd = "accepted" | "declined" | "missed" | "cancelled";

/** How a ring ended, given its visit now (null when it is no longer live). Null while it rings. */
export function ringEndOf(now: LiveVisit | null): RingEnd | null {
  const state = now?.ring?.state;
  if (state === "ringing") return null;
  return state === "accepted" || state === "declined" || state === "missed" ? state : "cancelled";
}
