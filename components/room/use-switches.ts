import { Track } from "livekit-client";
import { useDevices } from "#components/devices/use-devices.ts";
import type { RoomPartProps } from "./room-props.ts";
import { useIsPublishing } from "./use-publication.ts";

const canShareScreen = () => typeof navigator.mediaDevices?.getDisplayMedia === "function";

/** Microphone, camera and screen: whether each is on, and how to switch it. Null for what the person can't send. */
export const useSwitches = ({ room, state, devices, capabilities, ...controls }: RoomPartProps) => {
  const me = room.localParticipant;
  const speaks = useIsPublishing(me, Track.Source.Microphone);
  const films = useIsPublishing(me, Track.Source.Camera);
  const shares = useIsPublishing(me, Track.Source.ScreenShare);
  const { choice } = useDevices(devices);
  const isIn = state.phase.at === "in";
  return {
    microphone: capabilities.includes("publish-audio")
      ? { on: isIn ? speaks : choice.microphoneOn, toggle: () => void controls.toggle("microphone") }
      : null,
    camera: capabilities.includes("publish-video")
      ? { on: isIn ? films : choice.cameraOn, toggle: () => void controls.toggle("camera") }
      : null,
    screen:
      capabilities.includes("share-screen") && canShareScreen()
        ? { on: shares, toggle: () => void controls.toggleScreen() }
        : null,
  };
};
