"use client";

import { isTrackReference, useLocalParticipant, useTracks } from "@livekit/components-react";
import { Track } from "livekit-client";
import { MicOff, Move } from "lucide-react";
import { useTranslations } from "next-intl";
import { Icon } from "#components/ui/icon.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { type Corner, nextCorner } from "./layout.ts";
import { Picture } from "./picture.tsx";
import { useCornerDrag } from "./use-corner-drag.ts";
import { useIsPublishing } from "./use-publication.ts";

const places: Record<Corner, string> = {
  "top-end": "top-3 end-3",
  "bottom-end": "end-3 bottom-14 sm:bottom-3",
  "bottom-start": "bottom-14 start-3",
  "top-start": "top-3 start-3",
};

/** Oneself, small, in a corner: dragged to another one, or sent to the next by its button. */
export function SelfView() {
  const t = useTranslations("room");
  const { corner, setCorner, isDragging, dragProps } = useCornerDrag("bottom-end");
  const { localParticipant } = useLocalParticipant();
  const isMuted = !useIsPublishing(localParticipant, Track.Source.Microphone);
  return (
    <section
      aria-label={t("you")}
      {...dragProps}
      className={`absolute z-10 aspect-3/4 w-24 touch-none overflow-hidden rounded-lg border border-line-strong bg-surface shadow-overlay sm:aspect-video sm:w-28 sm:[@media(min-height:30rem)]:w-52 ${places[corner]} ${isDragging ? "cursor-grabbing" : "cursor-grab"}`}
    >
      <OwnPicture />
      <IconButton
        name={t("moveMyPicture")}
        icon={<Icon of={Move} size="1.1rem" />}
        onPress={() => setCorner(nextCorner(corner))}
        className="absolute! top-0 end-0 size-11! rounded-full bg-paper/60"
      />
      {isMuted && (
        <p className="absolute inset-x-0 bottom-0 flex items-center justify-center gap-1 bg-paper/85 py-0.5 font-semibold text-[0.875rem]">
          <Icon of={MicOff} size="1.1em" />
          {t("muted")}
        </p>
      )}
    </section>
  );
}

function OwnPicture() {
  const t = useTranslations("room");
  const { localParticipant } = useLocalParticipant();
  const [camera] = useTracks([{ source: Track.Source.Camera, withPlaceholder: true }]).filter(
    ({ participant }) => participant.isLocal,
  );
  const films = useIsPublishing(localParticipant, Track.Source.Camera);
  if (films && camera && isTrackReference(camera))
    return <Picture track={camera} label={t("yourPicture")} filled mirrored />;
  return (
    <p className="flex size-full items-center justify-center p-2 text-center text-[0.875rem] text-ink-soft">
      {t("yourCameraIsOff")}
    </p>
  );
}
