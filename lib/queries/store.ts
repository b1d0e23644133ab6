import "server-only";
import { isTooSlow, reader } from "#lib/db";
import { AppError } from "#lib/errors";
import { Prisma } from "#prisma/generated/client";
import {
  after,
  and,
  type Columns,
  condition,
  keyValue,
  type Ordered,
  orderBy,
  orderOf,
  testSql,
  yes,
} from "./compile.ts";
import { type Place, seal, unseal, type Way } from "./cursor.ts";
import { type Narrow, narrowingOf, required } from "./narrow.ts";
import { countCeiling, type Query, type Scalar, type Tree } from "./rules.ts";

type Sql = Prisma.Sql;
const { sql, join, raw } = Prisma;

/** A list that can be queried: where its rows are, which of them it has, and what is shown of them. */
export type List<Row> = {
  /** What a cursor is bound to besides filter and sort. */
  readonly name: string;
  /** The table and its alias `m`. */
  readonly table: Sql;
  /** Which rows belong to it at all. */
  readonly scope: Sql;
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
type Raw = Readonly<Record<string, unknown>>;

/** How much one question may cost. */
export type Budget = {
  /** Rows that are looked at first, in the order asked for, before an index is tried. */
  readonly firstRows: number;
  /** Rows that an index may lead to. */
  readonly narrowedRows: number;
  /** When this has gone by, nothing more is begun. */
  readonly ms: number;
};
export const usualBudget: Budget = { firstRows: 1_000, narrowedRows: 5_000, ms: 60 };

type Found = { readonly key: readonly Scalar[]; readonly raw: Raw };
/** What was found so far. `at`: the last row looked at, when there are rows beyond it. */
type Reached = { readonly found: readonly Found[]; readonly at: Place | null };

/** A part of the list whose rows stand together in the order: `fixed` is what their keys begin with. */
type Stretch = { readonly scope: Sql; readonly order: readonly Ordered[]; readonly fixed: readonly Scalar[] };

/** Everything about one question that stays the same from statement to statement. */
type Search<Row> = {
  readonly list: List<Row>;
  readonly stretches: readonly Stretch[];
  readonly order: readonly Ordered[];
  readonly from: Place | null;
  readonly need: number;
  /** Null: everything matches. */
  readonly filter: Sql | null;
};

const keyNames = (order: readonly Ordered[]) => order.map((_, index) => raw(`"k${index}"`));
const keys = (order: readonly Ordered[]) =>
  join(order.map((one, index) => sql`${one.sql} AS ${raw(`"k${index}"`)}`));
const byKeys = (order: readonly Ordered[], of: string) =>
  join(
    keyNames(order).map((name, index) => sql`${raw(of)}.${name} ${raw(order[index]?.down ? "DESC" : "ASC")}`),
  );
const keysOf = (order: readonly Ordered[], of: string) =>
  join(keyNames(order).map((name) => sql`${raw(of)}.${name}`));

const found = (stretch: Stretch, one: Raw): Found => ({
  key: [...stretch.fixed, ...stretch.order.map((_, index) => keyValue(one[`k${index}`]))],
  raw: one,
});

/** An order that begins with one of few values is a list for each of them, one after another: each has its index. */
const stretchesOf = <Row>(
  list: List<Row>,
  query: Query,
  order: readonly Ordered[],
  bounds: Sql,
): Stretch[] => {
  const scope = and(list.scope, bounds);
  const [first, ...rest] = order;
  const values = query.sort[0]?.field.kind === "choice" && query.sort[0].field.values;
  if (!first || !values) return [{ scope, order, fixed: [] }];
  return (first.down ? values.toReversed() : values).map((value) => ({
    scope: and(scope, sql`${first.sql} = ${value}${raw(`::${first.type}`)}`),
    order: rest,
    fixed: [value],
  }));
};

/** Those from the place on, the first with the place inside it. */
const remaining = (stretches: readonly Stretch[], place: Place | null) => {
  const index = place
    ? stretches.findIndex(({ fixed }) => fixed.every((one, at) => one === place.key[at]))
    : 0;
  return stretches.slice(Math.max(index, 0)).map((stretch, nth) => ({
    stretch,
    place: place && nth === 0 ? { ...place, key: place.key.slice(stretch.fixed.length) } : null,
  }));
};

/** Where everything matches: the page is what comes next by the index. */
const everything = async <Row>(
  { list }: Search<Row>,
  stretch: Stretch,
  place: Place | null,
  need: number,
) => {
  const { order } = stretch;
  const rows = await reader.prepared<Raw>(sql`
    SELECT ${list.shown}, ${keysOf(order, "m")} FROM (
      SELECT ${list.kept}, ${keys(order)} FROM ${list.table}
      WHERE ${stretch.scope} AND ${place ? after(order, place) : yes}
      ORDER BY ${orderBy(order)} LIMIT ${raw(String(need))}) m
    ${list.joined} ORDER BY ${byKeys(order, "m")}`);
  return { found: rows.map((row) => found(stretch, row)), at: null };
};

/** Looks at the next `count` rows in the order asked for, and takes those that match; the last one says where it ended. */
const window = async <Row>(
  { list, filter }: Search<Row>,
  stretch: Stretch,
  place: Place | null,
  need: number,
  count: number,
): Promise<Reached> => {
  const { order } = stretch;
  const rows = await reader.$queryRaw<Raw[]>(sql`
    SELECT ${list.shown}, ${keysOf(order, "m")}, m."hit", m."rank" FROM (
      SELECT * FROM (
        SELECT ${list.kept}, ${keys(order)}, ((${filter}) IS TRUE) AS "hit",
          (row_number() OVER (ORDER BY ${orderBy(order)}))::int AS "rank"
        FROM ${list.table} WHERE ${stretch.scope} AND ${place ? after(order, place) : yes}
        ORDER BY ${orderBy(order)} LIMIT ${raw(String(count))}) looked
      WHERE "hit" OR "rank" = ${raw(String(count))} LIMIT ${raw(String(need))}) m
    ${list.joined} ORDER BY m."rank"`);
  const last = rows.at(-1);
  const at = last?.["rank"] === count ? { key: found(stretch, last).key, inclusive: false } : null;
  return { found: rows.filter((row) => row["hit"]).map((row) => found(stretch, row)), at };
};

/** On from `place`, stretch after stretch, until there are enough, all is seen, or `count` rows of one were looked at. */
const walk = async <Row>(
  search: Search<Row>,
  place: Place | null,
  need: number,
  count: number,
): Promise<Reached> => {
  const all: Found[] = [];
  for (const next of remaining(search.stretches, place)) {
    const missing = need - all.length;
    const reached =
      search.filter === null
        ? await everything(search, next.stretch, next.place, missing)
        : await window(search, next.stretch, next.place, missing, count);
    all.push(...reached.found);
    if (all.length >= need || reached.at) return { found: all, at: reached.at };
  }
  return { found: all, at: null };
};

/** Looks at all rows that an index leads to and puts the matches in order; null when they are too many. */
const narrowed = async <Row>(
  { list, order, filter, from, need }: Search<Row>,
  where: Sql,
  most: number,
): Promise<Reached | null> => {
  const rows = await reader.$queryRaw<Raw[]>(sql`
    WITH led AS MATERIALIZED (
      SELECT ${list.kept}, ${keys(order)},
        ((${list.scope} AND ${from ? after(order, from) : yes} AND ${filter}) IS TRUE) AS "hit"
      FROM ${list.table} WHERE ${where} LIMIT ${raw(String(most + 1))})
    SELECT size."size", ${list.shown}, ${keysOf(order, "m")}, m."hit"
    FROM (SELECT count(*)::int AS "size" FROM led) size
    LEFT JOIN (SELECT * FROM led WHERE "hit" ORDER BY ${byKeys(order, "led")} LIMIT ${raw(String(need))}) m ON TRUE
    ${list.joined} ORDER BY ${byKeys(order, "m")}`);
  if ((rows[0]?.["size"] as number) > most) return null;
  const whole = { scope: list.scope, order, fixed: [] };
  return { found: rows.filter((row) => row["hit"]).map((row) => found(whole, row)), at: null };
};

/** A statement that was broken off is an answer too: it tried, and found nothing. */
const orNull = async <T>(work: Promise<T>): Promise<T | null> => {
  try {
    return await work;
  } catch (error) {
    if (isTooSlow(error)) return null;
    throw error;
  }
};

/** Rows to look at next, so that it takes some 30 ms, by how long the last ones took. */
const nextCount = (count: number, tookMs: number) =>
  Math.round(Math.min(Math.max((count * 30) / Math.max(tookMs, 1), 500), 30_000));

/** Walks on from what was reached until there is enough, all is seen or the time is up. */
const walkOn = async <Row>(
  search: Search<Row>,
  begun: Reached,
  budget: Budget,
  since: number,
  firstMs: number,
) => {
  let reached = begun;
  let count = nextCount(budget.firstRows, firstMs);
  while (reached.at && reached.found.length < search.need && performance.now() - since < budget.ms) {
    const start = performance.now();
    const more = await orNull(walk(search, reached.at, search.need - reached.found.length, count));
    if (!more) return reached;
    reached = { found: [...reached.found, ...more.found], at: more.at };
    count = nextCount(count, performance.now() - start);
  }
  return reached;
};

/**
 * Three ways to a page, the cheap one first: the next rows in the order asked for, which most filters fill a page from;
 * else the rows that an index leads to; else on through the rows, until the time is up.
 */
const look = async <Row>(search: Search<Row>, tree: Tree, budget: Budget): Promise<Reached> => {
  if (search.filter === null) return walk(search, search.from, search.need, 0);
  const since = performance.now();
  const narrowing = narrowingOf(tree, search.list.narrow);
  const byIndex = async () =>
    narrowing && (await orNull(narrowed(search, narrowing.where, budget.narrowedRows)));
  const early = narrowing?.certain ? await byIndex() : null;
  if (early) return early;
  const start = performance.now();
  const reached = await orNull(walk(search, search.from, search.need, budget.firstRows));
  if (!reached) throw new AppError("QUERY_TOO_BROAD");
  if (!reached.at || reached.found.length >= search.need) return reached;
  const firstMs = performance.now() - start;
  return (
    (narrowing?.certain ? null : await byIndex()) ?? (await walkOn(search, reached, budget, since, firstMs))
  );
};

const isEverything = (tree: Tree) => "all" in tree && tree.all.length === 0;

/** What every match fulfils and the order's own index can begin with: the walk is over no more than that. */
const boundsOf = (columns: Columns, query: Pick<Query, "where" | "sort">): Sql => {
  const sorted = query.sort[0]?.field.column;
  const bounding = required(query.where).filter(
    ({ field, is }) =>
      (field.kind === "choice" && is === "in") || (field.column === sorted && is !== "words"),
  );
  return and(...bounding.map((test) => testSql(columns, test)));
};

const placeOf = (query: Query, name: string): Place | null => {
  if (!query.from) return null;
  const { way, cursor } = query.from;
  const place = unseal(cursor, name, way);
  if (!place) throw new AppError("BAD_INPUT", { fields: { [way]: "invalid" } });
  return place;
};

export type Page<Row> = {
  readonly rows: Row[];
  /** Cursors; null where the list ends. */
  readonly next: string | null;
  readonly prev: string | null;
  /** Time was up before the page was full: the cursor of that way goes on looking, from where this ended. */
  readonly cutShort: boolean;
};

/** The way back from a page: what lies before its first row, or before where it began when it has none. */
const placeBack = (from: Place, first: Found | undefined): Place =>
  first ? { key: first.key, inclusive: false } : { key: from.key, inclusive: !from.inclusive };

/**
 * A page of a list, by keyset: any depth costs the same, and rows that come and go move no other from page to page. Costs
 * no more than the budget: a page may be cut short.
 * @throws AppError BAD_INPUT (a cursor of something else), QUERY_TOO_BROAD
 */
export const pageOf = async <Row>(
  list: List<Row>,
  query: Query,
  budget: Budget = usualBudget,
): Promise<Page<Row>> => {
  const name = `${list.name} ${query.text}`;
  const way: Way = query.from?.way ?? "next";
  const from = placeOf(query, name);
  const order = orderOf(list.columns, query, list.last, way);
  const stretches = stretchesOf(list, query, order, boundsOf(list.columns, query));
  const filter = isEverything(query.where) ? null : condition(list.columns, query.where);
  const search = { list, stretches, order, from, need: query.limit + 1, filter };
  const reached = await look(search, query.where, budget);
  const shown = reached.found.slice(0, query.limit);
  const full = reached.found.length > query.limit;
  const last = shown.at(-1);
  const onwards: Place | null = full && last ? { key: last.key, inclusive: false } : reached.at;
  const back = from && placeBack(from, shown[0]);
  const other: Way = way === "next" ? "prev" : "next";
  const cursors = {
    [way]: onwards && seal(onwards, name, way),
    [other]: back && seal(back, name, other),
  };
  const rows = shown.map((one) => list.toRow(one.raw));
  return {
    rows: way === "prev" ? rows.reverse() : rows,
    next: cursors["next"] ?? null,
    prev: cursors["prev"] ?? null,
    cutShort: !full && reached.at !== null,
  };
};

/** How many rows match: `more` when there are more than that, or may be, because counting ended there. */
export type Count = { readonly count: number; readonly more: boolean };

const countAll = async <Row>({ table, scope }: List<Row>): Promise<Count> => {
  const [row] = await reader.prepared<{ count: number }>(sql`
    SELECT count(*)::int AS "count" FROM (
      SELECT 1 FROM ${table} WHERE ${scope} LIMIT ${raw(String(countCeiling + 1))}) counted`);
  const count = row?.count ?? 0;
  return { count: Math.min(count, countCeiling), more: count > countCeiling };
};

/** Counts among all that an index leads to; null when that is too many rows. */
const countNarrowed = async <Row>(
  list: List<Row>,
  filter: Sql,
  where: Sql,
  most: number,
): Promise<Count | null> => {
  const [row] = await reader.$queryRaw<{ size: number; hits: number }[]>(sql`
    SELECT count(*)::int AS "size", (count(*) FILTER (WHERE "hit"))::int AS "hits" FROM (
      SELECT ((${list.scope} AND ${filter}) IS TRUE) AS "hit" FROM ${list.table}
      WHERE ${where} LIMIT ${raw(String(most + 1))}) led`);
  return !row || row.size > most ? null : { count: row.hits, more: false };
};

const countStretch = async (
  list: List<unknown>,
  order: readonly Ordered[],
  scope: Sql,
  filter: Sql,
  place: Place | null,
  count: number,
): Promise<{ hits: number; at: Place | null }> => {
  const last = keyNames(order).map(
    (name) => sql`(array_agg(${name}) FILTER (WHERE "rank" = ${raw(String(count))}))[1] AS ${name}`,
  );
  const [row] = await reader.$queryRaw<(Raw & { hits: number })[]>(sql`
    SELECT (count(*) FILTER (WHERE "hit"))::int AS "hits", ${join(last)} FROM (
      SELECT ${keys(order)}, ((${filter}) IS TRUE) AS "hit", row_number() OVER (ORDER BY ${orderBy(order)}) AS "rank"
      FROM ${list.table} WHERE ${scope} AND ${place ? after(order, place) : yes}
      ORDER BY ${orderBy(order)} LIMIT ${raw(String(count))}) looked`);
  const key = order.map((_, index) => keyValue(row?.[`k${index}`]));
  return { hits: row?.hits ?? 0, at: key.includes(null as never) ? null : { key, inclusive: false } };
};

/**
 * Counts what matches, up to `countCeiling` and as long as the budget allows.
 * @throws AppError QUERY_TOO_BROAD
 */
export const countOf = async <Row>(
  list: List<Row>,
  query: Pick<Query, "where" | "sort">,
  budget: Budget = usualBudget,
): Promise<Count> => {
  if (isEverything(query.where)) return countAll(list);
  const since = performance.now();
  const filter = condition(list.columns, query.where);
  const narrowing = narrowingOf(query.where, list.narrow);
  const led = narrowing && (await orNull(countNarrowed(list, filter, narrowing.where, countCeiling)));
  if (led) return led;
  const order = orderOf(list.columns, query, list.last, "next");
  const scope = and(list.scope, boundsOf(list.columns, query));
  let place: Place | null = null;
  let hits = 0;
  for (let count = budget.firstRows * 5; ; ) {
    const start = performance.now();
    const more: { hits: number; at: Place | null } | null = await orNull(
      countStretch(list as List<unknown>, order, scope, filter, place, count),
    );
    hits += more?.hits ?? 0;
    if (hits > countCeiling) return { count: countCeiling, more: true };
    if (more && !more.at) return { count: hits, more: false };
    if (!more || performance.now() - since > budget.ms) return { count: hits, more: true };
    place = more.at;
    count = nextCount(count, performance.now() - start);
  }
};
