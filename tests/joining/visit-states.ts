import { initialState, type LiveFacts, type VisitState } from "#components/joining/visit-state.ts";
import type { VisitView } from "#lib/joining/server/view-visit.ts";
import type { LiveVisit } from "#lib/live/rules.ts";

// A patient's visit in its states, for the tests of the visit's store.
const now = new Date("2026-11-23T14:00:00Z");

export const waitingView: VisitView = {
  type: "default",
  id: "1",
  kind: "Consultation",
  startsAt: new Date("2026-11-23T14:30:00Z"),
  endsAt: new Date("2026-11-23T14:50:00Z"),
  timeZone: "Europe/London",
  decision: { ok: false, code: "WAITING" },
  live: false,
  startedAt: null,
  sessionEndsAt: null,
  timeUp: false,
  now,
  videoOrigin: null,
  connected: false,
  self: { id: "m1", name: "Ada Bell", role: "patient" },
  capabilities: ["publish-audio", "publish-video"],
  mayStart: false,
  mayEnd: false,
  mayExtend: false,
  memberCount: 2,
  everybody: true,
  members: [],
};
export const startedView: VisitView = {
  ...waitingView,
  decision: { ok: true, capabilities: [] },
  live: true,
};
export const timeUpView: VisitView = { ...waitingView, timeUp: true };
export const tooEarlyView = {
  ...waitingView,
  decision: { ok: false, code: "TOO_EARLY", opensAt: new Date("2026-11-23T14:15:00Z") },
} as const satisfies VisitView;

export const live = (facts: Partial<LiveFacts>): LiveFacts => ({
  status: "open",
  visit: null,
  changes: 0,
  ...facts,
});

export const ringing = (state: "ringing" | "accepted" = "ringing"): LiveVisit => ({
  type: "default",
  id: "1",
  sessionId: "s1",
  ownRole: "patient",
  startedAt: now.toISOString(),
  startedByMe: false,
  connected: false,
  from: null,
  ring: { id: "r1", state, by: null },
  rung: [],
});

export const atHome = (view: VisitView = waitingView): VisitState => initialState(view, 0);
export const atCheck = (view?: VisitView): VisitState => ({ ...atHome(view), stage: "check" });
export const inWaitingRoom = (view?: VisitView): VisitState => ({
  ...atHome(view),
  stage: "ready",
  live: live({ changes: 1 }),
});
export const inRoom = (): VisitState => inWaitingRoom(startedView);

type Answer = NonNullable<VisitState["starting"]>["answer"];
export const starting = (answer: Answer = null): VisitState => ({
  ...atHome({ ...waitingView, mayStart: true }),
  request: answer?.request ?? 0,
  starting: { next: "check", otherwise: null, answer },
});
