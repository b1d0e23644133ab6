import "server-only";
import { AppError } from "#lib/errors.ts";
import {
  and,
  type Columns,
  condition,
  type Ordered,
  orderOf,
  testSql,
  yes,
} from "#lib/queries/store/compile-query.ts";
import { narrowingOf, required } from "#lib/queries/store/narrow-query.ts";
import { type Direction, type Position, seal, unseal } from "#lib/queries/store/seal-cursor.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { countCeiling, type Query, type Test, type Tree } from "./rules.ts";
import * as store from "./store.ts";

type Sql = Prisma.Sql;
type List<Row> = store.List<Row>;
const { sql, raw } = Prisma;

export const usualBudget: store.Budget = {
  firstRows: 1_000,
  walkedRows: 10_000,
  narrowedRows: 5_000,
  ms: 60,
  statementMs: 150,
  totalMs: 200,
};

/** How long the next statement may last, when the question was asked at `began`. */
const msLeft = ({ statementMs, totalMs }: store.Budget, began: number) =>
  Math.max(Math.min(statementMs, totalMs - (performance.now() - began)), 1);

/** Everything about one question that stays the same from statement to statement. */
type Search<Row> = {
  readonly list: List<Row>;
  readonly where: Tree;
  /** Null: everything matches. */
  readonly filter: Sql | null;
  readonly order: readonly Ordered[];
  readonly segments: readonly store.Segment[];
  readonly from: Position | null;
  readonly need: number;
  readonly budget: store.Budget;
  /** When it was asked. */
  readonly began: number;
};

/** An order that begins with one of few values is a list for each of them, one after another: each has its index. */
const segmentsOf = (scope: Sql, query: Query, order: readonly Ordered[]): store.Segment[] => {
  const [first, ...rest] = order;
  const values = query.sort[0]?.field.kind === "choice" && query.sort[0].field.values;
  if (!first || !values) return [{ scope, order, fixed: [] }];
  return (first.down ? values.toReversed() : values).map((value) => ({
    scope: and(scope, sql`${first.sql} = ${value}${raw(`::${first.type}`)}`),
    order: rest,
    fixed: [value],
  }));
};

/** The segments from the position on, the first with the position inside it. */
const remaining = (segments: readonly store.Segment[], position: Position | null) => {
  if (!position) return segments.map((segment) => ({ segment, position: null }));
  const index = segments.findIndex(({ fixed }) => fixed.every((one, at) => one === position.key[at]));
  return segments.slice(Math.max(index, 0)).map((segment, nth) => ({
    segment,
    position: nth === 0 ? { ...position, key: position.key.slice(segment.fixed.length) } : null,
  }));
};

/** On from `position`, segment after segment, until there are enough, all is seen, or `rows` rows of one were looked at. */
const walk = async <Row>(
  { list, filter, segments, budget, began }: Search<Row>,
  from: Position | null,
  need: number,
  rows: number,
): Promise<store.Reached> => {
  const all: store.Found[] = [];
  for (const { segment, position } of remaining(segments, from)) {
    const missing = need - all.length;
    const ms = msLeft(budget, began);
    const reached =
      filter === null
        ? await store.nextOf(list, segment, position, missing, ms)
        : await store.matchesInOrder(list, filter, segment, position, missing, rows, ms);
    all.push(...reached.found);
    if (all.length >= need || reached.at) return { found: all, at: reached.at };
  }
  return { found: all, at: null };
};

/** Rows to look at next, so that it takes some 30 ms, by how long the last ones took. */
const nextCount = (rows: number, tookMs: number) =>
  Math.round(Math.min(Math.max((rows * 30) / Math.max(tookMs, 1), 500), 30_000));

/** In how many rows the page will be full, by what was found so far; null when an index gets there sooner. */
const fullAfter = ({ need, budget }: Search<unknown>, found: number) => {
  const rows = ((need - found) / Math.max(found, 0.1)) * budget.firstRows * 1.5;
  return rows <= budget.walkedRows ? Math.ceil(rows) : null;
};

/** Walks on by `rows`, from what was reached; null when that was broken off. */
const step = async <Row>(search: Search<Row>, reached: store.Reached, rows: number) => {
  const need = search.need - reached.found.length;
  const more = await store.orNull(walk(search, reached.at, need, rows));
  return more && { found: [...reached.found, ...more.found], at: more.at };
};

const isDone = ({ need }: Search<unknown>, reached: store.Reached) =>
  reached.at === null || reached.found.length >= need;

/**
 * Looks at the first rows, and at as many more as promise to fill the page. At few when many take too long; null when those
 * do as well.
 */
const begin = async <Row>(search: Search<Row>): Promise<store.Reached | null> => {
  const { from, need, budget } = search;
  const first = (rows: number) => store.orNull(walk(search, from, need, rows));
  const begun = (await first(budget.firstRows)) ?? (await first(Math.ceil(budget.firstRows / 20)));
  if (!begun || isDone(search, begun)) return begun;
  const near = fullAfter(search, begun.found.length);
  return near ? ((await step(search, begun, near)) ?? begun) : begun;
};

/** Walks on from what was reached until there is enough, all is seen or the time is up. */
const walkOn = async <Row>(search: Search<Row>, begun: store.Reached) => {
  let reached = begun;
  let rows = search.budget.firstRows * 5;
  while (!isDone(search, reached) && performance.now() - search.began < search.budget.ms) {
    const start = performance.now();
    const more = await step(search, reached, rows);
    if (!more) return reached;
    reached = more;
    rows = nextCount(rows, performance.now() - start);
  }
  return reached;
};

/** What is found among the rows that an index leads to by `where`; null when they are too many, or it took too long. */
const scanByIndex = <Row>({ list, filter, order, from, need, budget, began }: Search<Row>, where: Sql) =>
  store.orNull(
    store.matchesByIndex(
      list,
      { filter: filter ?? yes, where, order, position: from, need, most: budget.narrowedRows },
      msLeft(budget, began),
    ),
  );

/**
 * Three ways to a page, the cheap one first: the next rows in the order asked for, which most filters fill a page from;
 * else the rows that an index leads to; else on through the rows, until the time is up. Of a list that is a small part of
 * its table its own rows are looked at before that.
 */
const look = async <Row>(search: Search<Row>): Promise<store.Reached> => {
  const { list, where, filter } = search;
  const narrowing = filter && narrowingOf(where, list.narrow);
  const byFilter = async () => narrowing && scanByIndex(search, narrowing.where);
  const filtered = list.filterFirst ? await byFilter() : null;
  if (filtered) return filtered;
  const own = list.own && (await scanByIndex(search, list.own));
  if (own) return own;
  const early = narrowing?.certain && !list.filterFirst ? await byFilter() : null;
  if (early) return early;
  const reached = await begin(search);
  if (reached && isDone(search, reached)) return reached;
  const led = narrowing?.certain || list.filterFirst ? null : await byFilter();
  if (led) return led;
  if (!reached) throw new AppError("QUERY_TOO_BROAD");
  return walkOn(search, reached);
};

const isEverything = (tree: Tree) => "all" in tree && tree.all.length === 0;

/**
 * One value, said as a range. Of what equals a constant PostgreSQL knows that it needs no sorting, and takes the index of
 * what is sorted by next: all the way through a million, for the few that have this value.
 */
const asRange = (test: Test): readonly Test[] => {
  const [value, ...others] = test.is === "in" ? test.values : [];
  if (test.field.kind === "choice" || value === undefined || others.length > 0) return [test];
  const { field, path } = test;
  return [
    { field, path, is: ">=", value },
    { field, path, is: "<=", value },
  ];
};

/**
 * What every match fulfils and an order's own index can begin with: the walk is over no more than that. Several values of
 * a choice are no beginning: their rows stand in as many places of the index, each in its own order.
 */
const boundsOf = (columns: Columns, query: Pick<Query, "where" | "sort">): Sql => {
  const sorted = query.sort[0]?.field.column;
  const bounding = required(query.where).filter(
    (test) =>
      (test.field.column === sorted && test.is !== "words") ||
      (test.field.kind === "choice" && test.is === "in" && test.values.length === 1),
  );
  return and(...bounding.flatMap(asRange).map((test) => testSql(columns, test)));
};

const positionOf = (query: Query, name: string): Position | null => {
  if (!query.from) return null;
  const { direction, cursor } = query.from;
  const position = unseal(cursor, name, direction);
  if (!position) throw new AppError("BAD_INPUT", { fields: { [direction]: "invalid" } });
  return position;
};

/** The previous page: what lies before this page's first row, or before its starting point when it is empty. */
const positionBack = (from: Position, first: store.Found | undefined): Position =>
  first ? { key: first.key, inclusive: false } : { key: from.key, inclusive: !from.inclusive };

export type Page<Row> = {
  readonly rows: Row[];
  /** Cursors; null where the list ends. */
  readonly next: string | null;
  readonly prev: string | null;
  /** Time was up before the page was full: the cursor of that direction goes on looking, from where this ended. */
  readonly cutShort: boolean;
};

/**
 * A page of a list, by keyset: any depth costs the same, and rows that come and go move no other from page to page. Costs
 * no more than the budget: a page may be cut short.
 * @throws AppError BAD_INPUT (a cursor of something else), QUERY_TOO_BROAD
 */
export const pageOf = async <Row>(
  list: List<Row>,
  query: Query,
  budget = usualBudget,
): Promise<Page<Row>> => {
  const name = `${list.name} ${query.text}`;
  const direction: Direction = query.from?.direction ?? "next";
  const from = positionOf(query, name);
  const order = orderOf(list.columns, query, list.last, direction);
  const segments = segmentsOf(and(list.scope, boundsOf(list.columns, query)), query, order);
  const { where, limit } = query;
  const filter = isEverything(where) ? null : condition(list.columns, where);
  const need = limit + 1;
  const began = performance.now();
  const reached = await look({ list, where, filter, order, segments, from, need, budget, began });
  const shown = reached.found.slice(0, limit);
  const full = reached.found.length > limit;
  const last = shown.at(-1);
  const onwards: Position | null = full && last ? { key: last.key, inclusive: false } : reached.at;
  const back = from && positionBack(from, shown[0]);
  const rows = shown.map((one) => list.toRow(one.raw));
  const sealed = (position: Position | null, to: Direction) => position && seal(position, name, to);
  return {
    rows: direction === "prev" ? rows.reverse() : rows,
    next: sealed(direction === "next" ? onwards : back, "next"),
    prev: sealed(direction === "prev" ? onwards : back, "prev"),
    cutShort: !full && reached.at !== null,
  };
};

/** How many rows match: `more` when there are more than that, or may be, because counting ended there. */
export type Count = { readonly count: number; readonly more: boolean };

const atMost = (count: number): Count => ({
  count: Math.min(count, countCeiling),
  more: count > countCeiling,
});

/** Counts what matches, up to `countCeiling`, and as long as the budget allows. */
export const countOf = async <Row>(
  list: List<Row>,
  query: Pick<Query, "where" | "sort">,
  budget = usualBudget,
): Promise<Count> => {
  const began = performance.now();
  if (isEverything(query.where)) return atMost(await store.countAll(list, countCeiling + 1));
  const filter = condition(list.columns, query.where);
  const narrowing = narrowingOf(query.where, list.narrow);
  const led =
    narrowing &&
    (await store.orNull(
      store.countByIndex(list, filter, narrowing.where, countCeiling, msLeft(budget, began)),
    ));
  if (led !== null) return atMost(led);
  const order = orderOf(list.columns, query, list.last, "next");
  const segment = { scope: and(list.scope, boundsOf(list.columns, query)), order, fixed: [] };
  let reached: { hits: number; at: Position | null } = { hits: 0, at: null };
  for (let rows = budget.firstRows * 5; ; ) {
    const start = performance.now();
    const more = await store.orNull(
      store.countNext(list, filter, segment, reached.at, rows, msLeft(budget, began)),
    );
    if (!more) return { count: reached.hits, more: true };
    reached = { hits: reached.hits + more.hits, at: more.at };
    if (!reached.at || reached.hits > countCeiling) return atMost(reached.hits);
    if (performance.now() - began > budget.ms) return { count: reached.hits, more: true };
    rows = nextCount(rows, performance.now() - start);
  }
};
