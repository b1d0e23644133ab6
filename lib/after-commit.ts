import "server-only";
import { errorFacts, log } from "./log.ts";

/** What LiveKit is told after a commit may fail: the row is the truth, and the reconciler makes good. */
export const afterCommit = async (what: string, work: readonly Promise<unknown>[]): Promise<void> => {
  for (const result of await Promise.allSettled(work)) {
    if (result.status === "rejected") log.warn(what, errorFacts(result.reason));
  }
};
