import type { OutReason } from "#components/room/room-state.ts";
import type { ErrorCode } from "#lib/errors.ts";
import type { VisitView } from "#lib/joining/server/view-visit.ts";
import type { LiveStatus, LiveVisit } from "#lib/live/rules.ts";
import type { ExitReason, Stage } from "./visit-screen.ts";

/** What the server's events say. `changes` rises whenever something about the visit may have changed. */
export type LiveFacts = {
  readonly status: LiveStatus;
  readonly visit: LiveVisit | null;
  readonly changes: number;
};

/** `message` is null when the app did not respond. */
export type Failure = { readonly message: string | null };

/** The visit is being started: first the app is asked to, then for the view that shows how it went. */
export type Starting = {
  readonly next: Stage;
  /** Where a failure leads; null to stay. */
  readonly otherwise: Stage | null;
  readonly answer: { readonly failure: Failure | null; readonly request: number } | null;
};

export type VisitState = {
  readonly view: VisitView;
  /** Why the app shows the view no more; null while it does. */
  readonly refusal: ExitReason | null;
  /** How far the server's clock is ahead of this device's. */
  readonly aheadMs: number;
  readonly stage: Stage;
  /** What the room said last; null when nothing stands in the way. */
  readonly exit: ExitReason | null;
  /** The person asked to move the visit from another window to this one. */
  readonly takeOver: boolean;
  /** Each entry gets a room of its own. */
  readonly entry: number;
  /** The view request after which another entry is possible. */
  readonly entryAfter: number | null;
  readonly windowId: string | null;
  readonly starting: Starting | null;
  readonly failure: Failure | null;
  readonly live: LiveFacts;
  /** Counts requests for the view: only the latest one's response counts. */
  readonly request: number;
};

export type VisitEvent =
  | { readonly type: "opened"; readonly wasReady: boolean }
  | { readonly type: "window-identified"; readonly windowId: string }
  | { readonly type: "view-outdated" }
  | {
      readonly type: "view-loaded";
      readonly request: number;
      readonly view: VisitView;
      readonly aheadMs: number;
    }
  | { readonly type: "view-refused"; readonly request: number; readonly code: ErrorCode }
  | { readonly type: "view-unavailable"; readonly request: number }
  | { readonly type: "live-changed"; readonly live: LiveFacts }
  | { readonly type: "check-opened" }
  | { readonly type: "check-done" }
  | { readonly type: "start-pressed" }
  | { readonly type: "start-answered"; readonly failure: Failure | null }
  | { readonly type: "room-left"; readonly reason: OutReason }
  | { readonly type: "return-pressed" };

export type VisitEffect =
  | { readonly do: "load-view"; readonly request: number }
  | { readonly do: "start-visit" }
  | { readonly do: "accept-ring" }
  | { readonly do: "remember-ready"; readonly ready: boolean }
  | { readonly do: "preload-room" }
  | { readonly do: "close-devices" }
  /** Reload the view when the waiting room opens; null: no longer. */
  | { readonly do: "await-opening"; readonly opensAt: Date | null; readonly aheadMs: number }
  /** Reload the view now and then: no event says who left the waiting room. */
  | { readonly do: "watch-presence"; readonly on: boolean };

export type Step = { readonly state: VisitState; readonly effects: readonly VisitEffect[] };

export const initialState = (view: VisitView, aheadMs: number): VisitState => ({
  view,
  refusal: null,
  aheadMs,
  stage: "home",
  exit: null,
  takeOver: false,
  entry: 0,
  entryAfter: null,
  windowId: null,
  starting: null,
  failure: null,
  live: { status: "connecting", visit: null, changes: 0 },
  request: 0,
});
