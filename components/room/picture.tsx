"use client";

import { type TrackReference, VideoTrack } from "@livekit/components-react";
import { type SyntheticEvent, useState } from "react";
import { pictureBox, type Size } from "./layout.ts";
import { useSize } from "./use-size.ts";

/**
 * A video that fills its place as far as its shape allows. `whole`: nothing is cut off, for screens. `filled`: the place is
 * filled at any price, where it is small. `mirrored`: as one knows oneself.
 */
export function Picture({
  track,
  label,
  whole,
  filled,
  mirrored,
}: {
  track: TrackReference;
  label: string;
  whole?: boolean;
  filled?: boolean;
  mirrored?: boolean;
}) {
  const { size: place, measure } = useSize();
  const [shape, setShape] = useState<Size>({ width: 0, height: 0 });
  const look = ({
    currentTarget: { videoWidth: width, videoHeight: height },
  }: SyntheticEvent<HTMLVideoElement>) => setShape({ width, height });
  const box = whole || filled ? place : pictureBox(shape, place);
  return (
    <div ref={measure} className="absolute inset-0 flex items-center justify-center overflow-hidden">
      <VideoTrack
        trackRef={track}
        aria-label={label}
        onLoadedMetadata={look}
        onResize={look}
        style={{ width: box.width || "100%", height: box.height || "100%" }}
        className={`${whole ? "object-contain" : "object-cover"} ${mirrored ? "-scale-x-100" : ""}`}
      />
    </div>
  );
}
