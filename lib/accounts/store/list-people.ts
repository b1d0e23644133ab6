import "server-only";
import type { Actor, Permit } from "#lib/access.ts";
import type { Fields, SortKey } from "#lib/queries/rules.ts";
import { type Columns, testSql } from "#lib/queries/store/compile-query.ts";
import type { Narrow } from "#lib/queries/store/narrow-query.ts";
import type { List } from "#lib/queries/store.ts";
import { type AccountRole, accountRoles } from "#lib/roles.ts";
import { Prisma } from "#prisma/generated/client.ts";

const { sql } = Prisma;

export type ListedPerson = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: AccountRole;
  readonly timeZone: string;
  readonly disabledAt: Date | null;
  readonly teams: readonly { readonly id: string; readonly name: string }[];
};

export const personFields = {
  name: { kind: "name", column: "name", sortable: true },
  email: { kind: "text", column: "email", nullable: true },
  role: { kind: "choice", column: "role", values: accountRoles },
  disabledAt: { kind: "time", column: "disabledAt", nullable: true },
} as const satisfies Fields;

export const peopleByName: readonly SortKey[] = [{ field: personFields.name, down: false }];

const columns: Columns = {
  id: { sql: sql`m."id"`, type: "uuid", unique: true },
  name: { sql: sql`m."name_key"`, type: "text" },
  email: { sql: sql`m."email"`, type: "text" },
  role: { sql: sql`m."role"`, type: `"AccountRole"` },
  disabledAt: { sql: sql`m."disabled_at"`, type: "timestamptz" },
};

const wordPrefixes = (words: readonly string[]) => {
  const query = words.map((word) => `'${word.replace(/['\\]/g, "$&$&")}':*`).join(" & ");
  return sql`name_words(m."name_key") @@ ${query}::tsquery`;
};

const narrow: Narrow = (test) => {
  if (test.is === "words") return { where: wordPrefixes(test.words), certain: false };
  if (test.field.column !== "email" || test.is === "exists") return null;
  return { where: testSql(columns, test), certain: false };
};

const shared = {
  table: sql`"user" m`,
  columns,
  last: ["id"],
  narrow,
  kept: sql`m."id", m."name", m."email", m."role", m."time_zone", m."disabled_at"`,
  shown: sql`m."id", m."name", m."email", m."role", m."time_zone" AS "timeZone", m."disabled_at" AS "disabledAt",
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', t."id", 'name', t."name") ORDER BY t."name")
      FROM "team_member" tm JOIN "team" t ON t."id" = tm."team_id" WHERE tm."user_id" = m."id"), '[]') AS "teams"`,
  joined: Prisma.empty,
  toRow: (raw: unknown) => {
    const { id, name, email, role, timeZone, disabledAt, teams } = raw as ListedPerson;
    return { id, name, email, role, timeZone, disabledAt, teams };
  },
};

export const allPeople = (_permit: Permit<"admin.read">): List<ListedPerson> => ({
  ...shared,
  name: "people",
  scope: sql`TRUE`,
});

export const patientsOf = (_permit: Permit<"patients.search">, actor: Actor): List<ListedPerson> => {
  const all = sql`m."role" = 'patient' AND m."disabled_at" IS NULL`;
  const list = { ...shared, name: `patients ${actor.userId}` };
  if (actor.role === "admin") return { ...list, scope: all };
  const own = sql`m."id" IN (SELECT tm."user_id" FROM "team_member" tm
    WHERE tm."team_id" = ANY(${[...actor.teamIds]}::text[]::uuid[]))`;
  return { ...list, scope: sql`${all} AND ${own}`, own, filterFirst: true };
};
