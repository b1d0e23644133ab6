"use client";

import { useCallback, useSyncExternalStore } from "react";
import { noSelection, onSelection, type Selection, selectionIn, setSelection } from "./selection.ts";

/** The selection in a call's list, and its setter. */
export function useSelection(cid: string): readonly [Selection, (selection: Selection) => void] {
  const selection = useSyncExternalStore(
    onSelection,
    () => selectionIn(cid),
    () => noSelection,
  );
  const set = useCallback((next: Selection) => setSelection(cid, next), [cid]);
  return [selection, set];
}
