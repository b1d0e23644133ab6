"use client";

import { isTrackReference, type TrackReferenceOrPlaceholder, useIsSpeaking } from "@livekit/components-react";
import { Track } from "livekit-client";
import { Avatar } from "#components/ui/avatar.tsx";
import { NamePlate } from "./name-plate.tsx";
import { usePerson } from "./people.ts";
import { Picture } from "./picture.tsx";
import type { Quality } from "./room-state.ts";
import { useSending } from "./use-sending.ts";

/** One other person: their picture, or their initials with words, and who they are. */
export function Tile({
  track,
  quality,
  large,
}: {
  track: TrackReferenceOrPlaceholder;
  quality: Quality;
  /** Fills the room; else one of a grid. */
  large?: boolean;
}) {
  const { participant } = track;
  const person = usePerson(participant);
  const speaking = useIsSpeaking(participant);
  const muted = !useSending(participant, Track.Source.Microphone);
  const films = useSending(participant, Track.Source.Camera);
  const shows = isTrackReference(track) && films;
  return (
    <section
      aria-label={person.name}
      data-speaking={speaking && !muted}
      className={`relative size-full overflow-hidden bg-surface ${large ? "" : "rounded-lg"} after:pointer-events-none after:absolute after:inset-0 after:rounded-[inherit] after:border-4 after:border-transparent after:transition-colors data-[speaking=true]:after:border-accent`}
    >
      {/* Behind the picture, too: it takes a moment until the first one is here. */}
      <div className="flex size-full flex-col items-center justify-center gap-3 p-4 text-center">
        <Avatar name={person.name} size={large ? "xl" : "lg"} />
        {!shows && <p className="text-ink-soft">Camera is off</p>}
      </div>
      {shows && <Picture track={track} label={`${person.name}’s picture`} />}
      <NamePlate person={person} muted={muted} speaking={speaking} quality={quality} small={!large} />
    </section>
  );
}

/** A shared screen, whole, with whose it is. */
export function ScreenTile({ track }: { track: TrackReferenceOrPlaceholder }) {
  const { participant } = track;
  const person = usePerson(participant);
  const words = participant.isLocal ? "You are sharing your screen" : `${person.name} is sharing a screen`;
  return (
    <section aria-label={words} className="relative size-full overflow-hidden bg-sunken">
      {participant.isLocal ? (
        <p className="flex size-full items-center justify-center p-6 text-center text-lg">
          You are sharing your screen. The others see it.
        </p>
      ) : (
        isTrackReference(track) && <Picture track={track} label={words} whole />
      )}
      <p className="absolute top-2 start-2 rounded-md bg-paper/85 px-2.5 py-1 font-semibold text-[0.875rem]">
        {words}
      </p>
    </section>
  );
}
