import { z } from "zod";
import { email, personName, timeZone } from "#lib/accounts/rules.ts";
import { callRef } from "#lib/calls/rules.ts";

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "not-a-date");
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "not-a-time");
const blank = (value: unknown) => (value === "" ? undefined : value);

/** Either `patientId`, or `patientName` and perhaps an e-mail for a new patient. */
export const scheduleInput = z
  .object({
    /** Created with the form, so that sending it twice makes one appointment. */
    requestId: z.uuid("invalid"),
    teamId: z.uuid("not-an-id"),
    type: callRef.shape.type,
    patientId: z.preprocess(blank, z.uuid("not-an-id").optional()),
    patientName: z.preprocess(blank, personName.optional()),
    patientEmail: z.preprocess(blank, email.optional()),
    patientTimeZone: z.preprocess(blank, timeZone.optional()),
    date,
    time,
    timeZone,
    /** Which occurrence, when the clocks go back and the time comes twice. */
    fold: z.preprocess(blank, z.enum(["earlier", "later"]).optional()),
    minutes: z.coerce.number("invalid").int("invalid").min(5, "too-small").max(480, "too-big"),
    reason: z.string().trim().max(500, "too-long").default(""),
  })
  .refine((value) => value.patientId ?? value.patientName, { path: ["patientName"], message: "required" });
export type ScheduleInput = z.output<typeof scheduleInput>;

export const cancelInput = callRef.extend({ reason: z.string().trim().max(500, "too-long").default("") });

/** A page silent for longer than this has left the waiting room. */
export const waitingGoneMs = 60_000;

/** Starting a visit further ahead than this needs a confirmation, as it is probably a mistake. */
export const farAheadMs = 2 * 3_600_000;

export type VisitState = "cancelled" | "ended" | "live" | "waiting" | "late" | "missed" | "scheduled";

type StateFacts = {
  status: "scheduled" | "cancelled";
  startsAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  live: boolean;
  /** Someone was connected at some point. */
  tookPlace: boolean;
  waitingSeenAt: Date | null;
};

export const stateOf = (facts: StateFacts, now: Date): VisitState => {
  if (facts.status === "cancelled") return "cancelled";
  if (facts.endedAt) return "ended";
  if (facts.live) return "live";
  if (facts.waitingSeenAt && now.getTime() - facts.waitingSeenAt.getTime() < waitingGoneMs) return "waiting";
  if (now >= facts.endsAt) return facts.tookPlace ? "ended" : "missed";
  return now > facts.startsAt && !facts.tookPlace ? "late" : "scheduled";
};
