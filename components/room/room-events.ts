import {
  ConnectionState,
  type Participant,
  type Room,
  RoomEvent,
  type RoomEventCallbacks,
} from "livekit-client";
import { deviceOf, isScreen, lossReasonOf, qualityOf, troubleOf, whoIs } from "./livekit-words.ts";
import type { RoomAction } from "./room-state.ts";

/** A signal lost for less than this isn't worth mentioning: sound and picture go on meanwhile. */
const signalGraceMs = 2_500;

type Dispatch = (action: RoomAction) => void;

/** Translates LiveKit's events into ours. `counts` says whose coming and going is announced. Returns how to stop. */
export const listenTo = (
  room: Room,
  counts: (participant: Participant) => boolean,
  dispatch: Dispatch,
): (() => void) => {
  const stops = [listenToConnection(room, dispatch)];
  const on = <E extends keyof RoomEventCallbacks>(event: E, handler: RoomEventCallbacks[E]) => {
    room.on(event, handler);
    stops.push(() => room.off(event, handler));
  };
  on(RoomEvent.ParticipantConnected, (participant) => {
    if (counts(participant)) dispatch({ type: "came", who: participant.identity });
  });
  on(RoomEvent.ParticipantDisconnected, ({ identity }) => dispatch({ type: "went", who: identity }));
  on(RoomEvent.ConnectionQualityChanged, (quality, participant) => {
    const ours = qualityOf(quality);
    if (ours) dispatch({ type: "quality", who: whoIs(participant), quality: ours });
  });
  on(RoomEvent.AudioPlaybackStatusChanged, () =>
    dispatch({ type: "sound", blocked: !room.canPlaybackAudio }),
  );
  on(RoomEvent.MediaDevicesError, (error, kind) =>
    dispatch({ type: "trouble", device: deviceOf(kind), trouble: troubleOf(error) }),
  );
  const sharing =
    (isOn: boolean) => (publication: Parameters<typeof isScreen>[0], participant: Participant) => {
      if (isScreen(publication)) dispatch({ type: "sharing", who: whoIs(participant), on: isOn });
    };
  on(RoomEvent.TrackPublished, sharing(true));
  on(RoomEvent.TrackUnpublished, sharing(false));
  on(RoomEvent.LocalTrackPublished, sharing(true));
  on(RoomEvent.LocalTrackUnpublished, sharing(false));
  return () => {
    for (const stop of stops) stop();
  };
};

/** The connection's own ups and downs, the browser's network among them. */
const listenToConnection = (room: Room, dispatch: Dispatch) => {
  let grace: ReturnType<typeof setTimeout> | undefined;
  const onReconnecting = () => dispatch({ type: "repairing" });
  const onSignalReconnecting = () => {
    clearTimeout(grace);
    grace = setTimeout(onReconnecting, signalGraceMs);
  };
  const onReconnected = () => {
    clearTimeout(grace);
    dispatch({ type: "repaired" });
  };
  const onDisconnected: RoomEventCallbacks[RoomEvent.Disconnected] = (reason) => {
    clearTimeout(grace);
    dispatch({ type: "lost", reason: lossReasonOf(reason) });
  };
  // A browser without a network knows at once; LiveKit's client waits for its pings.
  const onOffline = () => {
    if (navigator.onLine === false) onReconnecting();
  };
  const onOnline = () => {
    if (room.state === ConnectionState.Connected) onReconnected();
  };
  room
    .on(RoomEvent.Disconnected, onDisconnected)
    .on(RoomEvent.Reconnecting, onReconnecting)
    .on(RoomEvent.SignalReconnecting, onSignalReconnecting)
    .on(RoomEvent.Reconnected, onReconnected);
  addEventListener("offline", onOffline);
  addEventListener("online", onOnline);
  return () => {
    clearTimeout(grace);
    removeEventListener("offline", onOffline);
    removeEventListener("online", onOnline);
    room
      .off(RoomEvent.Disconnected, onDisconnected)
      .off(RoomEvent.Reconnecting, onReconnecting)
      .off(RoomEvent.SignalReconnecting, onSignalReconnecting)
      .off(RoomEvent.Reconnected, onReconnected);
  };
};
