"use client";

import { useEffect } from "react";
import type { CallRef } from "#lib/access.ts";
import { joinCallAction } from "#lib/joining/actions.ts";
import type { Phase, RoomAction } from "./room-state.ts";

/** Asks the app for a token whenever the phase says so. */
export const useJoinRequest = (
  phase: Phase,
  { call, windowId }: { call: CallRef; windowId: string },
  dispatch: (action: RoomAction) => void,
) => {
  const asks = phase.at === "asking";
  const takeOver = phase.at === "asking" && phase.takeOver;
  const { type, id } = call;
  useEffect(() => {
    if (!asks) return;
    let isCurrent = true;
    joinCallAction({ type, id, device: windowId, takeOver }).then(
      (outcome) => {
        if (!isCurrent) return;
        if (!outcome.ok) return dispatch({ type: "refused", code: outcome.code, facts: outcome.facts });
        const { url, token } = outcome.value;
        dispatch({ type: "granted", grant: { url, token } });
      },
      () => isCurrent && dispatch({ type: "failed" }),
    );
    return () => {
      isCurrent = false;
    };
  }, [asks, takeOver, type, id, windowId, dispatch]);
};
