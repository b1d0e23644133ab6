import { setTimeout as wait } from "node:timers/promises";

/** Asks until the result is truthy, and returns it. Fails with `what` after `timeoutMs`. */
export const until = async <T>(
  what: string,
  ask: () => Promise<T> | T,
  timeoutMs = 30_000,
): Promise<NonNullable<T>> => {
  let last: unknown;
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await wait(50)) {
    try {
      const result = await ask();
      if (result) return result;
      last = result;
    } catch (error) {
      last = error;
    }
  }
  const seen = last instanceof Error ? last.message : String(last);
  throw new Error(`Waited ${timeoutMs} ms until ${what}. Last result: ${seen}`);
};
