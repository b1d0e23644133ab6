import type { Actor } from "#lib/access.ts";
import type { QueryInput } from "#lib/queries/rules.ts";
import { openBenchClinic } from "#scripts/bench/clinic.ts";
import { type Measurement, measureLookup } from "#scripts/bench/measurement.ts";
import { fillWithCalls } from "./fill.ts";

/** Set CALLS=20000 while working on the bench itself. */
const count = Number(process.env.CALLS ?? 200_000);

type Question = [name: string, actor: Actor, filter: (index: number) => QueryInput["filter"]];

/** Measures the list of 200,000 calls: filters of an admin, and the calls of clinicians with many and with few. */
export default async function bench(databaseUrl: string): Promise<Measurement[]> {
  const admin = await openBenchClinic(databaseUrl);
  const { queryCalls } = await import("#lib/calls/server.ts");
  const { actorOf } = await import("#lib/session.ts");
  const { createTeam } = await import("#lib/teams/server.ts");
  const team = (await createTeam(admin, { name: "Harbour", timeZone: "Europe/London" })).id;
  const { busiest, quietest, patients } = await fillWithCalls(databaseUrl, count, team);
  const questions = [
    ...adminQuestions(admin, team, { busiest, quietest, patients }),
    ...clinicianQuestions(await actorOf(busiest), await actorOf(quietest)),
  ];
  const measurements: Measurement[] = [];
  for (const [name, actor, filter] of questions) {
    const lookUp = async (index: number) =>
      (await queryCalls(actor, { filter: filter(index) ?? {}, limit: 50 })).calls.length;
    measurements.push(await measureLookup(name, lookUp));
  }
  const { closeDb } = await import("#lib/db.ts");
  await closeDb();
  return measurements;
}

type Ids = Awaited<ReturnType<typeof fillWithCalls>>;

const dayAt = (index: number) => new Date(Date.UTC(2026, 0, 1) + index * 86_400_000).toISOString();

const adminQuestions = (admin: Actor, team: string, { busiest, quietest, patients }: Ids): Question[] => [
  ["admin: all calls", admin, () => ({})],
  ["admin: type $eq", admin, () => ({ type: "livestream" })],
  ["admin: team $eq", admin, () => ({ team })],
  ["admin: team $eq null", admin, () => ({ team: null })],
  [
    "admin: startsAt on one day",
    admin,
    (index) => ({ startsAt: { $gte: dayAt(index * 5), $lt: dayAt(index * 5 + 1) } }),
  ],
  ["admin: endedAt $exists", admin, (index) => ({ endedAt: { $exists: index % 2 === 0 } })],
  ["admin: ongoing", admin, (index) => ({ ongoing: index % 2 === 0 })],
  ["admin: members $eq, a patient", admin, (index) => ({ members: patients[index] })],
  ["admin: members $eq, a clinician with many calls", admin, () => ({ members: busiest })],
  ["admin: members $eq, a clinician with few calls", admin, () => ({ members: quietest })],
  ["admin: custom $eq, common", admin, (index) => ({ "custom.ward": index % 40 })],
  ["admin: ongoing in a team", admin, () => ({ team, ongoing: true })],
];

const clinicianQuestions = (busiest: Actor, quietest: Actor): Question[] => [
  ["a clinician with many calls: all", busiest, () => ({})],
  ["a clinician with few calls: all", quietest, () => ({})],
  ["a clinician with few calls: not ended", quietest, () => ({ endedAt: null })],
  ["a clinician with many calls: ongoing", busiest, () => ({ ongoing: true })],
];
