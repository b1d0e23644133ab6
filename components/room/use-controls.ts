"use client";

import { type Room, Track } from "livekit-client";
import { useCallback } from "react";
import type { Devices } from "#components/devices/devices-store.ts";
import { troubleOf } from "./livekit-words.ts";
import type { OwnTracks } from "./own-tracks.ts";
import type { RoomAction, RoomDevice } from "./room-state.ts";

/** What the buttons do. A failure becomes a notice and is never thrown. */
export const useControls = (
  room: Room,
  own: OwnTracks,
  devices: Devices,
  dispatch: (action: RoomAction) => void,
) => {
  const attempt = useCallback(
    async (device: RoomDevice, work: () => Promise<unknown>) => {
      dispatch({ type: "trouble", device, trouble: null });
      await work().catch((error: unknown) =>
        dispatch({ type: "trouble", device, trouble: troubleOf(error) }),
      );
    },
    [dispatch],
  );
  const toggle = useCallback(
    (device: "camera" | "microphone") => {
      const me = room.localParticipant;
      const on = device === "camera" ? !me.isCameraEnabled : !me.isMicrophoneEnabled;
      devices.remember(device === "camera" ? { cameraOn: on } : { microphoneOn: on });
      const source = device === "camera" ? Track.Source.Camera : Track.Source.Microphone;
      return attempt(device, () => own.turn(source, on));
    },
    [room, own, devices, attempt],
  );
  const toggleScreen = useCallback(
    () =>
      attempt("screen", () => (room.localParticipant.isScreenShareEnabled ? own.stopScreen() : own.share())),
    [room, own, attempt],
  );
  const choose = useCallback(
    (kind: "camera" | "microphone" | "speaker", deviceId: string) => {
      devices.remember({ [kind]: deviceId });
      const kinds = { camera: "videoinput", microphone: "audioinput", speaker: "audiooutput" } as const;
      return attempt(kind === "camera" ? "camera" : "microphone", () =>
        room.switchActiveDevice(kinds[kind], deviceId),
      );
    },
    [room, devices, attempt],
  );
  const leave = useCallback(() => dispatch({ type: "leave" }), [dispatch]);
  const startSound = useCallback(() => void room.startAudio().catch(() => undefined), [room]);
  return { toggle, toggleScreen, choose, leave, startSound };
};
