import { z } from "zod";
import { callRef, membersPerRequest } from "#lib/calls/rules.ts";

export const ringStates = ["ringing", "accepted", "declined", "missed", "cancelled", "busy"] as const;
export type RingState = (typeof ringStates)[number];

/** A closed list: free text would soon be about someone's health. */
export const declineReasons = ["busy-now", "call-later", "cannot-talk", "other"] as const;
export type DeclineReason = (typeof declineReasons)[number];

/** Larger groups are notified of a start instead. */
export const ringsPerRequest = membersPerRequest;

const memberIds = z.array(z.uuid("not-an-id")).min(1, "required").max(ringsPerRequest, "too-big");
/** A form sends a single one as a string. */
const listed = (value: unknown) => (typeof value === "string" ? [value] : value);

export const ringInput = callRef.extend({ memberIds: z.preprocess(listed, memberIds.optional()) });
export type RingInput = z.output<typeof ringInput>;

export const declineInput = callRef.extend({ reason: z.enum(declineReasons).default("other") });
export type DeclineInput = z.input<typeof declineInput>;

export const answerInput = z.discriminatedUnion("answer", [
  callRef.extend({ answer: z.literal("accept") }),
  declineInput.extend({ answer: z.literal("decline") }),
]);
export type AnswerInput = z.output<typeof answerInput>;

type Timed = { readonly state: RingState; readonly expiresAt: Date };

/** An expired ring counts as missed, even before the job has settled it. */
export const stateAt = ({ state, expiresAt }: Timed, now: Date): RingState =>
  state === "ringing" && expiresAt <= now ? "missed" : state;

export const maySettle = (ring: Timed, to: Exclude<RingState, "ringing" | "busy">, now: Date): boolean =>
  ring.state === "ringing" && (to === "missed" ? ring.expiresAt <= now : ring.expiresAt > now);

export const expiresAt = (rungAt: Date, missedAfterSeconds: number): Date =>
  new Date(rungAt.getTime() + missedAfterSeconds * 1000);

export const missedShownMs = 24 * 3_600_000;
