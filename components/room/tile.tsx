"use client";

import { isTrackReference, type TrackReferenceOrPlaceholder, useIsSpeaking } from "@livekit/components-react";
import { Track } from "livekit-client";
import { useTranslations } from "next-intl";
import { Avatar } from "#components/ui/avatar.tsx";
import { NamePlate } from "./name-plate.tsx";
import { usePerson } from "./names.ts";
import { Picture } from "./picture.tsx";
import type { Quality } from "./room-state.ts";
import { useIsPublishing } from "./use-publication.ts";

type TileProps = {
  track: TrackReferenceOrPlaceholder;
  quality: Quality;
  /** Fills the room; else one of a grid. */
  large?: boolean;
};

/** One other person: their picture or initials, and who they are. */
export function Tile({ track, quality, large }: TileProps) {
  const t = useTranslations("room");
  const { participant } = track;
  const person = usePerson(participant);
  const speaking = useIsSpeaking(participant);
  const muted = !useIsPublishing(participant, Track.Source.Microphone);
  const films = useIsPublishing(participant, Track.Source.Camera);
  const hasPicture = isTrackReference(track) && films;
  return (
    <section
      aria-label={person.name}
      data-speaking={speaking && !muted}
      className={`relative size-full overflow-hidden bg-surface ${large ? "" : "rounded-lg"} after:pointer-events-none after:absolute after:inset-0 after:rounded-[inherit] after:border-4 after:border-transparent after:transition-colors data-[speaking=true]:after:border-accent`}
    >
      {/* Behind the picture as well: its first frame takes a moment. */}
      <div className="flex size-full flex-col items-center justify-center gap-3 p-4 text-center">
        <Avatar name={person.name} size={large ? "xl" : "lg"} />
        {!hasPicture && <p className="text-ink-soft">{t("cameraIsOff")}</p>}
      </div>
      {hasPicture && <Picture track={track} label={t("pictureOf", { name: person.name })} />}
      <NamePlate person={person} muted={muted} speaking={speaking} quality={quality} small={!large} />
    </section>
  );
}
