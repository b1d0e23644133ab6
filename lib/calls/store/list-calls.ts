import "server-only";
import { type Actor, isAdmin } from "#lib/access.ts";
import type { ListedCall } from "#lib/calls/rules.ts";
import type { Fields, SortKey } from "#lib/queries/rules.ts";
import { type Columns, testSql } from "#lib/queries/store/compile-query.ts";
import type { Narrow } from "#lib/queries/store/narrow-query.ts";
import type { List } from "#lib/queries/store.ts";
import { Prisma } from "#prisma/generated/client.ts";

const { sql } = Prisma;

export const callFields = {
  type: { kind: "text", column: "type" },
  team: { kind: "id", column: "team", nullable: true },
  createdBy: { kind: "id", column: "createdBy", nullable: true },
  createdAt: { kind: "time", column: "createdAt", sortable: true },
  startsAt: { kind: "time", column: "startsAt", nullable: true },
  endedAt: { kind: "time", column: "endedAt", nullable: true },
  ongoing: { kind: "flag", column: "ongoing" },
  members: { kind: "people", column: "members" },
  custom: { kind: "json", column: "custom" },
} as const satisfies Fields;

export const newestCalls: readonly SortKey[] = [{ field: callFields.createdAt, down: true }];

const columns: Columns = {
  id: { sql: sql`m."id"`, type: "text" },
  type: { sql: sql`m."type"`, type: "text" },
  team: { sql: sql`m."team_id"`, type: "uuid" },
  createdBy: { sql: sql`m."created_by_id"`, type: "uuid" },
  createdAt: { sql: sql`m."created_at"`, type: "timestamptz" },
  startsAt: { sql: sql`m."starts_at"`, type: "timestamptz" },
  endedAt: { sql: sql`m."ended_at"`, type: "timestamptz" },
  ongoing: {
    sql: sql`EXISTS (SELECT 1 FROM "session" s
      WHERE s."call_type" = m."type" AND s."call_id" = m."id" AND s."closed_at" IS NULL)`,
    type: "boolean",
  },
  members: {
    sql: sql`m."id"`,
    type: "uuid",
    among: (ids) => sql`EXISTS (SELECT 1 FROM "member" other
      WHERE other."call_type" = m."type" AND other."call_id" = m."id" AND other."user_id" = ANY(${ids}))`,
  },
  custom: { sql: sql`m."custom"`, type: "jsonb" },
};

/** All but test rooms for administrators, their own for others. */
const scopeOf = (actor: Actor) => {
  if (isAdmin(actor)) return sql`m."deleted_at" IS NULL AND m."type" <> 'development'`;
  const bound = actor.boundTo;
  const own = sql`m."deleted_at" IS NULL AND EXISTS (SELECT 1 FROM "member" mine
    WHERE mine."call_type" = m."type" AND mine."call_id" = m."id" AND mine."user_id" = ${actor.userId}::uuid)`;
  return bound ? sql`${own} AND m."type" = ${bound.type} AND m."id" = ${bound.id}` : own;
};

const among = (which: Prisma.Sql) => sql`(m."type", m."id") IN (${which})`;

const narrow: Narrow = (test) => {
  if (test.field.column === "startsAt" && test.is !== "exists")
    return { where: testSql(columns, test), certain: false };
  if (test.is !== "in") return null;
  if (test.field.column === "members") {
    const theirs = sql`SELECT other."call_type", other."call_id" FROM "member" other
      WHERE other."user_id" = ANY(${test.values}::uuid[])`;
    return { where: among(theirs), certain: false };
  }
  if (test.field.column !== "ongoing" || test.values.includes(false)) return null;
  const open = sql`SELECT s."call_type", s."call_id" FROM "session" s WHERE s."closed_at" IS NULL`;
  return { where: among(open), certain: true };
};

/** Non-administrators belong to few calls, which an index finds. */
const ownOf = (actor: Actor) =>
  isAdmin(actor)
    ? undefined
    : among(sql`SELECT mine."call_type", mine."call_id" FROM "member" mine
        WHERE mine."user_id" = ${actor.userId}::uuid`);

export const callsOf = (actor: Actor): List<ListedCall> => ({
  name: `calls ${actor.userId}`,
  table: sql`"call" m`,
  scope: scopeOf(actor),
  own: ownOf(actor),
  columns,
  last: ["id", "type"],
  narrow,
  kept: sql`m."type", m."id", m."team_id", m."created_at", m."starts_at", m."ended_at"`,
  shown: sql`m."type", m."id", m."created_at" AS "createdAt", m."starts_at" AS "startsAt", m."ended_at" AS "endedAt",
    kind."name" AS "typeName", t."name" AS "team", a."status"::text AS "status", led."name" AS "clinician",
    came."name" AS "patient", EXISTS (SELECT 1 FROM "session" s
      WHERE s."call_type" = m."type" AND s."call_id" = m."id" AND s."closed_at" IS NULL) AS "live"`,
  joined: sql`LEFT JOIN "call_type" kind ON kind."id" = m."type"
    LEFT JOIN "team" t ON t."id" = m."team_id"
    LEFT JOIN "appointment" a ON a."call_type" = m."type" AND a."id" = m."id"
    LEFT JOIN "user" led ON led."id" = a."clinician_id"
    LEFT JOIN "user" came ON came."id" = a."patient_id"`,
  toRow,
});

const toRow = (raw: Readonly<Record<string, unknown>>): ListedCall => {
  const { type, id, typeName, team, createdAt, startsAt, endedAt, live, status, clinician, patient } =
    raw as ListedCall;
  return { type, id, typeName, team, createdAt, startsAt, endedAt, live, status, clinician, patient };
};
