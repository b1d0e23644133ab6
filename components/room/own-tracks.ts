import {
  createLocalScreenTracks,
  LocalAudioTrack,
  type LocalTrack,
  LocalVideoTrack,
  type Room,
  ScreenSharePresets,
  Track,
  TrackEvent,
} from "livekit-client";
import type { HandedOver } from "#components/devices/devices-store.ts";

type Source = Track.Source.Camera | Track.Source.Microphone;
type Own = { camera: LocalVideoTrack | null; microphone: LocalAudioTrack | null };

const asLocal = (handed: HandedOver): Own => ({
  // false: LiveKit owns the track, and turns off the camera's light with the picture.
  camera: handed.camera && new LocalVideoTrack(handed.camera, undefined, false),
  microphone: handed.microphone && new LocalAudioTrack(handed.microphone, undefined, false),
});

const isLive = <T extends LocalTrack>(track: T | null): track is T =>
  track?.mediaStreamTrack.readyState === "live";

/** What this window sends: camera, microphone and screen, through every lost and regained connection. */
export const createOwnTracks = (room: Room, mayPublish: (source: Track.Source) => boolean) => {
  const me = room.localParticipant;
  let screen: LocalTrack[] = [];
  const wanted = { camera: false, microphone: false };
  let opened: Own = { camera: null, microphone: null };

  const turn = async (source: Source, on: boolean) => {
    const isCamera = source === Track.Source.Camera;
    wanted[isCamera ? "camera" : "microphone"] = on;
    const publication = await (isCamera ? me.setCameraEnabled(on) : me.setMicrophoneEnabled(on));
    // LiveKit may have opened a new track: that one is published again after a lost connection.
    if (publication?.track instanceof LocalVideoTrack) opened = { ...opened, camera: publication.track };
    if (publication?.track instanceof LocalAudioTrack) opened = { ...opened, microphone: publication.track };
  };

  const publishOne = async (source: Source) => {
    const kind = source === Track.Source.Camera ? "camera" : "microphone";
    if (!mayPublish(source) || me.getTrackPublication(source)?.track) return;
    const track = opened[kind];
    // A muted microphone stays open and is published muted; a camera that is off was closed.
    if (isLive(track)) await me.publishTrack(track, { source });
    else if (wanted[kind]) await turn(source, true);
  };

  /** When the visit moves to another room, the screen stays shared. */
  const publishScreen = async () => {
    for (const track of screen) {
      if (isLive(track) && !me.getTrackPublication(track.source)?.track) await me.publishTrack(track);
    }
  };

  const stopScreen = async () => {
    const tracks = screen;
    screen = [];
    for (const track of tracks) {
      await me.unpublishTrack(track).catch(() => undefined);
      track.stop();
    }
  };

  return {
    /** Takes over what the device check opened. */
    adopt: (handed: HandedOver) => {
      opened = asLocal(handed);
      wanted.camera = handed.camera !== null;
      wanted.microphone = handed.microphone !== null;
      // If they are opened again later, then the same ones.
      const { camera, microphone } = handed.choice;
      const { videoCaptureDefaults: video, audioCaptureDefaults: audio } = room.options;
      if (video && camera) room.options.videoCaptureDefaults = { ...video, deviceId: { ideal: camera } };
      if (audio && microphone)
        room.options.audioCaptureDefaults = { ...audio, deviceId: { ideal: microphone } };
    },
    /** Publishes what is on, sound first. */
    publish: async (onFailure: (kind: "camera" | "microphone", error: unknown) => void) => {
      await publishOne(Track.Source.Microphone).catch((error) => onFailure("microphone", error));
      await publishOne(Track.Source.Camera).catch((error) => onFailure("camera", error));
      if (mayPublish(Track.Source.ScreenShare)) await publishScreen().catch(() => undefined);
    },
    /** Closes what is no longer allowed: the camera's light goes out. */
    withdraw: async (source: Track.Source) => {
      if (source === Track.Source.ScreenShare) return stopScreen();
      const kind = source === Track.Source.Camera ? "camera" : "microphone";
      wanted[kind] = false;
      const { track } = me.getTrackPublication(source) ?? {};
      if (track instanceof LocalVideoTrack || track instanceof LocalAudioTrack)
        await me.unpublishTrack(track).catch(() => undefined);
      track?.stop();
      opened[kind]?.stop();
      opened = { ...opened, [kind]: null };
    },
    turn,
    /** Asks which screen, and publishes it. Throws when the person or the browser says no. */
    share: async () => {
      screen = await createLocalScreenTracks({
        audio: true,
        resolution: ScreenSharePresets.h1080fps15.resolution,
      });
      for (const track of screen) {
        // The browser's own "Stop sharing".
        track.once(TrackEvent.Ended, () => void stopScreen());
        await me.publishTrack(track);
      }
    },
    stopScreen,
    /** After a lost connection the person must agree again before the screen is shared. */
    dropScreen: () => {
      for (const track of screen) track.stop();
      screen = [];
    },
    stop: () => {
      for (const track of [opened.camera, opened.microphone, ...screen]) track?.stop();
      for (const { track } of me.trackPublications.values()) track?.stop();
      screen = [];
    },
  };
};

export type OwnTracks = ReturnType<typeof createOwnTracks>;
