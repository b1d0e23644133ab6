import type { Actor } from "#lib/access.ts";
import { cancelAppointment } from "#lib/appointments/server/cancel-appointment.ts";
import { endCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { isAppError } from "#lib/errors.ts";
import { actorOf } from "#lib/session.ts";
import { onTheClock, resolveTime } from "#lib/times/rules.ts";
import { clinicians, patients } from "./cast.ts";
import { idsByEmail, teamIdsByName } from "./lookup.ts";
import { schedule } from "./schedule.ts";

const dayMs = 86_400_000;
const minuteMs = 60_000;
const dayOffsets = [-3, -2, -1, 0, 1, 2, 3];
const times = ["09:00", "09:30", "10:15", "11:00", "14:00", "15:30"];

/** Schedules the appointments around today, unless there are any. */
export async function addWeek(admin: Actor, now = new Date()): Promise<void> {
  const userIds = await idsByEmail([...clinicians, ...patients]);
  const teamIds = await teamIdsByName(admin);
  const clinicianIds = clinicians.map(({ email }) => userIds.get(email) ?? "");
  if ((await db().appointment.count({ where: { clinicianId: { in: clinicianIds } } })) > 0) return;
  let count = 0;
  for (const [index, { clinician, patient, ...slot }] of plan(now).entries()) {
    const actor = await actorOf(userIds.get(clinician.email) ?? "");
    const patientId = userIds.get(patient.email) ?? "";
    const visit = { ...slot, patientId, teamId: teamIds.get(clinician.team) ?? "" };
    if (await addVisit(actor, visit, index, now)) count += 1;
  }
  console.log(`Scheduled ${count} visits around today.`);
}

/** Six visits a day for each clinician, on the clinician's own clock. */
const plan = (now: Date) =>
  clinicians.flatMap((clinician, clinicianIndex) => {
    const ownPatients = patients.filter(({ team }) => team === clinician.team);
    return dayOffsets.flatMap((offset, dayIndex) =>
      times.flatMap((time, index) => {
        const startsAt = instantOf(new Date(now.getTime() + offset * dayMs), time, clinician.timeZone);
        const patient = ownPatients[(clinicianIndex * 7 + dayIndex * 6 + index) % ownPatients.length];
        const type = index === 3 ? "audio_room" : "default";
        return startsAt && patient ? [{ clinician, patient, type, startsAt }] : [];
      }),
    );
  });

function instantOf(day: Date, time: string, timeZone: string): Date | null {
  const { date } = onTheClock(day, timeZone);
  const resolved = resolveTime({ date, time, timeZone, fold: "later" });
  return resolved.ok ? resolved.at : null;
}

type Visit = Omit<Parameters<typeof schedule>[1], "minutes">;

/** Schedules a visit a day before it begins, and lets most of the past ones take place. Returns whether the slot was free. */
async function addVisit(clinician: Actor, visit: Visit, index: number, now: Date): Promise<boolean> {
  const minutes = index % 6 === 4 ? 45 : 20;
  const scheduledAt = new Date(visit.startsAt.getTime() - dayMs);
  try {
    const ref = await schedule(clinician, { ...visit, minutes }, scheduledAt);
    const endsAt = new Date(visit.startsAt.getTime() + minutes * minuteMs);
    if (index % 11 === 5) await cancelAppointment(clinician, { ...ref, reason: "Patient asked to move it" });
    else if (endsAt < now && index % 9 !== 4) await endCall(clinician, ref, endsAt);
    return true;
  } catch (error) {
    // The plan may give one patient two visits at once, which the database refuses.
    if (isAppError(error, "SLOT_TAKEN")) return false;
    throw error;
  }
}
