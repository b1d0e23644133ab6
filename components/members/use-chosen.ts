"use client";

import { useCallback, useSyncExternalStore } from "react";
import { type Chosen, choose, chosenIn, chosenOnServer, onChosen } from "./chosen.ts";

/** The choice in a call's list, and how to change it. */
export const useChosen = (cid: string): readonly [Chosen, (chosen: Chosen) => void] => {
  const chosen = useSyncExternalStore(onChosen, () => chosenIn(cid), chosenOnServer);
  const set = useCallback((next: Chosen) => choose(cid, next), [cid]);
  return [chosen, set];
};
