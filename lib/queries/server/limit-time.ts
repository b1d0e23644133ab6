import "server-only";
import { isTooSlow } from "#lib/db-errors.ts";
import type { Budget } from "#lib/queries/store.ts";

export const usualBudget: Budget = {
  firstRows: 1_000,
  maxFillRows: 10_000,
  maxIndexRows: 5_000,
  ms: 60,
  statementTimeoutMs: 150,
  totalTimeoutMs: 200,
};

export const timeoutMs = ({ statementTimeoutMs, totalTimeoutMs }: Budget, began: number) =>
  Math.max(Math.min(statementTimeoutMs, totalTimeoutMs - (performance.now() - began)), 1);

export const isTimeUp = ({ ms }: Budget, began: number) => performance.now() - began > ms;

/** The number of rows for the next scan to take about 30 ms, by how long the last one took. */
export const nextRowCount = (rows: number, tookMs: number) =>
  Math.round(Math.min(Math.max((rows * 30) / Math.max(tookMs, 1), 500), 30_000));

export async function nullIfTooSlow<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isTooSlow(error)) return null;
    throw error;
  }
}
