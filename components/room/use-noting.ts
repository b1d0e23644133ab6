"use client";

import type { Room } from "livekit-client";
import { useEffect } from "react";
import type { CallRef } from "#lib/access.ts";
import { noteConnectionAction } from "#lib/sessions/actions.ts";

/** LiveKit's own word comes sooner, as a rule. Once more after that, in case that the first time was too soon. */
const afterMs = [500, 3_000];

/**
 * Says to the app that this window is connected, in case that LiveKit's word of it is lost. Soon: whoever leaves again at
 * once, between two looks of the reconciler, was there as well.
 */
export const useNoting = (room: Room, { type, id }: CallRef, isIn: boolean) => {
  useEffect(() => {
    if (!isIn) return;
    let noted = false;
    const note = async () => {
      const { sid } = room.localParticipant;
      if (!sid || noted) return;
      // Nothing depends on it: LiveKit tells as well, and is asked.
      const answer = await noteConnectionAction({ type, id, sid }).catch(() => null);
      noted = Boolean(answer?.ok && answer.value.noted);
    };
    const timers = afterMs.map((ms) => setTimeout(note, ms));
    return () => timers.forEach(clearTimeout);
  }, [room, type, id, isIn]);
};
