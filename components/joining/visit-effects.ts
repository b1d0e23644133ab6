import { preconnect } from "react-dom";
import type { Devices } from "#components/devices/devices-store.ts";
import type { CallRef } from "#lib/access.ts";
import { visitViewAction } from "#lib/joining/actions.ts";
import { acceptRingAction } from "#lib/rings/actions.ts";
import { startVisitAction } from "#lib/starting/actions.ts";
import { loadRoom } from "./load-room.ts";
import { rememberReady } from "./ready-storage.ts";
import type { VisitEffect, VisitEvent } from "./visit-state.ts";
import { windowId } from "./window-id.ts";

const presenceIntervalMs = 20_000;
const isVisible = () => document.visibilityState === "visible";

const loadView = async (ref: CallRef, request: number): Promise<VisitEvent> => {
  const answer = await visitViewAction({ ...ref, device: await windowId() }).catch(() => null);
  if (!answer) return { type: "view-unavailable", request };
  if (!answer.ok) return { type: "view-refused", request, code: answer.code };
  const view = answer.value;
  return { type: "view-loaded", request, view, aheadMs: view.now.getTime() - Date.now() };
};

const startVisit = async (ref: CallRef): Promise<VisitEvent> => {
  const answer = await startVisitAction(ref).catch(() => null);
  return { type: "start-answered", failure: answer?.ok ? null : { message: answer?.message ?? null } };
};

/** The opening by the server's clock. A long wait is cut into minutes, because a sleeping device stops its timers. */
const delayUntil = (opensAt: Date, aheadMs: number) =>
  Math.min(60_000, Math.max(1_000, opensAt.getTime() - Date.now() - aheadMs + 500));

/** Performs the effects of one visit's store: the one place where it touches the app, the browser and the clock. */
export const createVisitEffects = (
  { type, id }: CallRef,
  { devices, videoOrigin }: { devices: Devices; videoOrigin: string | null },
) => {
  const ref = { type, id };
  let opening: ReturnType<typeof setTimeout> | undefined;
  let presence: ReturnType<typeof setInterval> | undefined;

  const perform = (effect: VisitEffect, dispatch: (event: VisitEvent) => void) => {
    const outdated = () => dispatch({ type: "view-outdated" });
    switch (effect.do) {
      case "load-view":
        void loadView(ref, effect.request).then(dispatch);
        break;
      case "start-visit":
        void startVisit(ref).then(dispatch);
        break;
      case "accept-ring":
        void acceptRingAction(ref).catch(() => null);
        break;
      case "remember-ready":
        rememberReady(ref, effect.ready);
        break;
      case "preload-room":
        void loadRoom();
        if (videoOrigin) preconnect(videoOrigin);
        break;
      case "close-devices":
        devices.close();
        break;
      case "await-opening":
        clearTimeout(opening);
        if (effect.opensAt) opening = setTimeout(outdated, delayUntil(effect.opensAt, effect.aheadMs));
        break;
      case "watch-presence":
        clearInterval(presence);
        if (effect.on) presence = setInterval(() => isVisible() && outdated(), presenceIntervalMs);
        break;
    }
  };
  const stop = () => {
    clearTimeout(opening);
    clearInterval(presence);
    devices.close();
  };
  return { perform, stop };
};

/** Calls back when the page may show an old state: it is in view again, back from history, or back online. */
export const onPageResumed = (callback: () => void) => {
  const onVisible = () => isVisible() && callback();
  const onPageShow = (event: PageTransitionEvent) => event.persisted && callback();
  document.addEventListener("visibilitychange", onVisible);
  addEventListener("pageshow", onPageShow);
  addEventListener("online", onVisible);
  return () => {
    document.removeEventListener("visibilitychange", onVisible);
    removeEventListener("pageshow", onPageShow);
    removeEventListener("online", onVisible);
  };
};
