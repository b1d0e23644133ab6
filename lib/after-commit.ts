import "server-only";
import { errorFacts, log } from "./log.ts";

/** Does work that may fail after a commit, such as telling LiveKit, where the reconciler makes up for it. */
export async function afterCommit(what: string, work: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) {
    if (result.status === "rejected") log.warn(what, errorFacts(result.reason));
  }
}
