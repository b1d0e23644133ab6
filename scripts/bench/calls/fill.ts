import pg from "pg";
import { rounds } from "#scripts/bench/measurement.ts";

const calls = `
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

const membershipsOfTheLast = `
  INSERT INTO "member" ("id", "call_type", "call_id", "user_id", "role", "updated_at")
  SELECT gen_random_uuid(), "type", "id", $1::uuid, 'clinician', now() FROM "call"
  WHERE ("custom"->>'number')::int % 9973 = 1`;

const liveSessions = `
  INSERT INTO "session" ("id", "call_type", "call_id", "started_at")
  SELECT gen_random_uuid(), "type", "id", now() FROM "call" WHERE ("custom"->>'number')::int % 1999 = 0`;

const cliniciansByCalls = `
  SELECT u."id" FROM "user" u LEFT JOIN "member" m ON m."user_id" = u."id"
  WHERE u."role" = 'clinician' GROUP BY 1 ORDER BY count(m."id") DESC, 1`;

const somePatients = `SELECT "id" FROM "user" WHERE "role" = 'patient' ORDER BY "id" LIMIT ${rounds}`;

type Ids = { busiest: string; quietest: string; patients: string[] };

/** Adds `count` calls and some live sessions. Returns the clinicians with the most and the fewest calls, and patients. */
export async function fillWithCalls(databaseUrl: string, count: number, teamId: string): Promise<Ids> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const idsOf = async (sql: string) => (await client.query<{ id: string }>(sql)).rows.map(({ id }) => id);
  await client.query(calls, [count, teamId]);
  const clinicians = await idsOf(cliniciansByCalls);
  const [busiest = "", quietest = ""] = [clinicians.at(0), clinicians.at(-1)];
  await client.query(membershipsOfTheLast, [quietest]);
  await client.query(liveSessions);
  await client.query('VACUUM ANALYZE "call", "member", "session", "user"');
  const patients = await idsOf(somePatients);
  await client.end();
  return { busiest, quietest, patients };
}
