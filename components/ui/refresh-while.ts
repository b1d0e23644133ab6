"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const second = 1_000;

/** Refreshes the page every second while it is visible, for work that goes on by itself. */
export function RefreshWhile() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, second);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
