"use client";

import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { visitViewAction } from "#lib/joining/actions.ts";
import type { VisitView } from "#lib/joining/server/view-visit.ts";
import { type Stop, stopFor } from "./visit-screen.ts";
import { windowMark } from "./window-mark.ts";

/**
 * What the page knows of the visit, asked again by `reload`: when something changed, when the doors open, when the page
 * comes back into view. `serverNow`: the server's clock when the page was made, in milliseconds; `aheadMs`: how far it
 * is ahead of this device's. What was known stays while the app does not answer. `gone`: the visit is no longer ours to see.
 */
export const useView = (initial: VisitView, serverNow: number) => {
  const [view, setView] = useState(initial);
  const [gone, setGone] = useState<Stop | null>(null);
  const [aheadMs, setAhead] = useState(() => serverNow - Date.now());
  const latest = useRef(0);
  const { type, id } = initial;

  const reload = useCallback(async () => {
    latest.current += 1;
    const asked = latest.current;
    const device = await windowMark();
    const answer = await visitViewAction({ type, id, device }).catch(() => null);
    if (!answer || asked !== latest.current) return;
    if (answer.ok) {
      setView(answer.value);
      setAhead(answer.value.now.getTime() - Date.now());
      setGone(null);
    } else {
      const stop = stopFor(answer.code);
      if (stop && stop !== "no-video") setGone(stop);
    }
  }, [type, id]);

  const again = useEffectEvent(reload);
  useEffect(() => {
    const onVisible = () => {
      if (document.visibilityState === "visible") void again();
    };
    const onBack = (event: PageTransitionEvent) => {
      if (event.persisted) void again();
    };
    document.addEventListener("visibilitychange", onVisible);
    addEventListener("pageshow", onBack);
    addEventListener("online", onVisible);
    return () => {
      document.removeEventListener("visibilitychange", onVisible);
      removeEventListener("pageshow", onBack);
      removeEventListener("online", onVisible);
    };
  }, []);

  // The doors open by the clock, with no event that would say so. The server's clock counts, not this device's.
  const opensAt = view.decision.ok || view.decision.code !== "TOO_EARLY" ? null : view.decision.opensAt;
  const opens = opensAt?.getTime() ?? null;
  useEffect(() => {
    if (opens === null) return;
    const ahead = serverNow - Date.now();
    let timer: ReturnType<typeof setTimeout>;
    const plan = () => {
      const left = opens - Date.now() - ahead;
      timer = setTimeout(() => void again().then(plan), Math.min(60_000, Math.max(1_000, left + 500)));
    };
    plan();
    return () => clearTimeout(timer);
  }, [opens, serverNow]);

  // Nor is there one that says who has left the waiting room, or who is in.
  const mayChange = view.members.some(({ presence }) => presence === "waiting" || (presence && view.live));
  const isWatched = mayChange && !view.connected;
  useEffect(() => {
    if (!isWatched) return;
    const timer = setInterval(() => document.visibilityState === "visible" && void again(), 20_000);
    return () => clearInterval(timer);
  }, [isWatched]);

  return { view, gone, reload, aheadMs };
};
