"use client";

import { useEffect } from "react";
import type { CallRef } from "#lib/access.ts";
import { joinCallAction } from "#lib/joining/actions.ts";
import type { Phase, RoomAction } from "./room-state.ts";

/** Asks the app for a place whenever the phase says so. */
export const useAsking = (
  phase: Phase,
  { call, mark }: { call: CallRef; mark: string },
  dispatch: (action: RoomAction) => void,
) => {
  const asks = phase.at === "asking";
  const takeOver = phase.at === "asking" && phase.takeOver;
  const { type, id } = call;
  useEffect(() => {
    if (!asks) return;
    let current = true;
    joinCallAction({ type, id, device: mark, takeOver }).then(
      (answer) => {
        if (!current) return;
        if (answer.ok)
          dispatch({ type: "granted", grant: { url: answer.value.url, token: answer.value.token } });
        else dispatch({ type: "refused", code: answer.code, facts: answer.facts });
      },
      () => current && dispatch({ type: "failed" }),
    );
    return () => {
      current = false;
    };
  }, [asks, takeOver, type, id, mark, dispatch]);
};
