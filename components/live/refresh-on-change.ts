"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useLiveState } from "./live-provider.tsx";

/** Merges a burst of messages into one refresh. */
const debounceMs = 250;

/** Refreshes the page whenever one of the person's visits changes, for lists such as Today's. */
export function RefreshOnChange() {
  const router = useRouter();
  const { heard, refreshed } = useLiveState();
  const total = Object.values(heard).reduce((sum, times) => sum + times, 0) + refreshed;
  const seen = useRef(1);
  useEffect(() => {
    // The page was rendered from the first state.
    if (total <= seen.current) return;
    const timer = setTimeout(() => {
      seen.current = total;
      router.refresh();
    }, debounceMs);
    return () => clearTimeout(timer);
  }, [total, router]);
  return null;
}
