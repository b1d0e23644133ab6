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

type Publication = "on" | "muted" | "none";

const usePublication = (participant: Participant, source: Track.Source): Publication => {
  const subscribe = useCallback(
    (changed: () => void) => {
      for (const change of changes) participant.on(change, changed);
      return () => {
        for (const change of changes) participant.off(change, changed);
      };
    },
    [participant],
  );
  const now = (): Publication => {
    const publication = participant.getTrackPublication(source);
    return !publication ? "none" : publication.isMuted ? "muted" : "on";
  };
  return useSyncExternalStore(subscribe, now, () => "none");
};

/** Whether the source is published and not muted. */
export const useIsPublishing = (participant: Participant, source: Track.Source): boolean =>
  usePublication(participant, source) === "on";

/** Whether the source is published but muted: a connection that was just made anew has none. */
export const useIsMuted = (participant: Participant, source: Track.Source): boolean =>
  usePublication(participant, source) === "muted";
