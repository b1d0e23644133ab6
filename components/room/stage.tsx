"use client";

import { type TrackReferenceOrPlaceholder, useTracks } from "@livekit/components-react";
import { Track } from "livekit-client";
import type { RoomState } from "./room-state.ts";
import { ScreenTile } from "./screen-tile.tsx";
import { Tile } from "./tile.tsx";
import { TileGrid } from "./tile-grid.tsx";
import { TileStrip } from "./tile-strip.tsx";

const { Camera, ScreenShare } = Track.Source;

/**
 * One other person edge to edge, several in a grid, or a shared screen large with the people beside it (below it, where the
 * window is taller than wide). In a class, which isn't `everybody`, only those with a picture.
 */
export function Stage({ poor, everybody }: Pick<RoomState, "poor"> & { everybody: boolean }) {
  const tracks = useTracks([
    { source: Camera, withPlaceholder: everybody },
    { source: ScreenShare, withPlaceholder: false },
  ]);
  const people = tracks.filter((track) => track.source === Camera && !track.participant.isLocal);
  const screens = tracks.filter((track) => track.source === ScreenShare);
  const screen = screens.find((track) => !track.participant.isLocal) ?? screens[0];
  const tile = (track: TrackReferenceOrPlaceholder, large = false) => (
    <Tile track={track} quality={poor[track.participant.identity] ?? "good"} large={large} />
  );
  const [first, second] = people;
  if (screen)
    return (
      <div className="flex size-full flex-col gap-2 landscape:flex-row">
        <div className="min-h-0 min-w-0 flex-1">
          <ScreenTile track={screen} />
        </div>
        {first && <TileStrip people={people} tile={tile} />}
      </div>
    );
  if (!first) return null;
  return second ? <TileGrid people={people} tile={tile} /> : tile(first, true);
}
