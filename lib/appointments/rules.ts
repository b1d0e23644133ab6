import { z } from "zod";
import { email, personName, timeZone } from "#lib/accounts/rules.ts";
import { callRef } from "#lib/calls/rules.ts";

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "not-a-date");
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "not-a-time");
const blank = (value: unknown) => (value === "" ? undefined : value);

/** What the form sends. Either `patientId`, or a new patient by `patientName` (and e-mail, if there is one). */
export const scheduleInput = z
  .object({
    /** Made with the form: the same form sent fifty times makes one appointment. */
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
    /** Which one, when the clocks go back and the time comes twice. */
    fold: z.preprocess(blank, z.enum(["earlier", "later"]).optional()),
    minutes: z.coerce.number("invalid").int("invalid").min(5, "too-small").max(480, "too-big"),
    reason: z.string().trim().max(500, "too-long").default(""),
  })
  .refine((value) => value.patientId ?? value.patientName, { path: ["patientName"], message: "required" });
export type ScheduleInput = z.output<typeof scheduleInput>;

export const cancelInput = callRef.extend({ reason: z.string().trim().max(500, "too-long").default("") });

/** A page that is silent for longer than this has gone from the waiting room, in milliseconds. */
export const waitingGoneMs = 60_000;

/** A visit that is further ahead than this is started only after a question: more likely the wrong one was pressed. */
export const farAheadMs = 2 * 3_600_000;

export type VisitState = "cancelled" | "ended" | "live" | "waiting" | "late" | "missed" | "scheduled";

type StateFacts = {
  status: "scheduled" | "cancelled";
  startsAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  live: boolean;
  /** Somebody was connected at some time: it took place, whether or not anybody ended it. */
  tookPlace: boolean;
  waitingSeenAt: Date | null;
};

/** What one word says best about an appointment right now. */
export const stateOf = (facts: StateFacts, now: Date): VisitState => {
  if (facts.status === "cancelled") return "cancelled";
  if (facts.endedAt) return "ended";
  if (facts.live) return "live";
  if (facts.waitingSeenAt && now.getTime() - facts.waitingSeenAt.getTime() < waitingGoneMs) return "waiting";
  if (now >= facts.endsAt) return facts.tookPlace ? "ended" : "missed";
  return now > facts.startsAt && !facts.tookPlace ? "late" : "scheduled";
};
