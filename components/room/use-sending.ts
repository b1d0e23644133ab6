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

type Sending = "sends" | "muted" | "nothing";

/** What somebody sends from a source right now; `muted`: it is there, and nothing comes of it. */
const useWhatIsSent = (participant: Participant, source: Track.Source): Sending => {
  const subscribe = useCallback(
    (changed: () => void) => {
      for (const change of changes) participant.on(change, changed);
      return () => {
        for (const change of changes) participant.off(change, changed);
      };
    },
    [participant],
  );
  const now = (): Sending => {
    const publication = participant.getTrackPublication(source);
    return !publication ? "nothing" : publication.isMuted ? "muted" : "sends";
  };
  return useSyncExternalStore(subscribe, now, () => "nothing");
};

/** Whether somebody sends from a source right now: it is there, and not muted. */
export const useSending = (participant: Participant, source: Track.Source): boolean =>
  useWhatIsSent(participant, source) === "sends";

/** Whether something is muted that is there: a connection that is made anew has none. */
export const useMuted = (participant: Participant, source: Track.Source): boolean =>
  useWhatIsSent(participant, source) === "muted";
