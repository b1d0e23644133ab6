"use client";

import { useCallback } from "react";

/** The person's own camera, as in a mirror, and silent. */
export function Preview({ track, className = "" }: { track: MediaStreamTrack; className?: string }) {
  const attach = useCallback(
    (element: HTMLVideoElement | null) => {
      if (!element) return;
      element.srcObject = new MediaStream([track]);
      element.play().catch(() => {
        // Plays at the next press; there is nothing to say about it.
      });
      return () => {
        element.srcObject = null;
      };
    },
    [track],
  );
  return (
    <video
      ref={attach}
      aria-label="Your own picture"
      autoPlay
      muted
      playsInline
      className={`-scale-x-100 size-full object-cover ${className}`}
    />
  );
}
