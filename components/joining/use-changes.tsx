"use client";

import { useEffect, useReducer } from "react";
import type { CallRef } from "#lib/access";
import { applied, changesOf, interrupted, type LiveMessage, nothingYet, visitOf } from "#lib/live/rules";

/** What is heard of one call. `changes` rises whenever something about it may be different; `waits` tells that one is here. */
export const useChanges = ({ type, id }: CallRef, waits: boolean) => {
  const [state, dispatch] = useReducer(
    (before: typeof nothingYet, message: LiveMessage | "interrupted") =>
      message === "interrupted" ? interrupted(before) : applied(before, message),
    nothingYet,
  );
  useEffect(() => {
    const source = new EventSource(waits ? `/api/events?waiting=${type}:${id}` : "/api/events");
    source.onmessage = ({ data }) => dispatch(JSON.parse(data));
    source.onerror = () => dispatch("interrupted");
    return () => source.close();
  }, [type, id, waits]);
  const call = { type, id };
  return {
    changes: changesOf(state, call),
    isOn: visitOf(state, call) !== null,
    status: state.status,
  };
};
