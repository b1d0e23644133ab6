import type { listAppointments } from "#lib/appointments/server/list-appointments.ts";
import { onTheClock } from "#lib/times/rules.ts";

/** One appointment in a list. */
export type Entry = Awaited<ReturnType<typeof listAppointments>>[number];

/** The reader's time zone. */
export type Viewer = { timeZone: string };

/** Whether two zones show different times at that moment. Only then is the other one worth showing. */
export const hasOtherClock = (at: Date, zone: string, other: string) =>
  onTheClock(at, zone).time !== onTheClock(at, other).time;
