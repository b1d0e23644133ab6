import "server-only";
import { type Actor, type CallRef, isAdmin } from "#lib/access";
import { type Columns, testSql } from "#lib/queries/compile";
import type { Fields, SortKey } from "#lib/queries/rules";
import type { List } from "#lib/queries/store";
import { Prisma } from "#prisma/generated/client";

const { sql } = Prisma;

/** What calls can be filtered and sorted by. `members` holds whoever belongs to it, `ongoing` whether it is on. */
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

/** The order of calls: the newest first. */
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

/** Calls in the actor's reach: for admins all but the test rooms, for others those they belong to. */
const scopeOf = (actor: Actor) => {
  if (isAdmin(actor)) return sql`m."deleted_at" IS NULL AND m."type" <> 'development'`;
  const bound = actor.boundTo;
  const own = sql`m."deleted_at" IS NULL AND EXISTS (SELECT 1 FROM "member" mine
    WHERE mine."call_type" = m."type" AND mine."call_id" = m."id" AND mine."user_id" = ${actor.userId}::uuid)`;
  return bound ? sql`${own} AND m."type" = ${bound.type} AND m."id" = ${bound.id}` : own;
};

/** The calls in the actor's reach, as a list that can be queried. */
export const callsOf = (actor: Actor): List<CallRef> => ({
  name: `calls ${actor.userId}`,
  table: sql`"call" m`,
  scope: scopeOf(actor),
  columns,
  last: ["id", "type"],
  narrow: (test) => {
    const isFew = test.field.column === "members" || test.field.column === "ongoing";
    return isFew ? { where: testSql(columns, test), certain: false } : null;
  },
  kept: sql`m."type", m."id"`,
  shown: sql`m."type", m."id"`,
  joined: Prisma.empty,
  toRow: ({ type, id }) => ({ type: String(type), id: String(id) }),
});
