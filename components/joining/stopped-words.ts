import type { Stop } from "./visit-screen.ts";

export type StopWords = {
  readonly title: string;
  readonly lead: string;
  /** What to do next, one thing a line. */
  readonly next?: readonly string[];
  /** The main button; what it does depends on why (visit.tsx). */
  readonly button?: string;
};

const callTheClinic = "If you have questions, or were not finished, call your clinic.";

/** What is said when somebody is out or cannot come in: what happened, and what to do next. Never whose fault. */
export const stoppedWords: Record<Stop, StopWords> = {
  left: {
    title: "You left the visit",
    lead: "The visit goes on without you. You can go back in while it lasts.",
    button: "Go back in",
  },
  "time-up": {
    title: "This visit has reached its end",
    lead: "The time for it is over. You can close this page now.",
    next: [
      "If you were not finished, stay on this page for a moment: your clinic can start the visit again.",
      "If you have questions later, call your clinic.",
    ],
  },
  ended: {
    title: "This visit has ended",
    lead: "Thank you for coming. You can close this page now.",
    next: [callTheClinic],
  },
  cancelled: {
    title: "This visit was cancelled",
    lead: "It will not take place. You have done nothing wrong.",
    next: [
      "Call your clinic to find a new time.",
      "When there is one, you get a new message with a new link.",
    ],
  },
  blocked: {
    title: "You cannot come into this visit",
    lead: "The clinic has closed this visit for you.",
    next: ["Please call your clinic. They can tell you more."],
  },
  full: {
    title: "The visit is full right now",
    lead: "As many people are in as can be. Somebody may leave at any moment.",
    button: "Try again",
  },
  "link-expired": {
    title: "This link no longer works",
    lead: "Links stop working after a while, or when the clinic sends a new one.",
    next: [
      "Look for a newer message from your clinic, and open the link in that one.",
      "Or call your clinic and ask for a fresh link.",
    ],
  },
  "other-device": {
    title: "You are in this visit somewhere else",
    lead: "The visit is open on another device or in another window of yours. It can only be in one place at a time.",
    button: "Move the visit here",
  },
  evicted: {
    title: "You are no longer in the visit",
    lead: "Somebody who leads the visit has taken you out, or your place in it has changed.",
    next: ["If you think this was a mistake, try to go back in, or call the clinic."],
    button: "Go back in",
  },
  removed: {
    title: "You are no longer in the visit",
    lead: "The clinic has taken you out of it, or has sent you a new link.",
    next: [
      "Look for a newer message from your clinic, and open the link in that one.",
      "Or call your clinic. They can tell you more.",
    ],
  },
  "no-video": {
    title: "Video does not work right now",
    lead: "The video service does not answer. This is not your fault, and nothing is lost.",
    next: ["Try again in a moment.", "If it stays like this, call the clinic."],
    button: "Try again",
  },
  gone: {
    title: "You no longer belong to this visit",
    lead: "It was closed, or you were taken off its list.",
    next: ["Look for a newer message from your clinic.", "If you think this is a mistake, call the clinic."],
  },
  "signed-out": {
    title: "You are signed out",
    lead: "To come in again, open the link from your message once more.",
    next: ["Do you work at a clinic? Sign in again, then open the visit."],
  },
};

/** What is said instead of "time-up" when somebody has started the visit again. */
export const goesOnWords: StopWords = {
  title: "This visit goes on",
  lead: "It was started again. Go back in when you are ready.",
  button: "Go back in",
};

/** What staff read instead where the difference matters. */
export const staffWords: Partial<Record<Stop, StopWords>> = {
  "time-up": {
    title: "This visit has reached its end",
    lead: "Its time was over, so everybody’s connection was ended. If you were not finished, start it again.",
    button: "Start again",
  },
  ended: { title: "This visit has ended", lead: "Nobody can come in any more." },
  "no-video": {
    title: "There is no video service",
    lead: "Bedside has no working connection to its LiveKit server, so nobody can be seen or heard.",
    next: [
      "Check that the LiveKit server runs, and that LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET are set.",
      "Meanwhile, call the patient by telephone.",
    ],
    button: "Try again",
  },
  cancelled: { title: "This visit was cancelled", lead: "It will not take place. The slot is free again." },
  blocked: {
    title: "You cannot come into this visit",
    lead: "You were blocked in this visit by somebody who leads it.",
  },
  removed: {
    title: "You are no longer in the visit",
    lead: "Somebody who leads it has taken you out of it.",
  },
  "signed-out": { title: "You are signed out", lead: "Sign in again, then open the visit." },
};
