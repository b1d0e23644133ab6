import type { Actor } from "#lib/access.ts";
import { openBenchClinic } from "#scripts/bench/clinic.ts";
import { type Measurement, measureLookup } from "#scripts/bench/measurement.ts";
import { fillWithPeople } from "./fill.ts";

/** Set PEOPLE=20000 while working on the bench itself. */
const count = Number(process.env.PEOPLE ?? 200_000);

type Question = [name: string, lookUp: (index: number) => Promise<number>, limitMs?: number];
type Person = { name: string; email: string };

/** Measures searches among 200,000 people: by an admin, and by a clinician among the patients of their team. */
export default async function bench(databaseUrl: string): Promise<Measurement[]> {
  const admin = await openBenchClinic(databaseUrl);
  const { createTeam } = await import("#lib/teams/server.ts");
  const teamId = (await createTeam(admin, { name: "Harbour", timeZone: "Europe/London" })).id;
  const clinician = await createClinician(admin, teamId);
  const people = await fillWithPeople(databaseUrl, count, teamId);
  const questions = [
    ...(await adminQuestions(admin, people)),
    ...(await clinicianQuestions(clinician, people)),
  ];
  const measurements: Measurement[] = [];
  for (const question of questions) measurements.push(await measureLookup(...question));
  const { closeDb } = await import("#lib/db.ts");
  await closeDb();
  return measurements;
}

async function createClinician(admin: Actor, teamId: string): Promise<Actor> {
  const { createAccounts } = await import("#lib/accounts/server/create-accounts.ts");
  const { actorOf } = await import("#lib/session.ts");
  const account = {
    name: "Dr Amara Osei",
    email: null,
    timeZone: "Europe/London",
    role: "clinician",
    teamIds: [teamId],
  } as const;
  const [id = ""] = await createAccounts(admin, [account]);
  return actorOf(id);
}

async function adminQuestions(admin: Actor, people: readonly Person[]): Promise<Question[]> {
  const { browsePeople, findPeople } = await import("#lib/accounts/server/find-people.ts");
  const find = async (text = "") => (await findPeople(admin, { text })).people.length;
  let next: string | undefined;
  const nextPage = async () => {
    const { page } = await browsePeople(admin, { text: "", next });
    next = page.next ?? undefined;
    return page.rows.length;
  };
  return [
    ["admin: all people, page after page", nextPage],
    ["admin: a common name", () => find("zoe")],
    ["admin: a rare name", (index) => find(familyName(people, index))],
    ["admin: two letters", (index) => find(familyName(people, index).slice(0, 2))],
    ["admin: both names", (index) => find(people[index]?.name)],
    ["admin: no match", () => find("zzqx")],
    ["admin: an e-mail address", (index) => find(people[index]?.email)],
  ];
}

async function clinicianQuestions(clinician: Actor, people: readonly Person[]): Promise<Question[]> {
  const { searchPatients } = await import("#lib/accounts/server/find-people.ts");
  const find = async (text: string) => (await searchPatients(clinician, { text })).length;
  const bothNames = (index: number) => people[index]?.name.split(" ").toReversed().join(" ") ?? "";
  return [
    // A quarter of all people is too large for the index of the team, which is found out first.
    ["clinician: all patients", () => find(""), 50],
    ["clinician: two letters", (index) => find(familyName(people, index).slice(0, 2))],
    ["clinician: both names, family name first", (index) => find(bothNames(index))],
    ["clinician: no match", () => find("zzqx")],
  ];
}

const familyName = (people: readonly Person[], index: number) => people[index]?.name.split(" ")[1] ?? "";
