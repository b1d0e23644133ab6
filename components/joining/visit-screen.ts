import type { ErrorCode } from "#lib/errors.ts";
import type { JoinDecision } from "#lib/joining/rules.ts";

/** How far the person has come in this window. `ready`: the device check is behind them. */
export type Stage = "home" | "check" | "ready";

/** Why someone left the visit, or can't join it. */
export type ExitReason =
  | "left"
  | "time-up"
  | "ended"
  | "cancelled"
  | "blocked"
  | "full"
  | "link-expired"
  | "other-device"
  | "evicted"
  | "removed"
  | "no-video"
  | "not-member"
  | "signed-out";

export type Screen =
  | { readonly at: "home" }
  | { readonly at: "check" }
  /** `opensAt` while it is too early for the waiting room. */
  | { readonly at: "waiting"; readonly opensAt: Date | null }
  | { readonly at: "room" }
  | { readonly at: "exit"; readonly reason: ExitReason };

type Facts = {
  readonly decision: JoinDecision;
  readonly live: boolean;
  readonly mayStart: boolean;
  /** The visit was live until a moment ago, and its time is up. */
  readonly timeUp: boolean;
  readonly stage: Stage;
  readonly exit: ExitReason | null;
};

const exitReasons: Partial<Record<ErrorCode, ExitReason>> = {
  ENDED: "ended",
  CANCELLED: "cancelled",
  BLOCKED: "blocked",
  FULL: "full",
  LINK_EXPIRED: "link-expired",
  OTHER_DEVICE: "other-device",
  VIDEO_UNAVAILABLE: "no-video",
  NOT_FOUND: "not-member",
  NOT_ALLOWED: "evicted",
  SIGN_IN_REQUIRED: "signed-out",
};

/** Null for refusals that the waiting room or another try deals with. */
export const exitReasonFor = (code: ErrorCode): ExitReason | null => exitReasons[code] ?? null;

/** These end every screen, the room included. FULL and OTHER_DEVICE may have passed by the time someone joins. */
const finalCodes: readonly ErrorCode[] = ["ENDED", "CANCELLED", "BLOCKED", "LINK_EXPIRED", "NOT_FOUND"];

export const screenOf = ({ decision, live, mayStart, timeUp, stage, exit }: Facts): Screen => {
  if (!decision.ok && finalCodes.includes(decision.code)) {
    return { at: "exit", reason: exitReasonFor(decision.code) ?? "not-member" };
  }
  if (exit) return { at: "exit", reason: exit };
  if (stage !== "ready") return { at: stage };
  if (timeUp && !live) return { at: "exit", reason: "time-up" };
  if (!decision.ok && decision.code === "TOO_EARLY") return { at: "waiting", opensAt: decision.opensAt };
  if (live && (decision.ok || decision.code !== "WAITING")) return { at: "room" };
  // People who can start the visit don't wait for someone else to.
  return mayStart ? { at: "home" } : { at: "waiting", opensAt: null };
};

/** Where the device check leads. */
export type AfterCheck = "join" | "start" | "wait" | "waitingRoom";

export const afterCheck = ({
  decision,
  live,
  mayStart,
}: Pick<Facts, "decision" | "live" | "mayStart">): AfterCheck => {
  if (live) return "join";
  if (mayStart) return "start";
  return !decision.ok && decision.code === "TOO_EARLY" ? "wait" : "waitingRoom";
};
