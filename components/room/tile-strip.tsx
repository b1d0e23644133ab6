import type { TrackReferenceOrPlaceholder } from "@livekit/components-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { maxTiles } from "./layout.ts";

export type TilesProps = {
  people: readonly TrackReferenceOrPlaceholder[];
  tile: (track: TrackReferenceOrPlaceholder) => ReactNode;
};

/** The people beside a shared screen. */
export function TileStrip({ people, tile }: TilesProps) {
  const t = useTranslations("room");
  return (
    <section
      aria-label={t("people")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
      tabIndex={0}
      className="flex h-32 shrink-0 gap-2 overflow-x-auto landscape:h-full landscape:w-28 landscape:flex-col landscape:overflow-y-auto landscape:lg:w-60"
    >
      {people.slice(0, maxTiles).map((track) => (
        <div
          key={track.participant.identity}
          className="aspect-4/3 h-full shrink-0 landscape:h-auto landscape:w-full"
        >
          {tile(track)}
        </div>
      ))}
    </section>
  );
}
