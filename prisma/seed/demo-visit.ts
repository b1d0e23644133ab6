import type { Actor } from "#lib/access.ts";
import { db } from "#lib/db.ts";
import { isAppError } from "#lib/errors.ts";
import { createInviteLink, inviteLinks } from "#lib/invites/server.ts";
import { patients } from "./cast.ts";
import { schedule } from "./schedule.ts";

const minuteMs = 60_000;
const plusMinutes = (time: Date, minutes: number) => new Date(time.getTime() + minutes * minuteMs);

/** Ensures that the demo's clinician has a visit that is about to begin. Returns the patient's link to it. */
export async function ensureDemoVisit(clinician: Actor, now = new Date()): Promise<string> {
  const email = patients[0]?.email ?? "";
  const patient = await db().user.findFirstOrThrow({
    where: { email, role: "patient" },
    select: { id: true },
  });
  const ref =
    (await findOpenVisit(clinician, patient.id, now)) ?? (await scheduleSoon(clinician, patient.id, now));
  const link = (await inviteLinks(clinician, ref)).find(({ url }) => url);
  if (link?.url) return link.url;
  const member = await db().member.findFirstOrThrow({
    where: { callType: ref.type, callId: ref.id, userId: patient.id },
    select: { id: true },
  });
  return (await createInviteLink(clinician, { ...ref, memberId: member.id })).url;
}

/** Returns a visit within two hours that has not ended and is not almost over. */
async function findOpenVisit(clinician: Actor, patientId: string, now: Date) {
  const visit = await db().appointment.findFirst({
    where: {
      clinicianId: clinician.userId,
      patientId,
      status: "scheduled",
      startsAt: { lt: plusMinutes(now, 120) },
      endsAt: { gt: plusMinutes(now, 5) },
      call: { endedAt: null },
    },
    orderBy: { startsAt: "asc" },
    select: { callType: true, id: true },
  });
  return visit && { type: visit.callType, id: visit.id };
}

/** Schedules a visit five to ten minutes from now or, if that slot is taken, at the nearest free time. */
async function scheduleSoon(clinician: Actor, patientId: string, now: Date) {
  const scheduleAt = (startsAt: Date) =>
    schedule(clinician, {
      teamId: clinician.teamIds[0] ?? "",
      patientId,
      type: "default",
      startsAt,
      minutes: 30,
    });
  const stepMs = 5 * minuteMs;
  const soon = new Date(Math.ceil(plusMinutes(now, 5).getTime() / stepMs) * stepMs);
  try {
    return await scheduleAt(soon);
  } catch (error) {
    if (!isAppError(error, "SLOT_TAKEN")) throw error;
    const [nearest] = Array.isArray(error.facts.free) ? error.facts.free : [];
    if (!nearest) throw error;
    return scheduleAt(new Date(nearest));
  }
}
