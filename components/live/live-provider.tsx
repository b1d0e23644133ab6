"use client";

import { createContext, type ReactNode, useContext, useState, useSyncExternalStore } from "react";
import type { CallRef } from "#lib/access";
import { changesOf, type LiveState, nothingYet, visitOf } from "#lib/live/rules";
import { liveConnection } from "./live-connection.ts";

const Live = createContext<LiveState>(nothingYet);
const atFirst = () => nothingYet;

/** Holds the page's one connection to the server's events. Around everything that is shown to somebody signed in. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [connection] = useState(() => liveConnection());
  const state = useSyncExternalStore(connection.watch, connection.now, atFirst);
  return <Live value={state}>{children}</Live>;
}

/** Everything that is known from the server's events right now. */
export const useLiveState = (): LiveState => useContext(Live);

/**
 * How a call stands, kept up to date by the server's events: `visit` while it is on; `changes` rises whenever something
 * about it may have changed, to look at it again; `status` says whether the news are fresh.
 */
export const useLive = (ref: CallRef) => {
  const state = useLiveState();
  return { status: state.status, visit: visitOf(state, ref), changes: changesOf(state, ref) };
};
