import "server-only";
import { AppError } from "#lib/errors.ts";
import { takeTry } from "./store.ts";

/** How much is too much: `most` in `windowSeconds`. */
export type Allowance = { readonly most: number; readonly windowSeconds: number };

/** Files that one person takes: each is written down. */
export const exportAllowance: Allowance = { most: 60, windowSeconds: 3_600 };

/**
 * Counts one turn of something that costs rows or rooms, before it is done, over all processes.
 * @throws AppError TOO_MANY_ATTEMPTS when `bucket` has had its turns, until the window ends
 */
export const takeTurn = async (bucket: string, allowance: Allowance, now: Date): Promise<void> => {
  const windowEnds = new Date(now.getTime() + allowance.windowSeconds * 1000);
  if ((await takeTry(bucket, windowEnds, now)) > allowance.most) throw new AppError("TOO_MANY_ATTEMPTS");
};
