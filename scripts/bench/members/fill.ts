import pg from "pg";

const people = `
  INSERT INTO "user" ("id", "role", "name", "custom", "updated_at")
  SELECT gen_random_uuid(), 'patient',
    (ARRAY['Ada', 'Bruno', 'Émile', 'José', 'Zoë', 'Łukasz', 'Ольга', 'Amara', 'Tomasz', 'Lena', 'Celia', 'Dorian', 'Esther',
      'Farid', 'Grace', 'Hana'])[1 + (hashint4(n)::bigint & 15)] || ' ' || initcap(substr(md5((n / 3)::text), 1, 6)),
    jsonb_build_object('language', (ARRAY['de', 'en', 'fr', 'tr'])[1 + n % 4], 'age', hashint4(n + 7)::bigint & 63), now()
  FROM generate_series(1, $1::int) n RETURNING "id"`;

const members = `
  INSERT INTO "member" ("id", "call_type", "call_id", "user_id", "role", "custom", "created_at", "updated_at")
  SELECT gen_random_uuid(), $2, $3, "id",
    (CASE WHEN n % 1000 = 0 THEN 'clinician' WHEN n % 500 = 1 THEN 'assistant' WHEN n % 50 = 2 THEN 'interpreter'
      WHEN n % 10 = 3 THEN 'companion' WHEN n % 3 = 1 THEN 'observer' ELSE 'patient' END)::"MemberRole",
    jsonb_build_object('colour', (ARRAY['red', 'green', 'blue', 'white'])[1 + n % 4],
      'score', hashint8(n)::bigint & 1023, 'seat', n, 'ward', jsonb_build_object('floor', n % 40))
      || CASE WHEN n % 100000 = 7 THEN '{"rare": true}'::jsonb ELSE '{}' END,
    timestamptz '2026-01-01' + n * interval '7 seconds',
    timestamptz '2026-06-01' + (hashint8(n)::bigint & 1048575) * interval '1 second'
  FROM (SELECT "id", row_number() OVER () AS n FROM people) numbered`;

const queryIndexes = `
  SELECT indexname AS name, indexdef AS definition FROM pg_indexes
  WHERE tablename = 'member' AND indexname LIKE 'member\\_by\\_%' ORDER BY indexname`;

/** Adds `count` people as members of a call. Recreating the query indexes afterwards takes half the time. */
export async function fillWithMembers(
  databaseUrl: string,
  ref: { type: string; id: string },
  count: number,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("SET maintenance_work_mem = '512MB'");
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(queryIndexes);
    for (const { name } of indexes) await client.query(`DROP INDEX "${name}"`);
    await client.query(`WITH people AS (${people}) ${members}`, [count, ref.type, ref.id]);
    for (const { definition } of indexes) await client.query(definition);
    await client.query('VACUUM ANALYZE "member", "user"');
  } finally {
    await client.end();
  }
}
