"use client";

import { isTrackReference, useLocalParticipant, useTracks } from "@livekit/components-react";
import { Track } from "livekit-client";
import { MicOff, Move } from "lucide-react";
import { type PointerEvent, useRef, useState } from "react";
import { Icon } from "#components/ui/icon.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { type Corner, nearestCorner, nextCorner } from "./layout.ts";
import { Picture } from "./picture.tsx";
import { useSending } from "./use-sending.ts";

const places: Record<Corner, string> = {
  "top-end": "top-3 end-3",
  "bottom-end": "end-3 bottom-14 sm:bottom-3",
  "bottom-start": "bottom-14 start-3",
  "top-start": "top-3 start-3",
};

/** Oneself, small, in a corner: dragged to another one, or sent to the next by its button. */
export function SelfView() {
  const [corner, setCorner] = useState<Corner>("bottom-end");
  const [drag, setDrag] = useState<{ x: number; y: number } | null>(null);
  const from = useRef({ x: 0, y: 0 });
  const { localParticipant } = useLocalParticipant();
  const [camera] = useTracks([{ source: Track.Source.Camera, withPlaceholder: true }]).filter(
    ({ participant }) => participant.isLocal,
  );
  const muted = !useSending(localParticipant, Track.Source.Microphone);
  const films = useSending(localParticipant, Track.Source.Camera);

  const onDown = (event: PointerEvent<HTMLElement>) => {
    if ((event.target as HTMLElement).closest("button")) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, y: event.clientY };
    setDrag({ x: 0, y: 0 });
  };
  const onMove = (event: PointerEvent<HTMLElement>) => {
    if (drag) setDrag({ x: event.clientX - from.current.x, y: event.clientY - from.current.y });
  };
  const onUp = (event: PointerEvent<HTMLElement>) => {
    if (!drag) return;
    const place = event.currentTarget.parentElement?.getBoundingClientRect();
    const far = Math.hypot(drag.x, drag.y) > 12;
    const isRtl = getComputedStyle(event.currentTarget).direction === "rtl";
    if (place && far) {
      const fromStart = isRtl ? place.right - event.clientX : event.clientX - place.left;
      setCorner(nearestCorner(fromStart, event.clientY - place.top, place));
    }
    setDrag(null);
  };

  return (
    <section
      aria-label="You"
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={() => setDrag(null)}
      style={drag ? { transform: `translate(${drag.x}px, ${drag.y}px)` } : undefined}
      className={`absolute z-10 aspect-3/4 w-24 touch-none overflow-hidden rounded-lg border border-line-strong bg-surface shadow-overlay sm:aspect-video sm:w-28 sm:[@media(min-height:30rem)]:w-52 ${places[corner]} ${drag ? "cursor-grabbing" : "cursor-grab"}`}
    >
      {films && camera && isTrackReference(camera) ? (
        <Picture track={camera} label="Your own picture" filled mirrored />
      ) : (
        <p className="flex size-full items-center justify-center p-2 text-center text-[0.875rem] text-ink-soft">
          Your camera is off
        </p>
      )}
      <IconButton
        name="Move my picture"
        icon={<Icon of={Move} size="1.1rem" />}
        onPress={() => setCorner(nextCorner(corner))}
        className="absolute! top-0 end-0 size-11! rounded-full bg-paper/60"
      />
      {muted && (
        <p className="absolute inset-x-0 bottom-0 flex items-center justify-center gap-1 bg-paper/85 py-0.5 font-semibold text-[0.875rem]">
          <Icon of={MicOff} size="1.1em" />
          Muted
        </p>
      )}
    </section>
  );
}
