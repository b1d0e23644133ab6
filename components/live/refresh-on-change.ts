"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useLiveState } from "./live-provider.tsx";

/** Heard of at once, yet a burst of news makes one request. */
const settle = 250;

/** Renders the page again whenever the server tells of any of the person's visits: for lists such as today's. */
export function RefreshOnChange() {
  const router = useRouter();
  const { heard, refreshed } = useLiveState();
  const total = Object.values(heard).reduce((sum, times) => sum + times, 0) + refreshed;
  const seen = useRef(1);
  useEffect(() => {
    // The first state is what the page was rendered from.
    if (total <= seen.current) return;
    const timer = setTimeout(() => {
      seen.current = total;
      router.refresh();
    }, settle);
    return () => clearTimeout(timer);
  }, [total, router]);
  return null;
}
