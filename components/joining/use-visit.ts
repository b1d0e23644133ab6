"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { createDevices } from "#components/devices/devices-store.ts";
import { useLive } from "#components/live/live-provider.tsx";
import { publishableDevices } from "#components/room/publishable-devices.ts";
import type { VisitView } from "#lib/joining/server/view-visit.ts";
import { wasReady } from "./ready-storage.ts";
import { createVisitEffects, onPageResumed } from "./visit-effects.ts";
import { isWaiting } from "./visit-selectors.ts";
import { initialState } from "./visit-state.ts";
import { createVisitStore } from "./visit-store.ts";
import { windowId } from "./window-id.ts";

const createVisit = (view: VisitView, aheadMs: number) => {
  const devices = createDevices(publishableDevices(view.capabilities), `${view.type}:${view.id}`);
  const { perform, stop } = createVisitEffects(view, { devices, videoOrigin: view.videoOrigin });
  const store = createVisitStore(initialState(view, aheadMs), perform);
  /** Returns how to close it. */
  const open = () => {
    store.dispatch({ type: "opened", wasReady: wasReady(view) });
    void windowId().then((id) => store.dispatch({ type: "window-identified", windowId: id }));
    const stopListening = onPageResumed(() => store.dispatch({ type: "view-outdated" }));
    return () => {
      stopListening();
      stop();
    };
  };
  return { store, devices, open };
};

/** The visit of this page: its state, where its events go, and the devices it uses. */
export const useVisit = (view: VisitView, serverNow: number) => {
  const [{ store, devices, open }] = useState(() => createVisit(view, serverNow - Date.now()));
  const state = useSyncExternalStore(store.subscribe, store.now, () => store.initial);
  const { status, visit, changes } = useLive(view, isWaiting(state));
  useEffect(open, [open]);
  useEffect(
    () => store.dispatch({ type: "live-changed", live: { status, visit, changes } }),
    [store, status, visit, changes],
  );
  return { state, dispatch: store.dispatch, devices };
};
