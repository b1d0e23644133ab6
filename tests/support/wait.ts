import { setTimeout as wait } from "node:timers/promises";

/** Asks again and again until the answer is a true one; answers it. Fails with `what` when it takes longer than `ms`. */
export const until = async <T>(
  what: string,
  ask: () => Promise<T> | T,
  ms = 30_000,
): Promise<NonNullable<T>> => {
  let last: unknown;
  for (const deadline = Date.now() + ms; Date.now() < deadline; await wait(50)) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
  }
  throw new Error(
    `Waited ${ms} ms in vain until ${what}. Last: ${last instanceof Error ? last.message : String(last)}`,
  );
};
