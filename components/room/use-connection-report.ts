"use client";

import type { Room } from "livekit-client";
import { useEffect } from "react";
import type { CallRef } from "#lib/access.ts";
import { noteConnectionAction } from "#lib/sessions/actions.ts";

/** Late enough for LiveKit's own report to come first; a second time in case the first was too early. */
const delaysMs = [500, 3_000];

/**
 * Reports to the app that this window is connected, in case LiveKit's own report is lost. Soon, because someone who leaves
 * between two runs of the reconciler was in the visit as well.
 */
export const useConnectionReport = (room: Room, { type, id }: CallRef, isIn: boolean) => {
  useEffect(() => {
    if (!isIn) return;
    let isReported = false;
    const report = async () => {
      const { sid } = room.localParticipant;
      if (!sid || isReported) return;
      const outcome = await noteConnectionAction({ type, id, sid }).catch(() => null);
      isReported = Boolean(outcome?.ok && outcome.value.noted);
    };
    const timers = delaysMs.map((ms) => setTimeout(report, ms));
    return () => timers.forEach(clearTimeout);
  }, [room, type, id, isIn]);
};
