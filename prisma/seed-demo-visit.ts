import type { Actor } from "#lib/access.ts";
import { scheduleAppointment } from "#lib/appointments/server/schedule-appointment.ts";
import { db } from "#lib/db.ts";
import { isAppError } from "#lib/errors.ts";
import { createInviteLink, inviteLinks } from "#lib/invites/server.ts";
import { patients } from "./seed-people.ts";

const minuteMs = 60_000;

/** A visit of the demo's clinician and patient that has not ended: running, or not over. */
const openVisit = (clinician: Actor, patientId: string, now: Date) =>
  db().appointment.findFirst({
    where: {
      clinicianId: clinician.userId,
      patientId,
      status: "scheduled",
      startsAt: { lt: new Date(now.getTime() + 120 * minuteMs) },
      endsAt: { gt: new Date(now.getTime() + 5 * minuteMs) },
      call: { endedAt: null },
    },
    orderBy: { startsAt: "asc" },
    select: { callType: true, id: true },
  });

const wallClock = (at: Date, timeZone: string) => {
  const [date = "", time = ""] = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "short",
  })
    .format(at)
    .split(" ");
  return { date, time };
};

const scheduleAt = async (clinician: Actor, patientId: string, at: Date) => {
  const { date, time } = wallClock(at, clinician.timeZone);
  const ref = await scheduleAppointment(clinician, {
    requestId: crypto.randomUUID(),
    teamId: clinician.teamIds[0] ?? "",
    type: "default",
    patientId,
    patientName: undefined,
    patientEmail: undefined,
    patientTimeZone: undefined,
    date,
    time,
    timeZone: clinician.timeZone,
    fold: "later",
    minutes: 30,
    reason: "",
  });
  return { callType: ref.type, id: ref.id };
};

/** The next round five minutes at least five minutes ahead; when they are taken, the nearest free ones after now. */
const scheduleSoon = async (clinician: Actor, patientId: string, now: Date) => {
  const soon = new Date(Math.ceil((now.getTime() + 5 * minuteMs) / (5 * minuteMs)) * 5 * minuteMs);
  try {
    return await scheduleAt(clinician, patientId, soon);
  } catch (error) {
    if (!isAppError(error, "SLOT_TAKEN")) throw error;
    const free = error.facts.free;
    const [first] = Array.isArray(free) ? free : [];
    if (!first) throw error;
    return scheduleAt(clinician, patientId, new Date(first));
  }
};

/** Sees to it that the demo's clinician has a visit about to begin, and answers the patient's link for it. */
export const visitForDemo = async (clinician: Actor, now = new Date()): Promise<string> => {
  const email = patients[0]?.email ?? "";
  const patient = await db().user.findFirstOrThrow({
    where: { email, role: "patient" },
    select: { id: true },
  });
  const visit =
    (await openVisit(clinician, patient.id, now)) ?? (await scheduleSoon(clinician, patient.id, now));
  const ref = { type: visit.callType, id: visit.id };
  const known = (await inviteLinks(clinician, ref)).find((link) => link.url);
  if (known?.url) return known.url;
  const where = { callType: ref.type, callId: ref.id, userId: patient.id };
  const member = await db().member.findFirstOrThrow({ where, select: { id: true } });
  return (await createInviteLink(clinician, { ...ref, memberId: member.id })).url;
};
