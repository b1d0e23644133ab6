import pg from "pg";
import type { Actor } from "#lib/access.ts";
import type { QueryInput } from "#lib/queries/rules.ts";
import { type Measured, openClinic, p95, rounded } from "#scripts/measured.ts";

/** CALLS=20000 is for whoever changes the bench itself. */
const count = Number(process.env.CALLS ?? 200_000);
const rounds = 60;

const fill = `
  WITH people AS (
    INSERT INTO "user" ("id", "role", "name", "updated_at")
    SELECT gen_random_uuid(), (CASE WHEN n <= 200 THEN 'clinician' ELSE 'patient' END)::"AccountRole", 'Person ' || n, now()
    FROM generate_series(1, 50200) n RETURNING "id", "role"
  ), numbered AS (
    SELECT "id", "role", row_number() OVER (PARTITION BY "role" ORDER BY "id") AS n FROM people
  ), calls AS (
    INSERT INTO "call" ("type", "id", "team_id", "created_by_id", "custom", "starts_at", "ended_at", "created_at", "updated_at")
    SELECT CASE WHEN n % 50 = 0 THEN 'livestream' ELSE 'default' END, gen_random_uuid()::text,
      CASE WHEN n % 20 = 0 THEN $2::uuid END, NULL, jsonb_build_object('ward', n % 40, 'number', n),
      timestamptz '2026-01-01' + n * interval '3 minutes',
      CASE WHEN n % 10 <> 0 THEN timestamptz '2026-01-01' + n * interval '4 minutes' END,
      timestamptz '2025-06-01' + n * interval '3 minutes', now()
    FROM generate_series(1, $1::int) n RETURNING "type", "id", ("custom"->>'number')::int AS n
  )
  INSERT INTO "member" ("id", "call_type", "call_id", "user_id", "role", "updated_at")
  SELECT gen_random_uuid(), c."type", c."id", p."id", p."role"::text::"MemberRole", now()
  FROM (
    SELECT *, 'clinician' AS "as", 1 + n % 199 AS "nth" FROM calls
    UNION ALL SELECT *, 'patient', 1 + n % 50000 FROM calls
  ) c JOIN numbered p ON p."role"::text = c."as" AND p.n = c."nth"`;

/** The last clinician belongs to a few calls, all over the years; some calls are on. */
const more = [
  `INSERT INTO "member" ("id", "call_type", "call_id", "user_id", "role", "updated_at")
    SELECT gen_random_uuid(), "type", "id", $1::uuid, 'clinician', now() FROM "call"
    WHERE ("custom"->>'number')::int % 9973 = 1`,
  `INSERT INTO "session" ("id", "call_type", "call_id", "started_at")
    SELECT gen_random_uuid(), "type", "id", now() FROM "call" WHERE ("custom"->>'number')::int % 1999 = 0`,
];

/** 200,000 calls: what admins ask of them, and the calls of clinicians who belong to many and to few. */
export default async ({ databaseUrl }: { databaseUrl: string }): Promise<Measured[]> => {
  const admin = await openClinic(databaseUrl);
  const { queryCalls } = await import("#lib/calls/server.ts");
  const { actorOf } = await import("#lib/session.ts");
  const { createTeam } = await import("#lib/teams/server.ts");
  const team = (await createTeam(admin, { name: "Harbour", timeZone: "Europe/London" })).id;

  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(fill, [count, team]);
  const { rows } = await client.query<{ id: string; calls: number }>(
    `SELECT u."id", count(m."id")::int AS "calls" FROM "user" u LEFT JOIN "member" m ON m."user_id" = u."id"
      WHERE u."role" = 'clinician' GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
  const [many, few] = [rows[0]?.id ?? "", rows.at(-1)?.id ?? ""];
  await client.query(more[0] ?? "", [few]);
  await client.query(more[1] ?? "");
  await client.query('VACUUM ANALYZE "call", "member", "session", "user"');
  const patients = await client.query<{ id: string }>(
    `SELECT "id" FROM "user" WHERE "role" = 'patient' ORDER BY "id" LIMIT ${rounds}`,
  );
  await client.end();

  const at = (index: number) => new Date(Date.UTC(2026, 0, 1) + index * 86_400_000).toISOString();
  const asked: [string, Actor, (index: number) => QueryInput["filter"]][] = [
    ["an admin's, all", admin, () => ({})],
    ["type $eq", admin, () => ({ type: "livestream" })],
    ["team $eq", admin, () => ({ team })],
    ["team $eq null", admin, () => ({ team: null })],
    ["startsAt, a day", admin, (index) => ({ startsAt: { $gte: at(index * 5), $lt: at(index * 5 + 1) } })],
    ["endedAt $exists", admin, (index) => ({ endedAt: { $exists: index % 2 === 0 } })],
    ["ongoing", admin, (index) => ({ ongoing: index % 2 === 0 })],
    ["members $eq, a patient", admin, (index) => ({ members: patients.rows[index]?.id })],
    ["members $eq, a clinician of many", admin, () => ({ members: many })],
    ["members $eq, a clinician of few", admin, () => ({ members: few })],
    ["custom $eq (often)", admin, (index) => ({ "custom.ward": index % 40 })],
    ["ongoing of a team", admin, () => ({ team, ongoing: true })],
    ["a clinician's own, many", await actorOf(many), () => ({})],
    ["a clinician's own, few", await actorOf(few), () => ({})],
    ["a clinician's own that are open", await actorOf(few), () => ({ endedAt: null })],
    ["a clinician's own that are on", await actorOf(many), () => ({ ongoing: true })],
  ];
  const measured: Measured[] = [];
  for (const [name, actor, filter] of asked) {
    const times: number[] = [];
    const found: number[] = [];
    let failed = "";
    for (let index = 0; index < rounds; index += 1) {
      const began = performance.now();
      const page = await queryCalls(actor, { filter: filter(index) ?? {}, limit: 50 }).catch((error) => {
        failed = String(error);
        return null;
      });
      times.push(performance.now() - began);
      found.push(page?.calls.length ?? -1);
    }
    const note = `${Math.min(...found)}–${Math.max(...found)} found${failed && `, failed: ${failed}`}`;
    measured.push({
      name,
      figure: rounded(p95(times)),
      reference: 15,
      unit: "ms",
      atMost: 1,
      note,
    });
  }
  const { closeDb } = await import("#lib/db.ts");
  await closeDb();
  return measured;
};
