"use client";

import { type Participant, Room } from "livekit-client";
import { useCallback, useEffect, useReducer, useState } from "react";
import { listenTo } from "./room-events.ts";
import { roomOptions } from "./room-options.ts";
import type { RoomProps } from "./room-props.ts";
import { reduce } from "./room-reducer.ts";
import { entering } from "./room-state.ts";
import { useConnectionReport } from "./use-connection-report.ts";
import { useControls } from "./use-controls.ts";
import { useJoinRequest } from "./use-join-request.ts";
import { useLiveKitConnection } from "./use-livekit-connection.ts";
import { useOwnTracks } from "./use-own-tracks.ts";
import { useRetry } from "./use-retry.ts";

/**
 * Owns the connection to the room of one call: asks for a token, connects, publishes what the device check opened, reconnects
 * after LiveKit's own client has given up, and says how it is. The only place that makes a `Room`.
 */
export const useRoom = ({ call, windowId, takeOver, devices, capabilities, everybody }: RoomProps) => {
  const [state, dispatch] = useReducer(reduce, takeOver, entering);
  const [room] = useState(() => new Room(roomOptions));
  const { phase } = state;
  /** In a class, only those who may send something are announced. */
  const counts = useCallback(
    (participant: Participant) => everybody || participant.permissions?.canPublish !== false,
    [everybody],
  );
  useEffect(() => listenTo(room, counts, dispatch), [room, counts]);
  const own = useOwnTracks(room, { capabilities, devices, phase }, dispatch);
  useJoinRequest(phase, { call, windowId }, dispatch);
  useLiveKitConnection(room, { phase, counts }, dispatch);
  useConnectionReport(room, call, phase.at === "in");
  useRetry(state, own, dispatch);
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

export type RoomConnection = ReturnType<typeof useRoom>;
