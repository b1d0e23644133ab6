import { type Room, Track } from "livekit-client";
import { useEffect, useRef, useState } from "react";
import type { Devices, HandedOver } from "#components/devices/devices-store.ts";
import type { Capability } from "#lib/roles.ts";
import { troubleOf } from "./livekit-words.ts";
import { createOwnTracks, type OwnTracks } from "./own-tracks.ts";
import type { Phase, RoomAction, RoomDevice } from "./room-state.ts";

/** A connection that has held this long counts its failures from zero. */
const settledAfterMs = 10_000;

const capabilityOf: Partial<Record<Track.Source, Capability>> = {
  [Track.Source.Camera]: "publish-video",
  [Track.Source.Microphone]: "publish-audio",
  [Track.Source.ScreenShare]: "share-screen",
};

type Facts = { capabilities: readonly Capability[]; devices: Devices; phase: Phase };

/** What this window sends: published after every connection, and withdrawn when it is no longer allowed. */
export const useOwnTracks = (
  room: Room,
  { capabilities, devices, phase }: Facts,
  dispatch: (action: RoomAction) => void,
): OwnTracks => {
  const allowed = useRef(capabilities);
  const [own] = useState(() =>
    createOwnTracks(room, (source) => {
      const needed = capabilityOf[source];
      return needed !== undefined && allowed.current.includes(needed);
    }),
  );
  useEffect(() => {
    const before = allowed.current;
    allowed.current = capabilities;
    for (const [source, needed] of Object.entries(capabilityOf)) {
      if (before.includes(needed) && !capabilities.includes(needed))
        void own.withdraw(source as Track.Source);
    }
  }, [capabilities, own]);

  const handedOver = useRef<Promise<HandedOver> | null>(null);
  const isIn = phase.at === "in";
  useEffect(() => {
    if (!isIn) return;
    handedOver.current ??= devices.handOver().then((handed) => {
      own.adopt(handed);
      const { speaker } = handed.choice;
      if (speaker) room.switchActiveDevice("audiooutput", speaker).catch(() => undefined);
      return handed;
    });
    const onFailure = (device: RoomDevice, error: unknown) => {
      const trouble = troubleOf(error);
      // "failed" is the connection's fault, not the device's: it is published again with the next connection.
      if (trouble !== "failed") dispatch({ type: "trouble", device, trouble });
    };
    void handedOver.current.then(() => own.publish(onFailure));
    const timer = setTimeout(() => dispatch({ type: "settled" }), settledAfterMs);
    return () => clearTimeout(timer);
  }, [isIn, own, devices, room, dispatch]);
  return own;
};
