"use client";

import { isTrackReference, type TrackReferenceOrPlaceholder } from "@livekit/components-react";
import { useTranslations } from "next-intl";
import { usePerson } from "./names.ts";
import { Picture } from "./picture.tsx";

/** A shared screen, whole, with whose it is. */
export function ScreenTile({ track }: { track: TrackReferenceOrPlaceholder }) {
  const t = useTranslations("room");
  const { participant } = track;
  const { name } = usePerson(participant);
  const label = participant.isLocal ? t("youAreSharing") : t("isSharing", { name });
  return (
    <section aria-label={label} className="relative size-full overflow-hidden bg-sunken">
      {participant.isLocal ? (
        <p className="flex size-full items-center justify-center p-6 text-center text-lg">
          {t("othersSeeIt")}
        </p>
      ) : (
        isTrackReference(track) && <Picture track={track} label={label} whole />
      )}
      <p className="absolute start-2 top-2 rounded-md bg-paper/85 px-2.5 py-1 font-semibold text-[0.875rem]">
        {label}
      </p>
    </section>
  );
}
