import "server-only";
import { isTooSlow, reader } from "#lib/db.ts";
import {
  after,
  type Columns,
  keyValue,
  type Ordered,
  orderBy,
  yes,
} from "#lib/queries/store/compile-query.ts";
import type { Narrow } from "#lib/queries/store/narrow-query.ts";
import type { Position } from "#lib/queries/store/seal-cursor.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Scalar } from "./rules.ts";

type Sql = Prisma.Sql;
const { sql, join, raw } = Prisma;

export type Raw = Readonly<Record<string, unknown>>;

/** A list that can be queried: where its rows are, which of them it has, and what is shown of them. */
export type List<Row> = {
  /** What a cursor is bound to besides filter and sort. */
  readonly name: string;
  /** The table and its alias `m`. */
  readonly table: Sql;
  /** Which rows belong to it at all. */
  readonly scope: Sql;
  /** For a list that is a small part of its table: the same as a condition that an index answers. */
  readonly own?: Sql | undefined;
  /** What a filter leads to is looked at before `own`: where that may be many thousands. */
  readonly filterFirst?: boolean;
  readonly columns: Columns;
  /** The columns that end every order; together unique in the list. */
  readonly last: readonly string[];
  readonly narrow: Narrow;
  /** What of the table is needed to show a row, under names of its own. */
  readonly kept: Sql;
  /** What is selected of the rows of one page (`m`, with what was kept), and what is joined to them. */
  readonly shown: Sql;
  readonly joined: Sql;
  readonly toRow: (raw: Raw) => Row;
};

/** How much one question may cost. */
export type Budget = {
  /** Rows that are looked at first, in the order asked for, before an index is tried. */
  readonly firstRows: number;
  /** So many more are looked at before that, when they promise to be enough. */
  readonly walkedRows: number;
  /** Rows that an index may lead to. */
  readonly narrowedRows: number;
  /** When this has gone by, nothing more is begun. */
  readonly ms: number;
  /** One statement is broken off after this. */
  readonly statementMs: number;
  /** Whatever still runs when this has gone by is broken off. */
  readonly totalMs: number;
};

export type Found = { readonly key: readonly Scalar[]; readonly raw: Raw };
/** What was found so far. `at`: the last row looked at, when there are rows beyond it. */
export type Reached = { readonly found: readonly Found[]; readonly at: Position | null };

/** A part of the list whose rows stand together in the order: `fixed` is what their keys begin with. */
export type Segment = {
  readonly scope: Sql;
  readonly order: readonly Ordered[];
  readonly fixed: readonly Scalar[];
};

const count = (rows: number) => raw(String(rows));
const keyNames = (order: readonly Ordered[]) => order.map((_, index) => raw(`"k${index}"`));
const keys = (order: readonly Ordered[]) =>
  join(order.map((one, index) => sql`${one.sql} AS ${raw(`"k${index}"`)}`));
const byKeys = (order: readonly Ordered[], of: string) =>
  join(
    keyNames(order).map((name, index) => sql`${raw(of)}.${name} ${raw(order[index]?.down ? "DESC" : "ASC")}`),
  );
const keysOf = (order: readonly Ordered[], of: string) =>
  join(keyNames(order).map((name) => sql`${raw(of)}.${name}`));

const found = ({ order, fixed }: Pick<Segment, "order" | "fixed">, one: Raw): Found => ({
  key: [...fixed, ...order.map((_, index) => keyValue(one[`k${index}`]))],
  raw: one,
});

const beyond = ({ order, scope }: Segment, position: Position | null) =>
  position ? sql`${scope} AND ${after(order, position)}` : scope;

/**
 * Sorted by one thing, an index holds the very order. With more, those alike in the first have to be sorted; and where the
 * list is a small part of its table, the others have to be passed over.
 */
const isInOrder = ({ own }: Pick<List<unknown>, "own">, { order }: Segment) => order.length <= 2 && !own;

/** Where everything matches: the page is what comes next by the index. */
export const nextOf = async <Row>(
  list: List<Row>,
  segment: Segment,
  position: Position | null,
  need: number,
  ms: number,
): Promise<Reached> => {
  const { order } = segment;
  const statement = sql`
    SELECT ${list.shown}, ${keysOf(order, "m")} FROM (
      SELECT ${list.kept}, ${keys(order)} FROM ${list.table}
      WHERE ${beyond(segment, position)} ORDER BY ${orderBy(order)} LIMIT ${count(need)}) m
    ${list.joined} ORDER BY ${byKeys(order, "m")}`;
  const rows = isInOrder(list, segment)
    ? await reader.prepared<Raw>(statement)
    : await reader.within<Raw>(ms, statement);
  return { found: rows.map((row) => found(segment, row)), at: null };
};

/** Looks at the next `most` rows in the order asked for, and takes those that match; the last one says where it ended. */
export const matchesInOrder = async <Row>(
  list: List<Row>,
  filter: Sql,
  segment: Segment,
  position: Position | null,
  need: number,
  most: number,
  ms: number,
): Promise<Reached> => {
  const { order } = segment;
  const rows = await reader.within<Raw>(
    ms,
    sql`
    SELECT ${list.shown}, ${keysOf(order, "m")}, m."hit", m."rank" FROM (
      SELECT * FROM (
        SELECT ${list.kept}, ${keys(order)}, ((${filter}) IS TRUE) AS "hit",
          (row_number() OVER (ORDER BY ${orderBy(order)}))::int AS "rank"
        FROM ${list.table} WHERE ${beyond(segment, position)} ORDER BY ${orderBy(order)} LIMIT ${count(most)}) looked
      WHERE "hit" OR "rank" = ${count(most)} LIMIT ${count(need)}) m
    ${list.joined} ORDER BY m."rank"`,
  );
  const last = rows.at(-1);
  const at = last?.["rank"] === most ? { key: found(segment, last).key, inclusive: false } : null;
  return { found: rows.filter((row) => row["hit"]).map((row) => found(segment, row)), at };
};

/** What is wanted of the rows that an index leads to by `where`. */
type IndexScan = {
  readonly filter: Sql;
  readonly where: Sql;
  readonly order: readonly Ordered[];
  readonly position: Position | null;
  readonly need: number;
  readonly most: number;
};

/** Looks at all rows that an index leads to and puts the matches in order; null when they are more than `most`. */
export const matchesByIndex = async <Row>(
  list: List<Row>,
  { filter, where, order, position, need, most }: IndexScan,
  ms: number,
): Promise<Reached | null> => {
  const rows = await reader.within<Raw>(
    ms,
    sql`
    WITH led AS MATERIALIZED (
      SELECT ${list.kept}, ${keys(order)},
        ((${list.scope} AND ${position ? after(order, position) : yes} AND ${filter}) IS TRUE) AS "hit"
      FROM ${list.table} WHERE ${where} LIMIT ${count(most + 1)})
    SELECT size."size", ${list.shown}, ${keysOf(order, "m")}, m."hit"
    FROM (SELECT count(*)::int AS "size" FROM led) size
    LEFT JOIN (SELECT * FROM led WHERE "hit" ORDER BY ${byKeys(order, "led")} LIMIT ${count(need)}) m ON TRUE
    ${list.joined} ORDER BY ${byKeys(order, "m")}`,
  );
  if ((rows[0]?.["size"] as number) > most) return null;
  const hits = rows.filter((row) => row["hit"]);
  return { found: hits.map((row) => found({ order, fixed: [] }, row)), at: null };
};

/** How many rows the list has; counting stops at `most`. */
export const countAll = async <Row>({ table, scope }: List<Row>, most: number): Promise<number> => {
  const [row] = await reader.prepared<{ count: number }>(sql`
    SELECT count(*)::int AS "count" FROM (SELECT 1 FROM ${table} WHERE ${scope} LIMIT ${count(most)}) counted`);
  return row?.count ?? 0;
};

/** How many match of all that an index leads to; null when that is more than `most` rows. */
export const countByIndex = async <Row>(
  list: List<Row>,
  filter: Sql,
  where: Sql,
  most: number,
  ms: number,
): Promise<number | null> => {
  const [row] = await reader.within<{ size: number; hits: number }>(
    ms,
    sql`
    SELECT count(*)::int AS "size", (count(*) FILTER (WHERE "hit"))::int AS "hits" FROM (
      SELECT ((${list.scope} AND ${filter}) IS TRUE) AS "hit" FROM ${list.table}
      WHERE ${where} LIMIT ${count(most + 1)}) led`,
  );
  return !row || row.size > most ? null : row.hits;
};

/** How many match of the next `most` rows, and where that ended when there are more. */
export const countNext = async <Row>(
  list: List<Row>,
  filter: Sql,
  segment: Segment,
  position: Position | null,
  most: number,
  ms: number,
): Promise<{ hits: number; at: Position | null }> => {
  const { order } = segment;
  const last = keyNames(order).map(
    (name) => sql`(array_agg(${name}) FILTER (WHERE "rank" = ${count(most)}))[1] AS ${name}`,
  );
  const [row] = await reader.within<Raw & { hits: number; rows: number }>(
    ms,
    sql`
    SELECT (count(*) FILTER (WHERE "hit"))::int AS "hits", count(*)::int AS "rows", ${join(last)} FROM (
      SELECT ${keys(order)}, ((${filter}) IS TRUE) AS "hit", row_number() OVER (ORDER BY ${orderBy(order)}) AS "rank"
      FROM ${list.table} WHERE ${beyond(segment, position)} ORDER BY ${orderBy(order)} LIMIT ${count(most)}) looked`,
  );
  if (!row || row.rows < most) return { hits: row?.hits ?? 0, at: null };
  return { hits: row.hits, at: { key: found(segment, row).key, inclusive: false } };
};

/** A statement that was broken off is an answer too: it tried, and found nothing. */
export const orNull = async <T>(work: Promise<T>): Promise<T | null> => {
  try {
    return await work;
  } catch (error) {
    if (isTooSlow(error)) return null;
    throw error;
  }
};
