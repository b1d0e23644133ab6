import {
  ConnectionQuality,
  DisconnectReason,
  MediaDeviceFailure,
  type Participant,
  Track,
  type TrackPublication,
} from "livekit-client";
import type { LossReason, Quality, RoomDevice, Trouble } from "./room-state.ts";

// LiveKit's words in ours.

export const lossReasonOf = (reason: DisconnectReason | undefined): LossReason => {
  if (reason === DisconnectReason.DUPLICATE_IDENTITY) return "other-device";
  if (reason === DisconnectReason.PARTICIPANT_REMOVED) return "evicted";
  if (reason === DisconnectReason.ROOM_DELETED || reason === DisconnectReason.ROOM_CLOSED) return "closed";
  return "connection";
};

const qualities: Partial<Record<ConnectionQuality, Quality>> = {
  [ConnectionQuality.Excellent]: "good",
  [ConnectionQuality.Good]: "good",
  [ConnectionQuality.Poor]: "weak",
  [ConnectionQuality.Lost]: "lost",
};
export const qualityOf = (quality: ConnectionQuality): Quality | undefined => qualities[quality];

/** What went wrong with one's own device. */
export const troubleOf = (error: unknown): Trouble => {
  const failure = error instanceof Error ? MediaDeviceFailure.getFailure(error) : undefined;
  if (failure === MediaDeviceFailure.PermissionDenied) return "refused";
  if (failure === MediaDeviceFailure.NotFound) return "missing";
  return failure === MediaDeviceFailure.DeviceInUse ? "busy" : "failed";
};

export const deviceOf = (kind: MediaDeviceKind | undefined): RoomDevice =>
  kind === "videoinput" ? "camera" : "microphone";

/** The identity; null for oneself. */
export const whoIs = (participant: Participant) => (participant.isLocal ? null : participant.identity);

export const isScreen = (publication: TrackPublication) => publication.source === Track.Source.ScreenShare;
