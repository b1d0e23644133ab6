import "server-only";
import { reader } from "#lib/db-reader.ts";
import type { List, Raw, Reached, Segment } from "#lib/queries/store.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { after, type Ordered, orderBy, yes } from "./compile-query.ts";
import type { Position } from "./seal-cursor.ts";
import { foundOf, keysOf, orderByKeys, rowCount, scopeAfter, selectKeys } from "./select-keys.ts";

type Sql = Prisma.Sql;
const { sql } = Prisma;

/** An index has this order, unless more columns must be sorted or other lists' rows are in between. */
const isInOrder = ({ own }: Pick<List<unknown>, "own">, { order }: Segment) => order.length <= 2 && !own;

type Scan = { readonly segment: Segment; readonly position: Position | null; readonly need: number };

/** For a list in which everything matches. */
export async function nextRows<Row>(
  list: List<Row>,
  { segment, position, need }: Scan,
  timeoutMs: number,
): Promise<Reached> {
  const { order } = segment;
  const statement = sql`
    SELECT ${list.shown}, ${keysOf(order, "m")} FROM (
      SELECT ${list.kept}, ${selectKeys(order)} FROM ${list.table}
      WHERE ${scopeAfter(segment, position)} ORDER BY ${orderBy(order)} LIMIT ${rowCount(need)}) m
    ${list.joined} ORDER BY ${orderByKeys(order, "m")}`;
  const rows = isInOrder(list, segment)
    ? await reader.prepared<Raw>(statement)
    : await reader.within<Raw>(timeoutMs, statement);
  return { found: rows.map((row) => foundOf(segment, row)), at: null };
}

export async function scanInOrder<Row>(
  list: List<Row>,
  filter: Sql,
  { segment, position, need, maxRows }: Scan & { readonly maxRows: number },
  timeoutMs: number,
): Promise<Reached> {
  const { order } = segment;
  const rows = await reader.within<Raw>(
    timeoutMs,
    sql`
    SELECT ${list.shown}, ${keysOf(order, "m")}, m."hit", m."rank" FROM (
      SELECT * FROM (
        SELECT ${list.kept}, ${selectKeys(order)}, ((${filter}) IS TRUE) AS "hit",
          (row_number() OVER (ORDER BY ${orderBy(order)}))::int AS "rank"
        FROM ${list.table} WHERE ${scopeAfter(segment, position)} ORDER BY ${orderBy(order)}
        LIMIT ${rowCount(maxRows)}) looked
      WHERE "hit" OR "rank" = ${rowCount(maxRows)} LIMIT ${rowCount(need)}) m
    ${list.joined} ORDER BY m."rank"`,
  );
  const last = rows.at(-1);
  const at = last?.["rank"] === maxRows ? { key: foundOf(segment, last).key, inclusive: false } : null;
  return { found: rows.filter((row) => row["hit"]).map((row) => foundOf(segment, row)), at };
}

type IndexScan = {
  readonly filter: Sql;
  /** The condition that the index answers. */
  readonly where: Sql;
  readonly order: readonly Ordered[];
  readonly position: Position | null;
  readonly need: number;
  readonly maxRows: number;
};

/** Returns null if the index leads to more than `maxRows`. */
export async function scanByIndex<Row>(
  list: List<Row>,
  { filter, where, order, position, need, maxRows }: IndexScan,
  timeoutMs: number,
): Promise<Reached | null> {
  const rows = await reader.within<Raw>(
    timeoutMs,
    sql`
    WITH led AS MATERIALIZED (
      SELECT ${list.kept}, ${selectKeys(order)},
        ((${list.scope} AND ${position ? after(order, position) : yes} AND ${filter}) IS TRUE) AS "hit"
      FROM ${list.table} WHERE ${where} LIMIT ${rowCount(maxRows + 1)})
    SELECT size."size", ${list.shown}, ${keysOf(order, "m")}, m."hit"
    FROM (SELECT count(*)::int AS "size" FROM led) size
    LEFT JOIN (SELECT * FROM led WHERE "hit" ORDER BY ${orderByKeys(order, "led")} LIMIT ${rowCount(need)}) m ON TRUE
    ${list.joined} ORDER BY ${orderByKeys(order, "m")}`,
  );
  if ((rows[0]?.["size"] as number) > maxRows) return null;
  const hits = rows.filter((row) => row["hit"]);
  return { found: hits.map((row) => foundOf({ order, fixed: [] }, row)), at: null };
}
