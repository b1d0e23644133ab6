"use client";

import { type Participant, ParticipantEvent, type Track } from "livekit-client";
import { useCallback, useSyncExternalStore } from "react";

const changes = [
  ParticipantEvent.TrackMuted,
  ParticipantEvent.TrackUnmuted,
  ParticipantEvent.TrackPublished,
  ParticipantEvent.TrackUnpublished,
  ParticipantEvent.LocalTrackPublished,
  ParticipantEvent.LocalTrackUnpublished,
] as const;

/** Whether somebody sends from a source right now: it is there, and not muted. */
export const useSending = (participant: Participant, source: Track.Source): boolean => {
  const subscribe = useCallback(
    (changed: () => void) => {
      for (const change of changes) participant.on(change, changed);
      return () => {
        for (const change of changes) participant.off(change, changed);
      };
    },
    [participant],
  );
  const now = () => participant.getTrackPublication(source)?.isMuted === false;
  return useSyncExternalStore(subscribe, now, () => false);
};
