import pg from "pg";
import { rounds } from "#scripts/bench/measurement.ts";

/** One person in four is a patient of the team, and two in three have an e-mail address. */
const people = `
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

/** Adds `count` people. Returns some of them. */
export async function fillWithPeople(databaseUrl: string, count: number, teamId: string) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(people, [count, teamId]);
  await client.query('VACUUM ANALYZE "user", "team_member"');
  const { rows } = await client.query<{ name: string; email: string }>(
    `SELECT "name", "email" FROM "user" WHERE "email" LIKE '%@example.com' ORDER BY "id" LIMIT ${rounds}`,
  );
  await client.end();
  return rows;
}
