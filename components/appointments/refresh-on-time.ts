"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const minute = 60_000;

/** Time alone makes visits late and missed: looks again every minute, and when the window is seen again after a while. */
export function RefreshOnTime() {
  const router = useRouter();
  useEffect(() => {
    let last = Date.now();
    const look = () => {
      if (document.visibilityState !== "visible" || Date.now() - last < minute) return;
      last = Date.now();
      router.refresh();
    };
    const timer = setInterval(look, minute / 4);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [router]);
  return null;
}
