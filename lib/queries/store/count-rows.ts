import "server-only";
import { reader } from "#lib/db-reader.ts";
import type { List, Raw, Segment } from "#lib/queries/store.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { orderBy } from "./compile-query.ts";
import type { Position } from "./seal-cursor.ts";
import { foundOf, keyNames, rowCount, scopeAfter, selectKeys } from "./select-keys.ts";

type Sql = Prisma.Sql;
const { sql, join } = Prisma;

export async function countAll<Row>({ table, scope }: List<Row>, maxCount: number): Promise<number> {
  const [row] = await reader.prepared<{ count: number }>(sql`
    SELECT count(*)::int AS "count" FROM (SELECT 1 FROM ${table} WHERE ${scope} LIMIT ${rowCount(maxCount)}) counted`);
  return row?.count ?? 0;
}

/** Returns null if the index leads to more than `maxRows`. */
export async function countByIndex<Row>(
  list: List<Row>,
  filter: Sql,
  { where, maxRows }: { where: Sql; maxRows: number },
  timeoutMs: number,
): Promise<number | null> {
  const [row] = await reader.within<{ size: number; hits: number }>(
    timeoutMs,
    sql`
    SELECT count(*)::int AS "size", (count(*) FILTER (WHERE "hit"))::int AS "hits" FROM (
      SELECT ((${list.scope} AND ${filter}) IS TRUE) AS "hit" FROM ${list.table}
      WHERE ${where} LIMIT ${rowCount(maxRows + 1)}) led`,
  );
  return !row || row.size > maxRows ? null : row.hits;
}

/** Counts among the next `maxRows` rows. */
export async function countInOrder<Row>(
  list: List<Row>,
  filter: Sql,
  { segment, position, maxRows }: { segment: Segment; position: Position | null; maxRows: number },
  timeoutMs: number,
): Promise<{ hits: number; at: Position | null }> {
  const { order } = segment;
  const last = keyNames(order).map(
    (name) => sql`(array_agg(${name}) FILTER (WHERE "rank" = ${rowCount(maxRows)}))[1] AS ${name}`,
  );
  const [row] = await reader.within<Raw & { hits: number; rows: number }>(
    timeoutMs,
    sql`
    SELECT (count(*) FILTER (WHERE "hit"))::int AS "hits", count(*)::int AS "rows", ${join(last)} FROM (
      SELECT ${selectKeys(order)}, ((${filter}) IS TRUE) AS "hit",
        row_number() OVER (ORDER BY ${orderBy(order)}) AS "rank"
      FROM ${list.table} WHERE ${scopeAfter(segment, position)} ORDER BY ${orderBy(order)}
      LIMIT ${rowCount(maxRows)}) looked`,
  );
  if (!row || row.rows < maxRows) return { hits: row?.hits ?? 0, at: null };
  return { hits: row.hits, at: { key: foundOf(segment, row).key, inclusive: false } };
}
