import { setTimeout as wait } from "node:timers/promises";

/** Requests a page with eight visitors until it is stopped. Returns the counts of the statuses, with 0 for no answer. */
export const startLoad = (url: string, cookie: string, pauseMs = 0) => {
  const statuses = new Map<number, number>();
  let isOver = false;
  const visit = async () => {
    while (!isOver) {
      const response = await fetch(url, { headers: { cookie }, redirect: "manual" }).catch(() => null);
      await response?.arrayBuffer().catch(() => {});
      const status = response?.status ?? 0;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (pauseMs) await wait(pauseMs);
    }
  };
  const visitors = Array.from({ length: 8 }, visit);
  const stop = async () => {
    isOver = true;
    await Promise.all(visitors);
  };
  return { count: (status: number) => statuses.get(status) ?? 0, stop };
};
