import type { Actor } from "#lib/access.ts";
import { scheduleInput } from "#lib/appointments/rules.ts";
import { scheduleAppointment } from "#lib/appointments/server/schedule-appointment.ts";
import { onTheClock } from "#lib/times/rules.ts";

type Visit = { teamId: string; patientId: string; type: string; startsAt: Date; minutes: number };

/** Schedules an appointment as the form would. Returns its call. */
export function schedule(clinician: Actor, { startsAt, ...visit }: Visit, now = new Date()) {
  const input = scheduleInput.parse({
    ...visit,
    ...onTheClock(startsAt, clinician.timeZone),
    timeZone: clinician.timeZone,
    fold: "later",
    requestId: crypto.randomUUID(),
  });
  return scheduleAppointment(clinician, input, now);
}
