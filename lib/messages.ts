import type { ErrorCode, FieldProblem } from "./errors.ts";

/** What happened and what to do next, for each code. Exhaustive: a new code cannot lack words. */
export const messages: Record<ErrorCode, string> = {
  SIGN_IN_REQUIRED: "Please sign in to go on.",
  WRONG_CREDENTIALS: "That e-mail and password do not match. Check both and try again.",
  TOO_MANY_ATTEMPTS: "Too many tries. Wait a few minutes, then try again.",
  NOT_FOUND: "We could not find that. Check the link, or ask the clinic for a new one.",
  NOT_ALLOWED: "You may not do this. Ask an administrator if you think you should.",
  BAD_INPUT: "Some answers need another look.",
  CONFLICT: "Somebody changed this a moment ago. Look at it again, then try once more.",
  LAST_ADMIN: "Nobody else is an administrator any more. Make another person one, then try again.",
  IN_USE:
    "Something still depends on this, or it came with Bedside, so it cannot be deleted. Retire, end or cancel it instead: what happened stays known.",
  QUERY_TOO_BROAD: "Looking through all of that takes too long. Add a condition, then try again.",
  SLOT_TAKEN: "That time is already taken. Choose another time.",
  TIME_GAP: "The clocks go forward then, so that time does not exist. Choose a time before or after.",
  TIME_AMBIGUOUS: "The clocks go back then, so that time comes twice. Say which one you mean.",
  TIME_PAST: "That time has passed. Choose a later one.",
  WRONG_TEAM: "This visit belongs to another team.",
  BLOCKED: "You cannot come into this visit. Please call the clinic.",
  TOO_EARLY: "It is too early to come in. You can wait here: this page opens the visit by itself.",
  WAITING:
    "You are in the waiting room. Stay on this page: the visit opens by itself when the clinician starts.",
  ENDED: "This visit has ended. If you were not finished, please call the clinic.",
  CANCELLED: "This visit was cancelled. Please call the clinic for a new time.",
  FULL: "The visit is full right now. Try again in a moment.",
  LINK_EXPIRED: "This link no longer works. Ask the clinic for a fresh one.",
  OTHER_DEVICE: "You are already in this visit on another device or in another window.",
  NOT_RINGING: "This call has stopped ringing. Open the visit to see whether it is still on.",
  VIDEO_UNAVAILABLE: "The video service does not answer. Try again in a moment.",
  UNAVAILABLE: "Bedside does not answer right now. Nothing is lost: try again in a moment.",
  INTERNAL: "Something went wrong on our side. Nothing is lost: please try again.",
};

/** What is wrong with one field, to be read right after its label. */
export const fieldMessages: Record<FieldProblem, string> = {
  required: "Fill this in.",
  "too-short": "This is too short.",
  "too-long": "This is too long.",
  "too-small": "This is too small.",
  "too-big": "This is too big.",
  "not-an-email": "Write an e-mail address, like name@example.com.",
  "not-a-date": "Write a date that exists.",
  "not-a-time": "Write a time, like 14:30.",
  "not-a-time-zone": "Choose a time zone from the list.",
  "not-an-id": "Choose one from the list.",
  invalid: "Check this.",
  taken: "This one is in use already.",
  "unknown-field": "There is no such field here.",
  "unknown-operator": "This cannot be asked of it.",
  "too-deep": "These conditions are nested too deeply. Take some apart.",
  "too-many": "These are too many. Take some away.",
  "unclosed-quote": "A quotation mark is opened and never closed. Close it, or take it out.",
  "too-many-rows": "This has more than 20,000 rows. Send it in parts.",
};
