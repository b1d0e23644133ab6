import type { Actor } from "#lib/access.ts";
import { createAccounts } from "#lib/accounts/server/create-accounts.ts";
import { cancelAppointment } from "#lib/appointments/server/cancel-appointment.ts";
import { scheduleAppointment } from "#lib/appointments/server/schedule-appointment.ts";
import { createCall, endCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { isAppError } from "#lib/errors.ts";
import { updateMembers } from "#lib/members/server.ts";
import { actorOf } from "#lib/session.ts";
import { createTeam, myTeams } from "#lib/teams/server.ts";
import { resolveTime } from "#lib/times/rules.ts";
import { clinicians, listeners, patients, teams } from "./seed-people.ts";

type Say = (words: string) => void;

const classRef = { type: "livestream", id: "healthy-heart-class" };
const hundred = 100;
const dayMs = 86_400_000;

const chunks = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );

/** Ids of people by e-mail. */
const idsByEmail = async (emails: readonly string[]) => {
  const rows = await db().user.findMany({
    where: { email: { in: [...emails] } },
    select: { id: true, email: true },
  });
  return new Map(rows.map((row) => [row.email ?? "", row.id]));
};

export const addTeamsAndPeople = async (admin: Actor, password: string, say: Say) => {
  const known = new Map((await myTeams(admin)).map((team) => [team.name, team.id]));
  for (const team of teams) {
    if (!known.has(team.name)) known.set(team.name, (await createTeam(admin, team)).id);
  }
  const teamIds = (name: string) => [known.get(name) ?? ""];
  const wanted = [
    ...clinicians.map(({ team, ...one }) => ({
      ...one,
      role: "clinician" as const,
      password,
      teamIds: teamIds(team),
    })),
    ...patients.map(({ team, ...one }) => ({ ...one, role: "patient" as const, teamIds: teamIds(team) })),
  ];
  const there = await idsByEmail(wanted.map((person) => person.email));
  const missing = wanted.filter((person) => !there.has(person.email));
  if (missing.length === 0) return;
  await createAccounts(admin, missing);
  say(`Added ${missing.length} people in ${teams.length} teams.`);
};

/** The calendar day `offset` days from `now` at a place, as YYYY-MM-DD. */
const dayAround = (now: Date, offset: number, timeZone: string) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone }).format(new Date(now.getTime() + offset * dayMs));

/** Six visits a day for each clinician, three days back to three days ahead, on the clinicians' own clocks. */
const plan = (now: Date) =>
  clinicians.flatMap((clinician, seat) => {
    const own = patients.filter((patient) => patient.team === clinician.team);
    return [-3, -2, -1, 0, 1, 2, 3].flatMap((offset) =>
      ["09:00", "09:30", "10:15", "11:00", "14:00", "15:30"].flatMap((time, index) => {
        const patient = own[(seat * 7 + (offset + 3) * 6 + index) % own.length];
        const type = index === 3 ? "audio_room" : "default";
        return patient
          ? [{ clinician, patient, type, time, offset, date: dayAround(now, offset, clinician.timeZone) }]
          : [];
      }),
    );
  });

type Planned = ReturnType<typeof plan>[number];

const schedule = async (actor: Actor, teamId: string, patientId: string, planned: Planned, index: number) => {
  const { timeZone } = planned.clinician;
  const start = resolveTime({ date: planned.date, time: planned.time, timeZone, fold: "earlier" });
  if (!start.ok) return;
  const input = {
    requestId: crypto.randomUUID(),
    teamId,
    type: planned.type,
    patientId,
    patientName: undefined,
    patientEmail: undefined,
    patientTimeZone: undefined,
    date: planned.date,
    time: planned.time,
    timeZone,
    fold: "earlier" as const,
    minutes: index % 6 === 4 ? 45 : 20,
    reason: "",
  };
  // Made a day before it begins, as a clinic would: what lies behind us could not be scheduled now.
  const ref = await scheduleAppointment(actor, input, new Date(start.at.getTime() - dayMs));
  if (index % 11 === 5) {
    await cancelAppointment(actor, { ...ref, reason: "Patient asked to move it" });
    return;
  }
  // What lies behind us took place, but for one now and then.
  const end = new Date(start.at.getTime() + input.minutes * 60_000);
  if (end < new Date() && index % 9 !== 4) await endCall(actor, ref, end);
};

export const addWeek = async (admin: Actor, say: Say, now = new Date()) => {
  const ids = await idsByEmail([...clinicians, ...patients].map((person) => person.email));
  const teamIds = new Map((await myTeams(admin)).map((team) => [team.name, team.id]));
  const staff = clinicians.flatMap((one) => ids.get(one.email) ?? []);
  if ((await db().appointment.count({ where: { clinicianId: { in: staff } } })) > 0) return;
  let made = 0;
  for (const [index, planned] of plan(now).entries()) {
    const actor = await actorOf(ids.get(planned.clinician.email) ?? "");
    const teamId = teamIds.get(planned.clinician.team) ?? "";
    try {
      await schedule(actor, teamId, ids.get(planned.patient.email) ?? "", planned, index);
      made += 1;
    } catch (error) {
      // The plan may give one patient two visits at once; the database says no, as it should.
      if (!isAppError(error, "SLOT_TAKEN")) throw error;
    }
  }
  say(`Scheduled ${made} visits around today.`);
};

export const addClass = async (admin: Actor, say: Say) => {
  const there = await db().member.count({ where: { callType: classRef.type, callId: classRef.id } });
  if (there > listeners.length) return;
  const teacher = (await idsByEmail([clinicians[0]?.email ?? ""])).values().next().value ?? "";
  const startsAt = new Date(Date.now() + dayMs);
  await createCall(admin, { ...classRef, members: [{ userId: teacher, role: "clinician" }], startsAt });
  for (const [index, some] of chunks(listeners, hundred).entries()) {
    const known = await idsByEmail(some.map((one) => one.email));
    const missing = some.filter((one) => !known.has(one.email));
    await createAccounts(
      admin,
      missing.map((one) => ({ ...one, role: "patient" as const, teamIds: [] })),
    );
    const ids = await idsByEmail(some.map((one) => one.email));
    await updateMembers(admin, {
      ...classRef,
      update: [...ids.values()].map((userId) => ({ userId, role: "patient" })),
    });
    if ((index + 1) % 10 === 0) say(`Class: ${(index + 1) * hundred} of ${listeners.length} members.`);
  }
};
