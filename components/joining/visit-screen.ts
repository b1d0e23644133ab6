import type { ErrorCode } from "#lib/errors.ts";
import type { JoinDecision } from "#lib/joining/rules.ts";

/** How far the person has come in this window. `ready`: the device check is behind them. */
export type Stage = "home" | "check" | "ready";

/** Why the way in is closed, or the room was left. */
export type Stop =
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
  | "gone"
  | "signed-out";

export type Screen =
  | { readonly at: "home" }
  | { readonly at: "check" }
  /** `opensAt` while it is too early to be let into the waiting room. */
  | { readonly at: "waiting"; readonly opensAt: Date | null }
  | { readonly at: "room" }
  | { readonly at: "stopped"; readonly why: Stop };

type Facts = {
  readonly decision: JoinDecision;
  readonly live: boolean;
  readonly mayStart: boolean;
  /** The visit was on until a moment ago, and its time is over. */
  readonly timeUp: boolean;
  readonly stage: Stage;
  /** What the room, or the app while it was asked, said last; null when nothing stands in the way. */
  readonly stop: Stop | null;
};

const stopOf: Partial<Record<ErrorCode, Stop>> = {
  ENDED: "ended",
  CANCELLED: "cancelled",
  BLOCKED: "blocked",
  FULL: "full",
  LINK_EXPIRED: "link-expired",
  OTHER_DEVICE: "other-device",
  VIDEO_UNAVAILABLE: "no-video",
  NOT_FOUND: "gone",
  NOT_ALLOWED: "evicted",
  SIGN_IN_REQUIRED: "signed-out",
};

/** The screen for a refusal; null for those that the waiting room or a repeated try deals with. */
export const stopFor = (code: ErrorCode): Stop | null => stopOf[code] ?? null;

/** What ends every screen, the room included. FULL and OTHER_DEVICE are asked again at the door: they may have passed. */
const lasting: readonly ErrorCode[] = ["ENDED", "CANCELLED", "BLOCKED", "LINK_EXPIRED", "NOT_FOUND"];

/** Which one screen to show. Pure. */
export const screenOf = ({ decision, live, mayStart, timeUp, stage, stop }: Facts): Screen => {
  if (!decision.ok && lasting.includes(decision.code)) {
    return { at: "stopped", why: stopFor(decision.code) ?? "gone" };
  }
  if (stop) return { at: "stopped", why: stop };
  if (stage !== "ready") return { at: stage };
  if (timeUp && !live) return { at: "stopped", why: "time-up" };
  if (!decision.ok && decision.code === "TOO_EARLY") return { at: "waiting", opensAt: decision.opensAt };
  if (live && (decision.ok || decision.code !== "WAITING")) return { at: "room" };
  // Whoever can start it is not left waiting for somebody who does.
  return mayStart ? { at: "home" } : { at: "waiting", opensAt: null };
};

/** What the last button of the device check says, which is where it leads. */
export const afterCheck = ({
  decision,
  live,
  mayStart,
}: Pick<Facts, "decision" | "live" | "mayStart">): string => {
  if (live) return "Go in";
  if (mayStart) return "Start visit";
  return !decision.ok && decision.code === "TOO_EARLY" ? "I am ready" : "Go to the waiting room";
};
