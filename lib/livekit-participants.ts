import "server-only";
import { type ParticipantInfo, ParticipantInfo_State, TrackSource } from "livekit-server-sdk";
import { askLiveKit } from "./livekit.ts";
import { permissionOf, sendsKey } from "./livekit-permissions.ts";
import type { Capability } from "./roles.ts";

/** One connection, as LiveKit sees it. `identity` is the member's id. */
export type Connection = {
  readonly sid: string;
  readonly identity: string;
  readonly device: string;
  /** The sign-in the token was given to; "" when the token does not say. */
  readonly signInId: string;
  readonly joinedAt: Date;
  /** What LiveKit lets them send, to be compared with `sendsOf`; null when it does not say. */
  readonly sends: string | null;
};
/** `active`: media is connected. */
export type ActiveConnection = Connection & { readonly active: boolean };

export const instantOf = (seconds: bigint, milliseconds = 0n) =>
  new Date(Number(milliseconds > 0n ? milliseconds : seconds * 1000n));

export function toConnection({ permission, attributes, ...info }: ParticipantInfo): Connection {
  return {
    sid: info.sid,
    identity: info.identity,
    device: attributes["device"] ?? "",
    signInId: attributes["signIn"] ?? "",
    joinedAt: instantOf(info.joinedAt, info.joinedAtMs),
    sends: permission
      ? sendsKey(permission.canPublish ? permission.canPublishSources : [], permission.canPublishData)
      : null,
  };
}

const toActive = (info: ParticipantInfo): ActiveConnection => ({
  ...toConnection(info),
  active: info.state === ParticipantInfo_State.ACTIVE,
});

/** @throws AppError VIDEO_UNAVAILABLE */
export async function listParticipants(room: string): Promise<ActiveConnection[]> {
  const all = await askLiveKit((rooms) => rooms.listParticipants(room), { is: [] });
  return all.filter((info) => info.state !== ParticipantInfo_State.DISCONNECTED).map(toActive);
}

/** A member's present connection; null without one. @throws AppError VIDEO_UNAVAILABLE */
export async function findConnection(room: string, identity: string): Promise<ActiveConnection | null> {
  const info = await askLiveKit((rooms) => rooms.getParticipant(room, identity), { is: null });
  return info?.sid ? toActive(info) : null;
}

/** @throws AppError VIDEO_UNAVAILABLE */
export const isConnected = async (room: string, identity: string): Promise<boolean> =>
  (await findConnection(room, identity)) !== null;

/** Ends one member's connection. Does nothing when there is none. @throws AppError VIDEO_UNAVAILABLE */
export const removeParticipant = (room: string, identity: string): Promise<void> =>
  askLiveKit((rooms) => rooms.removeParticipant(room, identity), { is: undefined });

/** Changes what a connected member may send, and ends what they no longer may. @throws AppError VIDEO_UNAVAILABLE */
export const changeSends = (
  room: string,
  identity: string,
  capabilities: readonly Capability[],
): Promise<void> =>
  askLiveKit(
    async (rooms) => {
      await rooms.updateParticipant(room, identity, { permission: permissionOf(capabilities) });
    },
    { is: undefined },
  );

export type MutedSource = "microphone" | "camera" | "screen";
const sourcesToMute: Record<MutedSource, readonly TrackSource[]> = {
  microphone: [TrackSource.MICROPHONE],
  camera: [TrackSource.CAMERA],
  screen: [TrackSource.SCREEN_SHARE, TrackSource.SCREEN_SHARE_AUDIO],
};

/** They can unmute themselves. Returns whether anything was on. @throws AppError VIDEO_UNAVAILABLE */
export const muteSource = (room: string, identity: string, source: MutedSource): Promise<boolean> =>
  askLiveKit(
    async (rooms) => {
      const { tracks } = await rooms.getParticipant(room, identity);
      const on = tracks.filter((track) => !track.muted && sourcesToMute[source].includes(track.source));
      await Promise.all(on.map((track) => rooms.mutePublishedTrack(room, identity, track.sid, true)));
      return on.length > 0;
    },
    { is: false },
  );
