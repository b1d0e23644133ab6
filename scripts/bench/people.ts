import pg from "pg";
import type { Actor } from "#lib/access.ts";
import { type Measured, openClinic, p95, rounded } from "#scripts/measured.ts";

/** PEOPLE=20000 is for whoever changes the bench itself. */
const count = Number(process.env.PEOPLE ?? 200_000);
const rounds = 60;

/** One in four is a patient of the team; two of three have an e-mail. */
const fill = `
  WITH people AS (
    INSERT INTO "user" ("id", "role", "name", "email", "updated_at")
    SELECT gen_random_uuid(), 'patient',
      (ARRAY['Ada', 'Bruno', 'Émile', 'José', 'Zoë', 'Łukasz', 'Ольга', 'Amara'])[1 + (hashint4(n)::bigint & 7)]
        || ' ' || initcap(substr(md5((n / 3)::text), 1, 6)),
      CASE WHEN n % 3 <> 0 THEN substr(md5(n::text), 1, 10) || '@example.com' END, now()
    FROM generate_series(1, $1::int) n RETURNING "id"
  )
  INSERT INTO "team_member" ("team_id", "user_id")
  SELECT $2::uuid, "id" FROM (SELECT "id", row_number() OVER () AS n FROM people) one WHERE n % 4 = 0`;

/** 200,000 people: what admins look for among them, and clinicians among the patients of their team. */
export default async ({ databaseUrl }: { databaseUrl: string }): Promise<Measured[]> => {
  const admin = await openClinic(databaseUrl);
  const { createAccounts } = await import("#lib/accounts/server/create-accounts.ts");
  const { browsePeople, findPeople, searchPatients } = await import("#lib/accounts/server/find-people.ts");
  const { actorOf } = await import("#lib/session.ts");
  const { createTeam } = await import("#lib/teams/server.ts");
  const team = (await createTeam(admin, { name: "Harbour", timeZone: "Europe/London" })).id;
  const doctor = {
    name: "Dr Amara Osei",
    email: null,
    timeZone: "Europe/London",
    role: "clinician",
  } as const;
  const [doctorId = ""] = await createAccounts(admin, [{ ...doctor, teamIds: [team] }]);
  const clinician = await actorOf(doctorId);

  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(fill, [count, team]);
  await client.query('VACUUM ANALYZE "user", "team_member"');
  const { rows } = await client.query<{ name: string; email: string }>(
    `SELECT "name", "email" FROM "user" WHERE "email" LIKE '%@example.com' ORDER BY "id" LIMIT ${rounds}`,
  );
  await client.end();

  const word = (index: number) => rows[index]?.name.split(" ")[1] ?? "";
  const lastFirst = (index: number) => rows[index]?.name.split(" ").toReversed().join(" ") ?? "";
  const find = (actor: Actor, text: string) =>
    findPeople(actor, { text }).then(({ people }) => people.length);
  const choose = (text: string) => searchPatients(clinician, { text }).then(({ length }) => length);
  let next: string | undefined;
  const asked: [string, (index: number) => Promise<number>, number?][] = [
    [
      "page after page of all",
      async () => {
        const { page } = await browsePeople(admin, { text: "", next });
        next = page.next ?? undefined;
        return page.rows.length;
      },
    ],
    ["a name that many have", () => find(admin, "zoe")],
    ["a name that few have", (index) => find(admin, word(index))],
    ["two letters", (index) => find(admin, word(index).slice(0, 2))],
    ["both names", (index) => find(admin, rows[index]?.name ?? "")],
    ["a name that nobody has", () => find(admin, "zzqx")],
    ["an e-mail", (index) => find(admin, rows[index]?.email ?? "")],
    // Once a page: a quarter of all is no small part, and that is found out first.
    ["a clinician's patients, all", () => choose(""), 50],
    ["a clinician's patients, by two letters", (index) => choose(word(index).slice(0, 2))],
    ["a clinician's patients, by both names, the last one first", (index) => choose(lastFirst(index))],
    ["a clinician's patients, a name that nobody has", () => choose("zzqx")],
  ];
  const measured: Measured[] = [];
  for (const [name, ask, reference = 15] of asked) {
    const times: number[] = [];
    const found: number[] = [];
    let failed = "";
    for (let index = 0; index < rounds; index += 1) {
      const began = performance.now();
      const rowsFound = await ask(index).catch((error) => {
        failed = String(error);
        return -1;
      });
      times.push(performance.now() - began);
      found.push(rowsFound);
    }
    const note = `${Math.min(...found)}–${Math.max(...found)} found${failed && `, failed: ${failed}`}`;
    measured.push({ name, figure: rounded(p95(times)), reference, unit: "ms", atMost: 1, note });
  }
  const { closeDb } = await import("#lib/db.ts");
  await closeDb();
  return measured;
};
