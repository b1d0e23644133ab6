import "server-only";
import { AppError } from "#lib/errors.ts";
import type { Tree } from "#lib/queries/rules.ts";
import { segmentsAfter } from "#lib/queries/store/bound-scan.ts";
import { type Ordered, yes } from "#lib/queries/store/compile-query.ts";
import { nextRows, scanByIndex, scanInOrder } from "#lib/queries/store/find-rows.ts";
import { narrowingOf } from "#lib/queries/store/narrow-query.ts";
import type { Position } from "#lib/queries/store/seal-cursor.ts";
import type { Budget, Found, List, Reached, Segment } from "#lib/queries/store.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { isTimeUp, nextRowCount, nullIfTooSlow, timeoutMs } from "./limit-time.ts";

type Sql = Prisma.Sql;

export type Search<Row> = {
  readonly list: List<Row>;
  readonly where: Tree;
  /** Null if everything matches. */
  readonly filter: Sql | null;
  readonly order: readonly Ordered[];
  readonly segments: readonly Segment[];
  readonly from: Position | null;
  readonly need: number;
  readonly budget: Budget;
  readonly began: number;
};

/** Scans at most `maxRows` rows of each segment. */
async function scan<Row>(search: Search<Row>, from: Position | null, need: number, maxRows: number) {
  const { list, filter, segments, budget, began } = search;
  const found: Found[] = [];
  for (const { segment, position } of segmentsAfter(segments, from)) {
    const part = { segment, position, need: need - found.length };
    const timeout = timeoutMs(budget, began);
    const reached: Reached =
      filter === null
        ? await nextRows(list, part, timeout)
        : await scanInOrder(list, filter, { ...part, maxRows }, timeout);
    found.push(...reached.found);
    if (found.length >= need || reached.at) return { found, at: reached.at };
  }
  return { found, at: null };
}

async function scanOn<Row>(search: Search<Row>, reached: Reached, rows: number): Promise<Reached | null> {
  const need = search.need - reached.found.length;
  const more = await nullIfTooSlow(scan(search, reached.at, need, rows));
  return more && { found: [...reached.found, ...more.found], at: more.at };
}

const isDone = ({ need }: Search<unknown>, reached: Reached) =>
  reached.at === null || reached.found.length >= need;

/** Judges by the matches so far. Null if an index is likely faster. */
function rowsToFill({ need, budget }: Search<unknown>, found: number): number | null {
  const rows = ((need - found) / Math.max(found, 0.1)) * budget.firstRows * 1.5;
  return rows <= budget.maxFillRows ? Math.ceil(rows) : null;
}

/** Scans fewer rows if the first scan takes too long, and returns null if that does too. */
async function scanFirst<Row>(search: Search<Row>): Promise<Reached | null> {
  const { from, need, budget } = search;
  const first = (rows: number) => nullIfTooSlow(scan(search, from, need, rows));
  const reached = (await first(budget.firstRows)) ?? (await first(Math.ceil(budget.firstRows / 20)));
  if (!reached || isDone(search, reached)) return reached;
  const rows = rowsToFill(search, reached.found.length);
  return rows ? ((await scanOn(search, reached, rows)) ?? reached) : reached;
}

async function scanRest<Row>(search: Search<Row>, begun: Reached): Promise<Reached> {
  let reached = begun;
  let rows = search.budget.firstRows * 5;
  while (!isDone(search, reached) && !isTimeUp(search.budget, search.began)) {
    const start = performance.now();
    const more = await scanOn(search, reached, rows);
    if (!more) return reached;
    reached = more;
    rows = nextRowCount(rows, performance.now() - start);
  }
  return reached;
}

const searchIndex = <Row>({ list, filter, order, from, need, budget, began }: Search<Row>, where: Sql) =>
  nullIfTooSlow(
    scanByIndex(
      list,
      { filter: filter ?? yes, where, order, position: from, need, maxRows: budget.maxIndexRows },
      timeoutMs(budget, began),
    ),
  );

/**
 * Scans in sort order first, which fills the page for most filters, then tries an index for the filter, then scans on. In a list
 * that is a small part of its table, the list's own index comes first.
 */
export async function searchRows<Row>(search: Search<Row>): Promise<Reached> {
  const { list, where, filter } = search;
  const narrowing = filter && narrowingOf(where, list.narrow);
  const byFilter = async () => narrowing && searchIndex(search, narrowing.where);
  const filtered = list.filterFirst ? await byFilter() : null;
  if (filtered) return filtered;
  const own = list.own && (await searchIndex(search, list.own));
  if (own) return own;
  const early = narrowing?.certain && !list.filterFirst ? await byFilter() : null;
  if (early) return early;
  const reached = await scanFirst(search);
  if (reached && isDone(search, reached)) return reached;
  const late = narrowing?.certain || list.filterFirst ? null : await byFilter();
  if (late) return late;
  if (!reached) throw new AppError("QUERY_TOO_BROAD");
  return scanRest(search, reached);
}
