import type { listAppointments } from "#lib/appointments/server.ts";
import { onTheClock } from "#lib/times/rules.ts";

/** One appointment in a list. */
export type Entry = Awaited<ReturnType<typeof listAppointments>>[number];

/** Whose clock and whose way of writing dates the screen uses. */
export type Viewer = { timeZone: string; locale: string };

/** Whether the clocks of two zones differ at that moment: only then is the other's time worth a line. */
export const hasOtherClock = (at: Date, zone: string, other: string) =>
  onTheClock(at, zone).time !== onTheClock(at, other).time;
