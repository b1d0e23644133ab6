import "server-only";
import { AppError } from "#lib/errors.ts";
import { matchesEverything, type Query } from "#lib/queries/rules.ts";
import { boundsOf, segmentsOf } from "#lib/queries/store/bound-scan.ts";
import { and, condition, orderOf } from "#lib/queries/store/compile-query.ts";
import { type Direction, type Position, seal, unseal } from "#lib/queries/store/seal-cursor.ts";
import type { Found, List } from "#lib/queries/store.ts";
import { usualBudget } from "./limit-time.ts";
import { searchRows } from "./search-rows.ts";

function positionOf(query: Query, name: string): Position | null {
  if (!query.from) return null;
  const { direction, cursor } = query.from;
  const position = unseal(cursor, name, direction);
  if (!position) throw new AppError("BAD_INPUT", { fields: { [direction]: "invalid" } });
  return position;
}

/** The way back: from this page's first row, or if the page is empty from where it started. */
const positionBack = (from: Position, first: Found | undefined): Position =>
  first ? { key: first.key, inclusive: false } : { key: from.key, inclusive: !from.inclusive };

export type Page<Row> = {
  readonly rows: Row[];
  readonly next: string | null;
  readonly prev: string | null;
  /** The time was up before the page was full. The cursor continues the search. */
  readonly cutShort: boolean;
};

function searchFor<Row>(list: List<Row>, query: Query, from: Position | null) {
  const { where, limit } = query;
  const order = orderOf(list.columns, query, list.last, query.from?.direction ?? "next");
  return {
    list,
    where,
    filter: matchesEverything(where) ? null : condition(list.columns, where),
    order,
    segments: segmentsOf(and(list.scope, boundsOf(list.columns, query)), query, order),
    from,
    need: limit + 1,
  };
}

/** By keyset, so that any depth costs the same. @throws AppError BAD_INPUT (another query's cursor), QUERY_TOO_BROAD */
export async function pageOf<Row>(list: List<Row>, query: Query, budget = usualBudget): Promise<Page<Row>> {
  const began = performance.now();
  const name = `${list.name} ${query.text}`;
  const direction: Direction = query.from?.direction ?? "next";
  const from = positionOf(query, name);
  const reached = await searchRows({ ...searchFor(list, query, from), budget, began });
  const found = reached.found.slice(0, query.limit);
  const isFull = reached.found.length > query.limit;
  const last = found.at(-1);
  const onwards: Position | null = isFull && last ? { key: last.key, inclusive: false } : reached.at;
  const back = from && positionBack(from, found[0]);
  const rows = found.map(({ raw }) => list.toRow(raw));
  const sealed = (position: Position | null, to: Direction) => position && seal(position, name, to);
  return {
    rows: direction === "prev" ? rows.reverse() : rows,
    next: sealed(direction === "next" ? onwards : back, "next"),
    prev: sealed(direction === "prev" ? onwards : back, "prev"),
    cutShort: !isFull && reached.at !== null,
  };
}
