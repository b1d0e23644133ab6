"use client";

import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useFormats } from "./use-formats.ts";

/**
 * The server's clock in milliseconds, updated every second. It starts at `serverNow`, the time when the page was rendered,
 * so a browser with a wrong clock counts correctly and hydration matches.
 */
export function useServerClock(serverNow: number) {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const ahead = serverNow - Date.now();
    const tick = () => setNow(Date.now() + ahead);
    const timer = setInterval(tick, 1000);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [serverNow]);
  return now;
}

const spokenMinutes = [10, 5, 1];

/** The time until `to` (milliseconds), in words. Announced at 10, 5 and 1 minutes; calls `onDone` once, at zero. */
export function Countdown({
  to,
  serverNow,
  onDone,
}: {
  to: number;
  serverNow: number;
  locale?: string;
  onDone?: () => void;
}) {
  const { duration } = useFormats();
  const left = Math.max(0, to - useServerClock(serverNow));
  const done = left === 0;
  const told = useRef(false);
  const finish = useEffectEvent(() => {
    if (!told.current) onDone?.();
    told.current = true;
  });
  useEffect(() => {
    if (done) finish();
  }, [done]);

  const minutes = Math.floor(left / 60_000);
  return (
    <>
      <span role="timer" className="tabular">
        {duration(left)}
      </span>
      <span role="status" className="sr-only">
        {spokenMinutes.includes(minutes) ? duration(minutes * 60_000) : ""}
      </span>
    </>
  );
}

/** The time since `since` (milliseconds), in whole minutes: "less than a minute", "4 minutes". */
export function Elapsed({ since, serverNow }: { since: number; serverNow: number; locale?: string }) {
  const t = useTranslations("ui");
  const { duration } = useFormats();
  const passed = Math.max(0, useServerClock(serverNow) - since);
  return (
    <span className="tabular whitespace-nowrap">
      {passed < 60_000 ? t("lessThanAMinute") : duration(Math.floor(passed / 60_000) * 60_000)}
    </span>
  );
}
