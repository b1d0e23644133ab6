import type { Participant, Room } from "livekit-client";
import { useEffect } from "react";
import type { Phase, RoomAction } from "./room-state.ts";

const connectOptions = { maxRetries: 1, peerConnectionTimeout: 10_000 };

type Connection = { phase: Phase; counts: (participant: Participant) => boolean };

/** Connects to LiveKit whenever the app has granted a token. */
export const useLiveKitConnection = (
  room: Room,
  { phase, counts }: Connection,
  dispatch: (action: RoomAction) => void,
) => {
  const grant = phase.at === "connecting" ? phase.grant : null;
  useEffect(() => {
    if (!grant) return;
    let isCurrent = true;
    const onJoined = () => {
      const others = [...room.remoteParticipants.values()].filter(counts);
      if (isCurrent) dispatch({ type: "joined", others: others.map(({ identity }) => identity) });
    };
    const onFailed = () => isCurrent && dispatch({ type: "failed" });
    room.connect(grant.url, grant.token, connectOptions).then(onJoined, onFailed);
    return () => {
      isCurrent = false;
    };
  }, [grant, room, counts, dispatch]);
};
