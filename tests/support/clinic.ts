import { randomUUID } from "node:crypto";
import type { Actor } from "#lib/access.ts";
import { createAccounts, createFirstAdmin, type NewPerson } from "#lib/accounts/server/create-accounts.ts";
import { signIn } from "#lib/accounts/server/sign-in.ts";
import { scheduleInput } from "#lib/appointments/rules.ts";
import { scheduleAppointment } from "#lib/appointments/server/schedule-appointment.ts";
import { ensureBuiltInTypes } from "#lib/call-types/server.ts";
import { db } from "#lib/db.ts";
import { createInviteLink, redeemInvite } from "#lib/invites/server.ts";
import { actorOf, actorOfLink } from "#lib/session.ts";
import { createTeam } from "#lib/teams/server.ts";

export const password = "correct horse battery staple";

/** The people of the tests, in two teams. */
const cast = [
  { key: "amara", name: "Dr Amara Osei", role: "clinician", team: "harbour", timeZone: "Europe/London" },
  { key: "tomasz", name: "Dr Tomasz Wren", role: "clinician", team: "harbour", timeZone: "Europe/London" },
  { key: "lena", name: "Dr Lena Vogt", role: "clinician", team: "lindenhof", timeZone: "Europe/Berlin" },
  { key: "ada", name: "Ada Bell", role: "patient", team: "harbour", timeZone: "America/New_York" },
  { key: "bruno", name: "Bruno Castro", role: "patient", team: "harbour", timeZone: "Europe/London" },
  { key: "celia", name: "Celia Dvorak", role: "patient", team: "lindenhof", timeZone: "Europe/Berlin" },
] as const;

type Key = (typeof cast)[number]["key"] | "admin";

export const emailOf = (key: string) => `${key}@bedside.example`;

/** Fills an empty database with a clinic, through the use cases. */
export const makeClinic = async () => {
  await ensureBuiltInTypes();
  const admin = { name: "Robin Adler", email: emailOf("admin"), password, timeZone: "Europe/Berlin" };
  const adminId = await createFirstAdmin(admin);
  const operator = await actorOf(adminId);
  const harbour = (await createTeam(operator, { name: "Harbour Street Clinic", timeZone: "Europe/London" }))
    .id;
  const lindenhof = (await createTeam(operator, { name: "Lindenhof Practice", timeZone: "Europe/Berlin" }))
    .id;
  const teams = { harbour, lindenhof };
  const people = cast.map(({ key, team, ...person }): NewPerson => {
    const secret = person.role === "patient" ? {} : { password };
    return { ...person, ...secret, email: emailOf(key), teamIds: [teams[team]] };
  });
  const ids = await createAccounts(operator, people);
  const idOf = Object.fromEntries([
    ["admin", adminId],
    ...cast.map(({ key }, index) => [key, ids[index]]),
  ]) as Record<Key, string>;
  const actor = (key: Key): Promise<Actor> => actorOf(idOf[key]);
  return { teams, idOf, actor };
};

export type Clinic = Awaited<ReturnType<typeof makeClinic>>;

/** A member of staff with a sign-in of their own, which joining a room requires. */
export const signedIn = async (key: Key): Promise<Actor> => {
  const tried = { email: emailOf(key), password, knownDevice: null, userAgent: "tests" };
  const actor = await actorOfLink((await signIn(tried)).secret);
  if (!actor) throw new Error("The sign-in gave no actor.");
  return actor;
};

/** A scheduling form as the browser sends it, for `minutesAhead` from now in London time. */
export const formFor = (
  clinic: Clinic,
  patient: Key,
  minutesAhead: number,
  change: Record<string, unknown> = {},
) => {
  const at = new Date(Date.now() + minutesAhead * 60_000);
  const [date, time] = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Europe/London",
    dateStyle: "short",
    timeStyle: "short",
  })
    .format(at)
    .split(" ");
  return scheduleInput.parse({
    requestId: randomUUID(),
    teamId: clinic.teams.harbour,
    type: "default",
    patientId: clinic.idOf[patient],
    date,
    time,
    timeZone: "Europe/London",
    fold: "later",
    minutes: 20,
    ...change,
  });
};

/** Schedules an appointment of Dr Osei with Ada Bell or another patient. */
export const scheduleVisit = async (
  clinic: Clinic,
  options: { minutesAhead?: number; patient?: Key; type?: string } = {},
) => {
  const { minutesAhead = 10, patient = "ada", type = "default" } = options;
  const amara = await clinic.actor("amara");
  const { type: callType, id } = await scheduleAppointment(
    amara,
    formFor(clinic, patient, minutesAhead, { type }),
  );
  const members = await db().member.findMany({
    where: { callType, callId: id },
    select: { id: true, role: true },
  });
  const memberId = (role: string) => members.find((member) => member.role === role)?.id ?? "";
  return {
    ref: { type: callType, id },
    patientMember: memberId("patient"),
    clinicianMember: memberId("clinician"),
  };
};

/** Creates an invite link for a member. */
export const linkFor = async (clinic: Clinic, ref: { type: string; id: string }, memberId: string) => {
  const { url, linkId } = await createInviteLink(await clinic.actor("amara"), { ...ref, memberId });
  return { url, linkId, token: url.split("/").at(-1) ?? "" };
};

/** Signs a member in by a new invite link. `secret` is the value of their cookie. */
export const byLink = async (clinic: Clinic, ref: { type: string; id: string }, memberId: string) => {
  const link = await linkFor(clinic, ref, memberId);
  const { secret } = await redeemInvite({ token: link.token, userAgent: "tests" });
  const actor = await actorOfLink(secret);
  if (!actor) throw new Error("The link gave no sign-in.");
  return { ...link, secret, actor };
};
