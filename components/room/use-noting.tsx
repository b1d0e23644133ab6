"use client";

import type { Room } from "livekit-client";
import { useEffect } from "react";
import type { CallRef } from "#lib/access";
import { noteConnectionAction } from "#lib/sessions/actions";

/** LiveKit's own word comes sooner, as a rule. */
const afterMs = 3_000;

/** Says to the app that this window is connected, in case that LiveKit's word of it is lost. */
export const useNoting = (room: Room, { type, id }: CallRef, isIn: boolean) => {
  useEffect(() => {
    if (!isIn) return;
    const note = () => {
      const { sid } = room.localParticipant;
      // Nothing depends on it: LiveKit tells as well, and is asked.
      if (sid) noteConnectionAction({ type, id, sid }).catch(() => undefined);
    };
    const timer = setTimeout(note, afterMs);
    return () => clearTimeout(timer);
  }, [room, type, id, isIn]);
};
