import "server-only";
import {
  AccessToken,
  type ParticipantInfo,
  ParticipantInfo_State,
  RoomServiceClient,
  ServerError,
  TrackSource,
  WebhookReceiver,
} from "livekit-server-sdk";
import { env } from "./env.ts";
import { AppError } from "./errors.ts";
import { errorFacts, log } from "./log.ts";
import type { Capability, MemberRole } from "./roles.ts";

/** How long a token may be used to come in. It is asked for right before it is used. */
export const tokenTtlSeconds = 60;
/** People wait for most of these answers, so that a LiveKit that is away is known soon. */
const requestTimeoutSeconds = 3;

type Service = { readonly url: string; readonly key: string; readonly secret: string };

const service = (): Service => {
  const { LIVEKIT_URL: url, LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret } = env();
  if (!url || !key || !secret) throw new AppError("VIDEO_UNAVAILABLE", { configured: false });
  return { url, key, secret };
};

/** Whether this installation has a video service at all. */
export const videoConfigured = (): boolean => {
  const { LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET } = env();
  return Boolean(LIVEKIT_URL && LIVEKIT_API_KEY && LIVEKIT_API_SECRET);
};

/**
 * The address that browsers connect to: always ws: or wss:.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const browserUrl = (): string => service().url.replace(/^http/, "ws");

let client: RoomServiceClient | undefined;
const roomService = () => {
  const { url, key, secret } = service();
  client ??= new RoomServiceClient(url, key, secret, { requestTimeout: requestTimeoutSeconds });
  return client;
};

const isMissing = (error: unknown) => error instanceof ServerError && error.code === "not_found";

/** Asks LiveKit; `missing` is the answer for a room or a participant that is not there. */
const ask = async <T>(
  question: (rooms: RoomServiceClient) => Promise<T>,
  missing?: { is: T },
): Promise<T> => {
  try {
    return await question(roomService());
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (missing && isMissing(error)) return missing.is;
    log.warn("the video service does not answer", errorFacts(error));
    throw new AppError("VIDEO_UNAVAILABLE", { configured: true, cause: error });
  }
};

/**
 * Makes the room unless it is there. LiveKit never makes one by itself (`auto_create: false`).
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const ensureRoom = async (
  name: string,
  settings: { inactivityTimeoutSeconds: number; maxParticipants: number },
): Promise<void> => {
  // A minute more than the session: the session is closed by us, so that the row is the truth and not the room.
  const emptyTimeoutSeconds = settings.inactivityTimeoutSeconds + 60;
  const options = {
    name,
    emptyTimeout: emptyTimeoutSeconds,
    departureTimeout: emptyTimeoutSeconds,
    maxParticipants: settings.maxParticipants,
  };
  await ask((rooms) => rooms.createRoom(options));
};

/**
 * Ends the room and every connection in it. A room that is not there is no error.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const deleteRoom = (name: string): Promise<void> =>
  ask((rooms) => rooms.deleteRoom(name), { is: undefined });

/**
 * Names of the rooms that exist, with how many are in each.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const listRooms = async (): Promise<ReadonlyMap<string, number>> => {
  const rooms = await ask((all) => all.listRooms());
  return new Map(rooms.map((room) => [room.name, room.numParticipants]));
};

/** One connection, as LiveKit sees it. `identity` is the member's id. */
export type Connection = {
  readonly sid: string;
  readonly identity: string;
  readonly device: string;
  /** The sign-in that the token was given to; "" where the token does not say. */
  readonly signInId: string;
  readonly joinedAt: Date;
  /** What LiveKit lets them send, to be compared with `sendsOf`; null where it does not say. */
  readonly sends: string | null;
};

const instant = (seconds: bigint, milliseconds = 0n) =>
  new Date(Number(milliseconds > 0n ? milliseconds : seconds * 1000n));

/** Permissions as one word, alike when they are alike. */
const sendsWord = (sources: readonly TrackSource[], data: boolean) =>
  [...[...sources].sort((a, b) => a - b), ...(data ? ["data"] : [])].join(" ");

const toConnection = (info: ParticipantInfo): Connection => ({
  sid: info.sid,
  identity: info.identity,
  device: info.attributes["device"] ?? "",
  signInId: info.attributes["signIn"] ?? "",
  joinedAt: instant(info.joinedAt, info.joinedAtMs),
  sends: info.permission
    ? sendsWord(
        info.permission.canPublish ? info.permission.canPublishSources : [],
        info.permission.canPublishData,
      )
    : null,
});

/**
 * Everybody whose connection LiveKit knows in a room. `active` tells media from a connection that is still being made.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const listParticipants = async (room: string): Promise<(Connection & { active: boolean })[]> => {
  const all = await ask((rooms) => rooms.listParticipants(room), { is: [] });
  return all
    .filter((info) => info.state !== ParticipantInfo_State.DISCONNECTED)
    .map((info) => ({ ...toConnection(info), active: info.state === ParticipantInfo_State.ACTIVE }));
};

/**
 * Ends one member's connection. Somebody who is not there is no error.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const removeParticipant = (room: string, identity: string): Promise<void> =>
  ask((rooms) => rooms.removeParticipant(room, identity), { is: undefined });

/**
 * A member's connection to a room at this moment, as listParticipants has it; null without one.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const findConnection = async (
  room: string,
  identity: string,
): Promise<(Connection & { active: boolean }) | null> => {
  const info = await ask((rooms) => rooms.getParticipant(room, identity), { is: null });
  if (!info?.sid) return null;
  return { ...toConnection(info), active: info.state === ParticipantInfo_State.ACTIVE };
};

/**
 * Whether a member is connected to a room at this moment.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const isConnected = async (room: string, identity: string): Promise<boolean> =>
  (await findConnection(room, identity)) !== null;

const sourcesOf: readonly (readonly [Capability, readonly TrackSource[]])[] = [
  ["publish-audio", [TrackSource.MICROPHONE]],
  ["publish-video", [TrackSource.CAMERA]],
  ["share-screen", [TrackSource.SCREEN_SHARE, TrackSource.SCREEN_SHARE_AUDIO]],
];

const permissionOf = (capabilities: readonly Capability[]) => {
  const sources = sourcesOf.flatMap(([capability, kinds]) =>
    capabilities.includes(capability) ? kinds : [],
  );
  return {
    canSubscribe: true,
    canPublish: sources.length > 0,
    canPublishSources: sources,
    canPublishData: capabilities.includes("chat"),
    canUpdateMetadata: false,
  };
};

/** What somebody with these capabilities may send, as in `Connection.sends`. */
export const sendsOf = (capabilities: readonly Capability[]): string => {
  const { canPublishSources, canPublishData } = permissionOf(capabilities);
  return sendsWord(canPublishSources, canPublishData);
};

/**
 * Changes at once what a connected member may send; what they no longer may send ends. Somebody who is not there is no
 * error.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const changeSends = (
  room: string,
  identity: string,
  capabilities: readonly Capability[],
): Promise<void> =>
  ask(
    async (rooms) => {
      await rooms.updateParticipant(room, identity, { permission: permissionOf(capabilities) });
    },
    { is: undefined },
  );

/** What of somebody's can be muted. */
export type MutedSource = "microphone" | "camera" | "screen";
const sourcesToMute: Record<MutedSource, readonly TrackSource[]> = {
  microphone: [TrackSource.MICROPHONE],
  camera: [TrackSource.CAMERA],
  screen: [TrackSource.SCREEN_SHARE, TrackSource.SCREEN_SHARE_AUDIO],
};

/**
 * Mutes what a connected member sends of that source; they can turn it on again themselves. Answers whether anything was
 * on.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const muteSource = (room: string, identity: string, source: MutedSource): Promise<boolean> =>
  ask(
    async (rooms) => {
      const { tracks } = await rooms.getParticipant(room, identity);
      const on = tracks.filter((track) => !track.muted && sourcesToMute[source].includes(track.source));
      await Promise.all(on.map((track) => rooms.mutePublishedTrack(room, identity, track.sid, true)));
      return on.length > 0;
    },
    { is: false },
  );

/**
 * A token for one member, one room and the next minute. It says what the member may send and nothing about who they
 * are: everyone in the room can read its attributes.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const mintToken = (grant: {
  room: string;
  identity: string;
  role: MemberRole;
  device: string;
  signInId: string;
  capabilities: readonly Capability[];
}): Promise<string> => {
  const { key, secret } = service();
  const { room, identity, role, device, signInId, capabilities } = grant;
  const attributes = { device, role, signIn: signInId };
  const token = new AccessToken(key, secret, { identity, ttl: tokenTtlSeconds, attributes });
  const { canUpdateMetadata: canUpdateOwnMetadata, ...permission } = permissionOf(capabilities);
  token.addGrant({ room, roomJoin: true, canUpdateOwnMetadata, ...permission });
  return token.toJwt();
};

/** What LiveKit tells of a room. Times are LiveKit's, to the second. */
export type RoomEvent = {
  readonly id: string;
  readonly kind: string;
  readonly at: Date;
  readonly room: string;
  readonly connection: Connection | null;
};

/**
 * The event in a webhook, its signature and the hash of its body checked.
 * @throws AppError NOT_ALLOWED when it is not from our LiveKit, VIDEO_UNAVAILABLE when there is none
 */
export const verifyWebhook = async (body: string, authorization: string | null): Promise<RoomEvent> => {
  const { key, secret } = service();
  const receiver = new WebhookReceiver(key, secret);
  const event = await receiver.receive(body, authorization ?? undefined).catch((error: unknown) => {
    throw new AppError("NOT_ALLOWED", { cause: error });
  });
  return {
    id: event.id,
    kind: event.event,
    at: instant(event.createdAt),
    room: event.room?.name ?? "",
    connection: event.participant ? toConnection(event.participant) : null,
  };
};
