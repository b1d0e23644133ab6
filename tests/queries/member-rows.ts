import fc from "fast-check";
import { db } from "#lib/db.ts";
import type { Stored } from "./arbitraries.ts";
import { memberArbitrary } from "./member-arbitraries.ts";
import type { Row } from "./oracle.ts";

const start = Date.parse("2026-01-05T08:00:00Z");

/** Adds random members to a call by SQL, the same for the same seed. Returns them as they are stored. */
export const fillCallWithMembers = async (
  ref: { type: string; id: string },
  count: number,
  seed: number,
): Promise<Row[]> => {
  const members = fc.sample(memberArbitrary(count), { numRuns: count, seed });
  const people = members.map(({ createdMinute, updatedSecond, ...member }) => ({
    ...member,
    created: new Date(start + createdMinute * 60_000).toISOString(),
    updated: new Date(start + updatedSecond * 1_000).toISOString(),
  }));
  await db().$executeRaw`
    WITH given AS (
      SELECT gen_random_uuid() AS "userId", one.* FROM jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
        AS one("name" text, "role" text, "custom" jsonb, "userCustom" jsonb, "created" timestamptz, "updated" timestamptz)
    ), people AS (
      INSERT INTO "user" ("id", "role", "name", "custom", "updated_at")
      SELECT "userId", 'patient', "name", "userCustom", now() FROM given RETURNING "id"
    )
    INSERT INTO "member" ("id", "call_type", "call_id", "user_id", "role", "custom", "created_at", "updated_at")
    SELECT gen_random_uuid(), ${ref.type}, ${ref.id}, given."userId", given."role"::"MemberRole", given."custom",
      given."created", given."updated" FROM given JOIN people ON people."id" = given."userId"`;
  return listRows(ref);
};

const listRows = (ref: { type: string; id: string }) =>
  db().$queryRaw<Row[]>`
    SELECT m."id", m."user_id", m."role"::text AS "role", u."name", m."created_at", m."updated_at", m."custom",
      u."custom" AS "user_custom"
    FROM "member" m JOIN "user" u ON u."id" = m."user_id"
    WHERE m."call_type" = ${ref.type} AND m."call_id" = ${ref.id}`;

export const storedIn = (rows: readonly Row[]): Stored => ({
  userIds: rows.map((row) => row.user_id),
  times: rows.flatMap((row) => [row.created_at, row.updated_at]),
});
