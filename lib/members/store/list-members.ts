import "server-only";
import type { CallRef, Permit } from "#lib/access.ts";
import { cidOf } from "#lib/calls/rules.ts";
import type { Scalar, Test } from "#lib/queries/rules.ts";
import { and, type Columns, or, testSql } from "#lib/queries/store/compile-query.ts";
import type { Narrow } from "#lib/queries/store/narrow-query.ts";
import type { List } from "#lib/queries/store.ts";
import type { MemberRole } from "#lib/roles.ts";
import { Prisma } from "#prisma/generated/client.ts";

const { sql } = Prisma;

export type MemberRow = {
  readonly id: string;
  readonly userId: string;
  readonly role: MemberRole;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly blockedAt: Date | null;
  readonly granted: readonly string[];
  readonly revoked: readonly string[];
  readonly name: string;
  readonly email: string | null;
  readonly disabledAt: Date | null;
};

const columns: Columns = {
  id: { sql: sql`m."id"`, type: "uuid", unique: true },
  user_id: { sql: sql`m."user_id"`, type: "uuid", unique: true },
  role: { sql: sql`m."role"`, type: '"MemberRole"' },
  name: { sql: sql`m."name_key"`, type: "text" },
  created_at: { sql: sql`m."created_at"`, type: "timestamptz" },
  updated_at: { sql: sql`m."updated_at"`, type: "timestamptz" },
  custom: { sql: sql`m."custom"`, type: "jsonb" },
  user_custom: { sql: sql`m."user_custom"`, type: "jsonb" },
};

/** Custom values looked up one by one. */
const factsMax = 20;

const fact = (ref: CallRef, test: Test, value: Scalar) => {
  const below = test.path.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
  const document = { [cidOf(ref)]: { [test.field.column === "custom" ? "m" : "u"]: below } };
  return sql`member_facts(m."call_type", m."call_id", m."custom", m."user_custom") @> ${JSON.stringify(document)}::jsonb`;
};

/** Looks up the longest word, because it has the fewest matches. */
const beginning = (ref: CallRef, words: readonly string[]) => {
  const longest = words.reduce((best, word) => (word.length >= best.length ? word : best), "");
  const quoted = `${cidOf(ref)} ${longest}`.replace(/['\\]/g, "$&$&");
  return sql`member_words(m."call_type", m."call_id", m."name_key") @@ ${`'${quoted}':*`}::tsquery`;
};

/** The tests that the `member_queries` indexes can run. */
const narrowIn =
  (ref: CallRef, scope: Prisma.Sql): Narrow =>
  (test) => {
    if (test.field.kind === "json") {
      if (test.is !== "in" || test.values.length > factsMax) return null;
      return { where: or(test.values.map((value) => fact(ref, test, value))), certain: false };
    }
    if (test.is === "exists") return null;
    if (test.is === "words") return { where: beginning(ref, test.words), certain: false };
    const certain = test.field.kind === "id";
    return { where: and(scope, testSql(columns, test)), certain };
  };

export const membersOf = (_permit: Permit<"members.read">, ref: CallRef): List<MemberRow> => {
  // The number that the sort indexes start with. Two calls may share one.
  const scope = sql`hashtextextended(m."call_type" || ':' || m."call_id", 0) = hashtextextended(${cidOf(ref)}, 0)
    AND m."call_type" = ${ref.type} AND m."call_id" = ${ref.id}`;
  return {
    name: `members ${cidOf(ref)}`,
    table: sql`"member" m`,
    scope,
    columns,
    last: ["id"],
    narrow: narrowIn(ref, scope),
    kept: sql`m."id", m."user_id", m."role", m."custom", m."created_at", m."updated_at", m."blocked_at", m."granted",
      m."revoked"`,
    shown: sql`m."id", m."user_id" AS "userId", m."role", m."custom", m."created_at" AS "createdAt",
      m."updated_at" AS "updatedAt", m."blocked_at" AS "blockedAt", m."granted", m."revoked", u."name", u."email",
      u."disabled_at" AS "disabledAt"`,
    joined: sql`LEFT JOIN "user" u ON u."id" = m."user_id"`,
    toRow,
  };
};

const toRow = (raw: Readonly<Record<string, unknown>>): MemberRow => {
  const {
    id,
    userId,
    role,
    custom,
    createdAt,
    updatedAt,
    blockedAt,
    granted,
    revoked,
    name,
    email,
    disabledAt,
  } = raw as MemberRow;
  return {
    id,
    userId,
    role,
    custom,
    createdAt,
    updatedAt,
    blockedAt,
    granted,
    revoked,
    name,
    email,
    disabledAt,
  };
};
