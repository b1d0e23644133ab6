import "server-only";
import { countCeiling, matchesEverything, type Query } from "#lib/queries/rules.ts";
import { boundsOf } from "#lib/queries/store/bound-scan.ts";
import { and, condition, orderOf } from "#lib/queries/store/compile-query.ts";
import { countAll, countByIndex, countInOrder } from "#lib/queries/store/count-rows.ts";
import { narrowingOf } from "#lib/queries/store/narrow-query.ts";
import type { Position } from "#lib/queries/store/seal-cursor.ts";
import type { Budget, List } from "#lib/queries/store.ts";
import { isTimeUp, nextRowCount, nullIfTooSlow, timeoutMs, usualBudget } from "./limit-time.ts";

/** `more`: counting stopped before the end. */
export type Count = { readonly count: number; readonly more: boolean };
type Counted = Pick<Query, "where" | "sort">;

const upToCeiling = (count: number): Count => ({
  count: Math.min(count, countCeiling),
  more: count > countCeiling,
});

async function countByScan<Row>(list: List<Row>, query: Counted, budget: Budget, began: number) {
  const filter = condition(list.columns, query.where);
  const order = orderOf(list.columns, query, list.last, "next");
  const segment = { scope: and(list.scope, boundsOf(list.columns, query)), order, fixed: [] };
  let reached: { hits: number; at: Position | null } = { hits: 0, at: null };
  for (let maxRows = budget.firstRows * 5; ; ) {
    const start = performance.now();
    const part = { segment, position: reached.at, maxRows };
    const more = await nullIfTooSlow(countInOrder(list, filter, part, timeoutMs(budget, began)));
    if (!more) return { count: reached.hits, more: true };
    reached = { hits: reached.hits + more.hits, at: more.at };
    if (!reached.at || reached.hits > countCeiling) return upToCeiling(reached.hits);
    if (isTimeUp(budget, began)) return { count: reached.hits, more: true };
    maxRows = nextRowCount(maxRows, performance.now() - start);
  }
}

export async function countOf<Row>(list: List<Row>, query: Counted, budget = usualBudget): Promise<Count> {
  const began = performance.now();
  if (matchesEverything(query.where)) return upToCeiling(await countAll(list, countCeiling + 1));
  const narrowing = narrowingOf(query.where, list.narrow);
  if (narrowing) {
    const filter = condition(list.columns, query.where);
    const scan = { where: narrowing.where, maxRows: countCeiling };
    const count = await nullIfTooSlow(countByIndex(list, filter, scan, timeoutMs(budget, began)));
    if (count !== null) return upToCeiling(count);
  }
  return countByScan(list, query, budget, began);
}
