import fc, { type IAsyncProperty } from "fast-check";

/** Repeats a run of random tests: `SEED=1234 npm test -- tests/queries/fuzz.test.ts`. */
export const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
console.log(`SEED=${seed}`);

const shares = 4;

/**
 * Checks an asynchronous property with four runs at a time, so the database never waits for this process. `offset` gives
 * each property of a file a seed of its own.
 */
export const checkInParallel = async <T>(property: IAsyncProperty<T>, numRuns: number, offset: number) => {
  const check = (_: unknown, share: number) =>
    fc.assert(property, { numRuns: numRuns / shares, seed: seed + shares * offset + share });
  const settled = await Promise.allSettled(Array.from({ length: shares }, check));
  for (const result of settled) if (result.status === "rejected") throw result.reason;
};
