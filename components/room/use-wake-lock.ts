"use client";

import { useEffect } from "react";

/** Keeps the screen on, where the browser can; asked again whenever the page comes back into view. */
export const useWakeLock = () => {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let isGone = false;
    const request = async () => {
      if (isGone || document.visibilityState !== "visible") return;
      lock = await navigator.wakeLock?.request("screen").catch(() => undefined);
      if (isGone) void lock?.release();
    };
    void request();
    document.addEventListener("visibilitychange", request);
    return () => {
      isGone = true;
      document.removeEventListener("visibilitychange", request);
      void lock?.release();
    };
  }, []);
};
