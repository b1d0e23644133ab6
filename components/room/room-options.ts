import { AudioPresets, LogLevel, type RoomOptions, setLogLevel, VideoPresets } from "livekit-client";

// Its lower levels print what is sent when joining; nothing of a visit belongs into a console.
setLogLevel(LogLevel.silent);

/**
 * Pictures in three sizes of which each receiver takes what they can show; sound doubled against losses and sent with
 * priority, so that it is the last to go. Tracks outlive a lost connection: the room publishes them again.
 */
export const roomOptions: RoomOptions = {
  adaptiveStream: true,
  dynacast: true,
  stopLocalTrackOnUnpublish: false,
  disconnectOnPageLeave: true,
  videoCaptureDefaults: { resolution: VideoPresets.h720.resolution, facingMode: "user" },
  audioCaptureDefaults: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  publishDefaults: {
    simulcast: true,
    videoSimulcastLayers: [VideoPresets.h180, VideoPresets.h360],
    audioPreset: { ...AudioPresets.speech, maxBitrate: 32_000, priority: "high" },
    dtx: true,
    red: true,
    degradationPreference: "balanced",
    stopMicTrackOnMute: false,
  },
};
