import type { Messages } from "next-intl";
import type { MessageKey } from "#lib/catalogue.ts";
import type { ExitReason } from "./visit-screen.ts";

type Joining = Messages["joining"];

/** What to do next and the main button, as keys of `joining`. */
type WayOn = {
  readonly next?: readonly Extract<MessageKey<"joining">, `${"next" | "staffNext"}.${string}`>[];
  readonly button?: "rejoin" | "tryAgain" | "moveVisitHere" | "restartVisit" | "backToVisitPage";
};

/** Title and lead are at `exit.<key>`. */
export type ExitWords = WayOn & { readonly key: keyof Joining["exit"] };
/** Title and lead are at `staffExit.<staffKey>`. */
export type StaffExitWords = WayOn & { readonly staffKey: keyof Joining["staffExit"] };

/** What someone reads who is out: what happened, and what to do next. Never whose fault it is. */
export const exitWords: Record<ExitReason, ExitWords> = {
  left: { key: "left", button: "rejoin" },
  "time-up": { key: "timeUp", next: ["next.stayIfNotFinished", "next.callWithQuestions"] },
  ended: { key: "ended", next: ["next.callIfNotFinished"] },
  cancelled: { key: "cancelled", next: ["next.callForNewTime", "next.newMessageNewLink"] },
  blocked: { key: "blocked", next: ["next.callTheClinic"] },
  full: { key: "full", button: "tryAgain" },
  "link-expired": { key: "linkExpired", next: ["next.findNewerMessage", "next.askForNewLink"] },
  "other-device": { key: "otherDevice", button: "moveVisitHere" },
  evicted: { key: "evicted", next: ["next.rejoinIfMistake"], button: "rejoin" },
  removed: { key: "removed", next: ["next.findNewerMessage", "next.orCallTheClinic"] },
  "no-video": { key: "noVideo", next: ["next.tryInAMoment", "next.callIfItStays"], button: "tryAgain" },
  "not-member": { key: "notMember", next: ["next.findNewerMessage", "next.callIfMistake"] },
  "signed-out": { key: "signedOut", next: ["next.staffSignIn"] },
};

/** In place of "time-up" once the visit has been started again. */
export const restartedWords: ExitWords = { key: "restarted", button: "rejoin" };

/** What staff read instead, where the difference matters. */
export const staffExitWords: Partial<Record<ExitReason, StaffExitWords>> = {
  "time-up": { staffKey: "timeUp", button: "restartVisit" },
  ended: { staffKey: "ended" },
  "no-video": {
    staffKey: "noVideo",
    next: ["staffNext.checkLiveKit", "staffNext.phoneThePatient"],
    button: "tryAgain",
  },
  cancelled: { staffKey: "cancelled" },
  blocked: { staffKey: "blocked" },
  removed: { staffKey: "removed" },
  "signed-out": { staffKey: "signedOut" },
};
