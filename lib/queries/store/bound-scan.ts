import "server-only";
import type { Query, Test } from "#lib/queries/rules.ts";
import type { Segment } from "#lib/queries/store.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { and, type Columns, type Ordered, testSql } from "./compile-query.ts";
import { required } from "./narrow-query.ts";
import type { Position } from "./seal-cursor.ts";

type Sql = Prisma.Sql;
const { sql, raw } = Prisma;

/** For a column that equals a constant, PostgreSQL would scan the next sort column's index: a million rows for a few. */
function asRange(test: Test): readonly Test[] {
  const [value, ...others] = test.is === "in" ? test.values : [];
  if (test.field.kind === "choice" || value === undefined || others.length > 0) return [test];
  const { field, path } = test;
  return [
    { field, path, is: ">=", value },
    { field, path, is: "<=", value },
  ];
}

/** The conditions of every match that the sort order's index can start from. */
export function boundsOf(columns: Columns, query: Pick<Query, "where" | "sort">): Sql {
  const sorted = query.sort[0]?.field.column;
  const bounding = required(query.where).filter(
    (test) =>
      (test.field.column === sorted && test.is !== "words") ||
      (test.field.kind === "choice" && test.is === "in" && test.values.length === 1),
  );
  return and(...bounding.flatMap(asRange).map((test) => testSql(columns, test)));
}

/** Sorted by a choice, the list is one segment after another, each with its own index range. */
export function segmentsOf(scope: Sql, query: Query, order: readonly Ordered[]): Segment[] {
  const [first, ...rest] = order;
  const values = query.sort[0]?.field.kind === "choice" && query.sort[0].field.values;
  if (!first || !values) return [{ scope, order, fixed: [] }];
  return (first.down ? values.toReversed() : values).map((value) => ({
    scope: and(scope, sql`${first.sql} = ${value}${raw(`::${first.type}`)}`),
    order: rest,
    fixed: [value],
  }));
}

export function segmentsAfter(segments: readonly Segment[], position: Position | null) {
  if (!position) return segments.map((segment) => ({ segment, position: null }));
  const index = segments.findIndex(({ fixed }) => fixed.every((value, at) => value === position.key[at]));
  return segments.slice(Math.max(index, 0)).map((segment, nth) => ({
    segment,
    position: nth === 0 ? { ...position, key: position.key.slice(segment.fixed.length) } : null,
  }));
}
