"use client";

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { CallRef } from "#lib/access.ts";
import { changesOf, type LiveState, nothingYet, visitOf } from "#lib/live/rules.ts";
import { liveConnection } from "./live-connection.ts";

type Connection = ReturnType<typeof liveConnection>;

const Live = createContext<{ state: LiveState; connection: Connection | null }>({
  state: nothingYet,
  connection: null,
});
const atFirst = () => nothingYet;

/** Holds the page's one connection to the server's events. Around everything that is shown to somebody signed in. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [connection] = useState(() => liveConnection());
  const state = useSyncExternalStore(connection.watch, connection.now, atFirst);
  return <Live value={{ state, connection }}>{children}</Live>;
}

/** Everything that is known from the server's events right now. */
export const useLiveState = (): LiveState => useContext(Live).state;

/**
 * How a call stands, kept up to date by the server's events: `visit` while it is on; `changes` rises whenever something
 * about it may have changed, to look at it again; `status` says whether the news are fresh. `waits` tells the others that
 * this person is in the call's waiting room.
 */
export const useLive = ({ type, id }: CallRef, waits = false) => {
  const { state, connection } = useContext(Live);
  useEffect(() => {
    if (!waits) return;
    connection?.waitFor({ type, id });
    return () => connection?.waitFor(null);
  }, [connection, type, id, waits]);
  const ref = { type, id };
  return { status: state.status, visit: visitOf(state, ref), changes: changesOf(state, ref) };
};
