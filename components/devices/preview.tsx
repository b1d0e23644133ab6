"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";

/** The person's own camera, mirrored and silent. */
export function Preview({ track }: { track: MediaStreamTrack }) {
  const t = useTranslations("devices");
  const attach = useCallback(
    (element: HTMLVideoElement | null) => {
      if (!element) return;
      element.srcObject = new MediaStream([track]);
      // A browser that refuses plays it at the next press.
      element.play().catch(() => undefined);
      return () => {
        element.srcObject = null;
      };
    },
    [track],
  );
  return (
    <video
      ref={attach}
      aria-label={t("yourPicture")}
      autoPlay
      muted
      playsInline
      className="-scale-x-100 size-full object-cover"
    />
  );
}
