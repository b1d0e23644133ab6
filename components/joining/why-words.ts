import type { Situation } from "#lib/joining/server/explain-join.ts";

export type WhyWords = {
  readonly tone: "success" | "info" | "warning";
  /** What they would meet right now. */
  readonly title: string;
  readonly why: string;
  /** What an administrator can do about it. */
  readonly next: string;
};

/** What an administrator reads about somebody who comes, or cannot come, into a call. Exhaustive over the decision. */
export const whyWords: Record<Situation, WhyWords> = {
  IN: {
    tone: "success",
    title: "They are in",
    why: "A window of theirs is connected right now.",
    next: "Do they see or hear nothing? Ask them to reload the page, or to come in from another device.",
  },
  MAY_COME_IN: {
    tone: "success",
    title: "They can come in right now",
    why: "The call is on, and nothing stands in their way.",
    next: "Do they not get in? Ask them to open their link or their page again, and to allow camera and microphone.",
  },
  NOT_STARTED: {
    tone: "info",
    title: "They can come in as soon as the call is started",
    why: "Nothing stands in their way, but nobody has started the call yet.",
    next: "Their role may come early. Somebody whose role may start the call presses “Start visit”.",
  },
  WAITING: {
    tone: "info",
    title: "They are in the waiting room, or would be",
    why: "The time has come, but nobody has started the call. Their page opens by itself when it starts.",
    next: "Somebody whose role may start the call presses “Start visit”.",
  },
  TOO_EARLY: {
    tone: "info",
    title: "It is too early for them",
    why: "Their role comes in shortly before the start and not sooner. They see a countdown that lets them in by itself.",
    next: "Start the call now to let them in, or give them a role that may come early.",
  },
  NOT_MEMBER: {
    tone: "warning",
    title: "They are not a member of this call",
    why: "Only members can come in. They are told that there is no such visit.",
    next: "If they belong to it, add them.",
  },
  WRONG_TEAM: {
    tone: "warning",
    title: "They are not a member, and not in this call’s team",
    why: "The call is out of reach for everybody outside its team, except for those it names. They are told that there is no such visit.",
    next: "If they belong to it, add them: whoever is named may come in from any team.",
  },
  NO_ACCOUNT: {
    tone: "warning",
    title: "Their account is off",
    why: "They are signed out everywhere and cannot come into any call.",
    next: "Turn the account on again if that is right.",
  },
  NO_RIGHT_TO_JOIN: {
    tone: "warning",
    title: "Their role may not join",
    why: "In this kind of call their role has no right to join, or it was taken from them.",
    next: "Give them another role, or change what the role may do in this call type.",
  },
  BLOCKED: {
    tone: "warning",
    title: "They are blocked",
    why: "Somebody who leads the call has closed it for them. They are asked to call the clinic.",
    next: "Unblock them to let them in again.",
  },
  LINK_EXPIRED: {
    tone: "warning",
    title: "They have no link that works",
    why: "They sign in by a link alone, and have none yet, or each has run out or was revoked. They are asked to get a fresh one.",
    next: "Make a fresh link and send it to them.",
  },
  FULL: {
    tone: "warning",
    title: "The call is full",
    why: "As many people are connected as this kind of call allows. They can try again, and get in when somebody leaves.",
    next: "Let more people in by the call type’s settings, or ask somebody to leave.",
  },
  ENDED: {
    tone: "info",
    title: "The call has ended",
    why: "Nobody comes into a call that has ended. They are asked to call the clinic if they were not finished.",
    next: "Schedule a new appointment, or make another call.",
  },
  CANCELLED: {
    tone: "info",
    title: "The appointment was cancelled",
    why: "Nobody comes into a cancelled visit. They are asked to call the clinic for a new time.",
    next: "Schedule a new appointment.",
  },
  OTHER_DEVICE: {
    tone: "info",
    title: "They are in from another window",
    why: "A visit can be in one place at a time. They are offered to move it to where they are now.",
    next: "Ask them to press “Move the visit here”.",
  },
};
