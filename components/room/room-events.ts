import {
  ConnectionQuality,
  ConnectionState,
  DisconnectReason,
  MediaDeviceFailure,
  type Participant,
  type Room,
  RoomEvent,
  Track,
  type TrackPublication,
} from "livekit-client";
import type { LossReason, Quality, RoomAction, RoomDevice, Trouble } from "./room-state.ts";

const reasonOf = (reason: DisconnectReason | undefined): LossReason => {
  if (reason === DisconnectReason.DUPLICATE_IDENTITY) return "other-device";
  if (reason === DisconnectReason.PARTICIPANT_REMOVED) return "evicted";
  if (reason === DisconnectReason.ROOM_DELETED || reason === DisconnectReason.ROOM_CLOSED) return "closed";
  return "connection";
};

const qualityOf: Partial<Record<ConnectionQuality, Quality>> = {
  [ConnectionQuality.Excellent]: "good",
  [ConnectionQuality.Good]: "good",
  [ConnectionQuality.Poor]: "weak",
  [ConnectionQuality.Lost]: "lost",
};

/** What went wrong with a device of one's own. */
export const troubleOf = (error: unknown): Trouble => {
  const failure = error instanceof Error ? MediaDeviceFailure.getFailure(error) : undefined;
  if (failure === MediaDeviceFailure.PermissionDenied) return "refused";
  if (failure === MediaDeviceFailure.NotFound) return "missing";
  return failure === MediaDeviceFailure.DeviceInUse ? "busy" : "failed";
};

const deviceOf = (kind: MediaDeviceKind | undefined): RoomDevice =>
  kind === "videoinput" ? "camera" : "microphone";

const who = (participant: Participant) => (participant.isLocal ? null : participant.identity);
const isScreen = (publication: TrackPublication) => publication.source === Track.Source.ScreenShare;

/** A signal that is away for less than this is nobody's business: sound and picture go on meanwhile. */
const blipMs = 2_500;

/** Translates LiveKit's events of `room` into ours; `counts` says whose coming and going is told. Answers how to stop. */
export const listenTo = (
  room: Room,
  counts: (participant: Participant) => boolean,
  dispatch: (action: RoomAction) => void,
): (() => void) => {
  const sharing = (on: boolean) => (publication: TrackPublication, participant: Participant) => {
    if (isScreen(publication)) dispatch({ type: "sharing", who: who(participant), on });
  };
  const shares = sharing(true);
  const shared = sharing(false);
  let blip: ReturnType<typeof setTimeout> | undefined;
  const onReconnecting = () => dispatch({ type: "repairing" });
  const onSignalReconnecting = () => {
    clearTimeout(blip);
    blip = setTimeout(onReconnecting, blipMs);
  };
  const onReconnected = () => {
    clearTimeout(blip);
    dispatch({ type: "repaired" });
  };
  // A browser without a network knows at once; LiveKit's client waits for its pings.
  const onOffline = () => {
    if (navigator.onLine === false) onReconnecting();
  };
  const onOnline = () => {
    if (room.state === ConnectionState.Connected) onReconnected();
  };
  const onDisconnected = (reason?: DisconnectReason) => {
    clearTimeout(blip);
    dispatch({ type: "lost", reason: reasonOf(reason) });
  };
  const onCame = (participant: Participant) => {
    if (counts(participant)) dispatch({ type: "came", who: participant.identity });
  };
  const onWent = (participant: Participant) => dispatch({ type: "went", who: participant.identity });
  const onQuality = (quality: ConnectionQuality, participant: Participant) => {
    const ours = qualityOf[quality];
    if (ours) dispatch({ type: "quality", who: who(participant), quality: ours });
  };
  const onSound = () => dispatch({ type: "sound", blocked: !room.canPlaybackAudio });
  const onTrouble = (error: Error, kind?: MediaDeviceKind) =>
    dispatch({ type: "trouble", device: deviceOf(kind), trouble: troubleOf(error) });
  room
    .on(RoomEvent.Disconnected, onDisconnected)
    .on(RoomEvent.Reconnecting, onReconnecting)
    .on(RoomEvent.SignalReconnecting, onSignalReconnecting)
    .on(RoomEvent.Reconnected, onReconnected)
    .on(RoomEvent.ParticipantConnected, onCame)
    .on(RoomEvent.ParticipantDisconnected, onWent)
    .on(RoomEvent.ConnectionQualityChanged, onQuality)
    .on(RoomEvent.AudioPlaybackStatusChanged, onSound)
    .on(RoomEvent.MediaDevicesError, onTrouble)
    .on(RoomEvent.TrackPublished, shares)
    .on(RoomEvent.TrackUnpublished, shared)
    .on(RoomEvent.LocalTrackPublished, shares)
    .on(RoomEvent.LocalTrackUnpublished, shared);
  addEventListener("offline", onOffline);
  addEventListener("online", onOnline);
  return () => {
    clearTimeout(blip);
    removeEventListener("offline", onOffline);
    removeEventListener("online", onOnline);
    room
      .off(RoomEvent.Disconnected, onDisconnected)
      .off(RoomEvent.Reconnecting, onReconnecting)
      .off(RoomEvent.SignalReconnecting, onSignalReconnecting)
      .off(RoomEvent.Reconnected, onReconnected)
      .off(RoomEvent.ParticipantConnected, onCame)
      .off(RoomEvent.ParticipantDisconnected, onWent)
      .off(RoomEvent.ConnectionQualityChanged, onQuality)
      .off(RoomEvent.AudioPlaybackStatusChanged, onSound)
      .off(RoomEvent.MediaDevicesError, onTrouble)
      .off(RoomEvent.TrackPublished, shares)
      .off(RoomEvent.TrackUnpublished, shared)
      .off(RoomEvent.LocalTrackPublished, shares)
      .off(RoomEvent.LocalTrackUnpublished, shared);
  };
};
