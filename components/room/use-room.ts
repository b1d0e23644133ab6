"use client";

import { type Participant, Room, Track } from "livekit-client";
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import type { Devices, HandedOver } from "#components/devices/devices-store.ts";
import type { CallRef } from "#lib/access.ts";
import type { Capability } from "#lib/roles.ts";
import { createOwnTracks, type OwnTracks } from "./own-tracks.ts";
import { listenTo, troubleOf } from "./room-events.ts";
import { roomOptions } from "./room-options.ts";
import { entering, type RoomDevice, reduce, retryDelayMs } from "./room-state.ts";
import { useAsking } from "./use-asking.ts";
import { useControls } from "./use-controls.ts";
import { useNoting } from "./use-noting.ts";

/** A connection that held for so long starts counting its failures from nothing. */
const settledAfterMs = 10_000;

const capabilityOf: Partial<Record<Track.Source, Capability>> = {
  [Track.Source.Camera]: "publish-video",
  [Track.Source.Microphone]: "publish-audio",
  [Track.Source.ScreenShare]: "share-screen",
};

const othersIn = (room: Room) => [...room.remoteParticipants.values()];

type Place = {
  call: CallRef;
  /** The random mark of this window. */
  mark: string;
  takeOver: boolean;
  devices: Devices;
  capabilities: readonly Capability[];
  /** Whether everybody who comes and goes is told of, or only those who may send something. */
  everybody: boolean;
};

/**
 * Owns the connection to the room of one call: asks for a token, connects, sends what the device check opened, gets the
 * connection back after LiveKit's own client has given up, and says how it stands. The only place that knows a `Room`.
 */
export const useRoom = ({ call, mark, takeOver, devices, capabilities, everybody }: Place) => {
  const [state, dispatch] = useReducer(reduce, takeOver, entering);
  const [room] = useState(() => new Room(roomOptions));
  const may = useRef(capabilities);
  const [own] = useState<OwnTracks>(() =>
    createOwnTracks(room, (source) => {
      const needed = capabilityOf[source];
      return needed !== undefined && may.current.includes(needed);
    }),
  );
  useEffect(() => {
    const before = may.current;
    may.current = capabilities;
    for (const [source, needed] of Object.entries(capabilityOf)) {
      if (before.includes(needed) && !capabilities.includes(needed))
        void own.withdraw(source as Track.Source);
    }
  }, [capabilities, own]);
  const handed = useRef<Promise<HandedOver> | null>(null);
  const { phase, attempt } = state;

  const counts = useCallback(
    (participant: Participant) => everybody || participant.permissions?.canPublish !== false,
    [everybody],
  );
  useEffect(() => listenTo(room, counts, dispatch), [room, counts]);

  useAsking(phase, { call, mark }, dispatch);

  const grant = phase.at === "connecting" ? phase.grant : null;
  useEffect(() => {
    if (!grant) return;
    let current = true;
    room.connect(grant.url, grant.token, { maxRetries: 1, peerConnectionTimeout: 10_000 }).then(
      () =>
        current &&
        dispatch({
          type: "joined",
          others: othersIn(room)
            .filter(counts)
            .map(({ identity }) => identity),
        }),
      () => current && dispatch({ type: "failed" }),
    );
    return () => {
      current = false;
    };
  }, [grant, room, counts]);

  const isIn = phase.at === "in";
  useEffect(() => {
    if (!isIn) return;
    handed.current ??= devices.handOver().then((from) => {
      own.adopt(from);
      if (from.choice.speaker)
        room.switchActiveDevice("audiooutput", from.choice.speaker).catch(() => undefined);
      return from;
    });
    const onFailure = (device: RoomDevice, error: unknown) => {
      const trouble = troubleOf(error);
      // "failed" is the connection's fault, not the device's: it is sent again with the next one.
      if (trouble !== "failed") dispatch({ type: "trouble", device, trouble });
    };
    void handed.current.then(() => own.publish(onFailure));
    const timer = setTimeout(() => dispatch({ type: "settled" }), settledAfterMs);
    return () => clearTimeout(timer);
  }, [isIn, own, devices, room]);

  useNoting(room, call, isIn);

  const isPausing = phase.at === "pausing";
  useEffect(() => {
    if (!isPausing) return;
    own.dropScreen();
    const retry = () => dispatch({ type: "retry" });
    const timer = setTimeout(retry, retryDelayMs(attempt));
    addEventListener("online", retry);
    return () => {
      clearTimeout(timer);
      removeEventListener("online", retry);
    };
  }, [isPausing, attempt, own]);

  const isOut = phase.at === "out";
  useEffect(() => {
    const close = () => {
      own.stop();
      void room.disconnect();
    };
    if (isOut) close();
    return close;
  }, [isOut, own, room]);

  const controls = useControls(room, own, devices, dispatch);
  return { room, state, dispatch, ...controls };
};
