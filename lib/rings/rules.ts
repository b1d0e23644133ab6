import { z } from "zod";
import { callRef, membersPerRequest } from "#lib/calls/rules.ts";

/** `ringing` until it is settled by exactly one of the others. */
export const ringStates = ["ringing", "accepted", "declined", "missed", "cancelled", "busy"] as const;
export type RingState = (typeof ringStates)[number];

/** Why somebody declines. A closed list: what is free to write would soon be about somebody's health. */
export const declineReasons = ["busy-now", "call-later", "cannot-talk", "other"] as const;
export type DeclineReason = (typeof declineReasons)[number];

/** One request rings at most so many people. A larger crowd is told of a start, and not rung. */
export const ringsPerRequest = membersPerRequest;

const memberIds = z.array(z.uuid("not-an-id")).min(1, "required").max(ringsPerRequest, "too-big");
/** A form's field holds one of them. */
const listed = (value: unknown) => (typeof value === "string" ? [value] : value);

/** Without `memberIds`: everybody but the one who asks. */
export const ringInput = callRef.extend({ memberIds: z.preprocess(listed, memberIds.optional()) });
export type RingInput = z.output<typeof ringInput>;

export const declineInput = callRef.extend({ reason: z.enum(declineReasons).default("other") });
export type DeclineInput = z.input<typeof declineInput>;

/** What the service worker sends when an answer was pressed on the notification itself. */
export const answerInput = z.discriminatedUnion("answer", [
  callRef.extend({ answer: z.literal("accept") }),
  declineInput.extend({ answer: z.literal("decline") }),
]);
export type AnswerInput = z.output<typeof answerInput>;

type Timed = { readonly state: RingState; readonly expiresAt: Date };

/** The state as everybody is told it: what nobody answered in time is missed, even before the job that writes it down. */
export const stateAt = ({ state, expiresAt }: Timed, now: Date): RingState =>
  state === "ringing" && expiresAt <= now ? "missed" : state;

/** Whether a ring may still become `to`. Only what rings can be settled, and only once. */
export const maySettle = (ring: Timed, to: Exclude<RingState, "ringing" | "busy">, now: Date): boolean =>
  ring.state === "ringing" && (to === "missed" ? ring.expiresAt <= now : ring.expiresAt > now);

export const expiresAt = (rungAt: Date, missedAfterSeconds: number): Date =>
  new Date(rungAt.getTime() + missedAfterSeconds * 1000);

/** What is known of a member who is to be rung. */
export type Candidate = {
  /** Blocked, disabled, or without the right to join: a ring would lead nowhere. */
  readonly away: boolean;
  /** Connected in this very session. */
  readonly here: boolean;
  /** Connected in another visit. */
  readonly busy: boolean;
};

/** `here` and `not-rung`: nothing happens. */
export type RingOutcome = "ringing" | "busy" | "here" | "not-rung";

/** What ringing a member comes to. Pure. */
export const outcomeFor = ({ away, here, busy }: Candidate): RingOutcome => {
  if (away) return "not-rung";
  if (here) return "here";
  return busy ? "busy" : "ringing";
};

/** How long a missed call is shown to whoever missed it. */
export const missedShownMs = 24 * 3_600_000;
