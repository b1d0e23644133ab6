import { useTranslations } from "next-intl";
import { maxTiles, tidyGrid } from "./layout.ts";
import type { TilesProps } from "./tile-strip.tsx";
import { useSize } from "./use-size.ts";

/** Several people, each as large as the place allows; beyond `maxTiles` they are only counted. */
export function TileGrid({ people, tile }: TilesProps) {
  const t = useTranslations("room");
  const { size, measure } = useSize();
  const shown = people.slice(0, maxTiles);
  const grid = tidyGrid(shown.length, size);
  return (
    <div className="size-full p-2">
      <div ref={measure} className="flex size-full flex-wrap content-center justify-center gap-2">
        {shown.map((track) => (
          <div key={track.participant.identity} style={grid.tile}>
            {tile(track)}
          </div>
        ))}
      </div>
      {people.length > shown.length && (
        <p className="absolute start-2 top-2 rounded-md bg-paper/85 px-2.5 py-1 text-[0.875rem]">
          {t("andMore", { count: people.length - shown.length })}
        </p>
      )}
    </div>
  );
}
