"use client";

import { type TrackReferenceOrPlaceholder, useTracks } from "@livekit/components-react";
import { Track } from "livekit-client";
import { maxTiles, tidyGrid } from "./layout.ts";
import type { RoomState } from "./room-state.ts";
import { ScreenTile, Tile } from "./tile.tsx";
import { useSize } from "./use-size.ts";

const keyOf = (track: TrackReferenceOrPlaceholder) => `${track.participant.identity} ${track.source}`;

/**
 * Everybody else: one person edge to edge, several in a grid, a shared screen large with the people beside it (below it, where the window is higher than wide). Without
 * `everybody` (a class of thousands) only those with a picture.
 */
export function Stage({ poor, everybody }: Pick<RoomState, "poor"> & { everybody: boolean }) {
  const tracks = useTracks([
    { source: Track.Source.Camera, withPlaceholder: everybody },
    { source: Track.Source.ScreenShare, withPlaceholder: false },
  ]);
  const people = tracks.filter((track) => track.source === Track.Source.Camera && !track.participant.isLocal);
  const screen =
    tracks.find((track) => track.source === Track.Source.ScreenShare && !track.participant.isLocal) ??
    tracks.find((track) => track.source === Track.Source.ScreenShare);
  const tile = (track: TrackReferenceOrPlaceholder, large = false) => (
    <Tile
      key={keyOf(track)}
      track={track}
      quality={poor[track.participant.identity] ?? "good"}
      large={large}
    />
  );
  const [first, second] = people;
  if (screen) {
    return (
      <div className="flex size-full flex-col gap-2 landscape:flex-row">
        <div className="min-h-0 min-w-0 flex-1">
          <ScreenTile track={screen} />
        </div>
        {first && (
          <section
            aria-label="People"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
            tabIndex={0}
            className="flex h-32 shrink-0 gap-2 overflow-x-auto landscape:h-full landscape:w-28 landscape:flex-col landscape:overflow-y-auto landscape:lg:w-60"
          >
            {people.slice(0, maxTiles).map((track) => (
              <div
                key={keyOf(track)}
                className="aspect-4/3 h-full shrink-0 landscape:h-auto landscape:w-full"
              >
                {tile(track)}
              </div>
            ))}
          </section>
        )}
      </div>
    );
  }
  if (!first) return null;
  if (!second) return tile(first, true);
  return <Many people={people} tile={tile} />;
}

function Many({
  people,
  tile,
}: {
  people: readonly TrackReferenceOrPlaceholder[];
  tile: (track: TrackReferenceOrPlaceholder) => React.ReactNode;
}) {
  const { size, measure } = useSize();
  const shown = people.slice(0, maxTiles);
  const grid = tidyGrid(shown.length, size);
  return (
    <div className="size-full p-2">
      <div ref={measure} className="flex size-full flex-wrap content-center justify-center gap-2">
        {shown.map((track) => (
          <div key={keyOf(track)} style={grid.tile}>
            {tile(track)}
          </div>
        ))}
      </div>
      {people.length > shown.length && (
        <p className="absolute top-2 start-2 rounded-md bg-paper/85 px-2.5 py-1 text-[0.875rem]">
          and {people.length - shown.length} more
        </p>
      )}
    </div>
  );
}
