"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const minuteMs = 60_000;

/** Refreshes the page every minute while it is visible: visits become late and missed without any event. */
export function RefreshOnTime() {
  const router = useRouter();
  useEffect(() => {
    let refreshedAt = Date.now();
    const refresh = () => {
      if (document.visibilityState !== "visible" || Date.now() - refreshedAt < minuteMs) return;
      refreshedAt = Date.now();
      router.refresh();
    };
    const timer = setInterval(refresh, minuteMs / 4);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [router]);
  return null;
}
