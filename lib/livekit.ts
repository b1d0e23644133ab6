import "server-only";
import { RoomServiceClient, ServerError } from "livekit-server-sdk";
import { env } from "./env.ts";
import { AppError } from "./errors.ts";
import { errorFacts, log } from "./log.ts";

/** People wait for most of these answers, so an absent LiveKit must be known soon. */
const requestTimeoutSeconds = 3;

type Service = { readonly url: string; readonly key: string; readonly secret: string };

/** @throws AppError VIDEO_UNAVAILABLE */
export function livekitService(): Service {
  const { LIVEKIT_URL: url, LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret } = env();
  if (!url || !key || !secret) throw new AppError("VIDEO_UNAVAILABLE", { configured: false });
  return { url, key, secret };
}

export function videoConfigured(): boolean {
  const { LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET } = env();
  return Boolean(LIVEKIT_URL && LIVEKIT_API_KEY && LIVEKIT_API_SECRET);
}

/** Always ws: or wss:. @throws AppError VIDEO_UNAVAILABLE */
export const browserUrl = (): string => livekitService().url.replace(/^http/, "ws");

let client: RoomServiceClient | undefined;

function roomService() {
  const { url, key, secret } = livekitService();
  client ??= new RoomServiceClient(url, key, secret, { requestTimeout: requestTimeoutSeconds });
  return client;
}

const isMissing = (error: unknown) => error instanceof ServerError && error.code === "not_found";

/** Asks LiveKit. Returns `missing.is` when the room or participant does not exist. @throws AppError VIDEO_UNAVAILABLE */
export async function askLiveKit<T>(
  question: (rooms: RoomServiceClient) => Promise<T>,
  missing?: { is: T },
): Promise<T> {
  try {
    return await question(roomService());
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (missing && isMissing(error)) return missing.is;
    log.warn("the video service does not answer", errorFacts(error));
    throw new AppError("VIDEO_UNAVAILABLE", { configured: true, cause: error });
  }
}

/** LiveKit itself never creates one (`auto_create: false`). @throws AppError VIDEO_UNAVAILABLE */
export async function ensureRoom(
  name: string,
  settings: { inactivityTimeoutSeconds: number; maxParticipants: number },
): Promise<void> {
  const { inactivityTimeoutSeconds, maxParticipants } = settings;
  // A minute longer than the session, which we close: the row is the truth, not the room.
  const emptyTimeout = inactivityTimeoutSeconds + 60;
  await askLiveKit((rooms) =>
    rooms.createRoom({ name, emptyTimeout, departureTimeout: emptyTimeout, maxParticipants }),
  );
}

/** Does nothing when it does not exist. @throws AppError VIDEO_UNAVAILABLE */
export const deleteRoom = (name: string): Promise<void> =>
  askLiveKit((rooms) => rooms.deleteRoom(name), { is: undefined });

/** The number of people in each room. @throws AppError VIDEO_UNAVAILABLE */
export async function listRooms(): Promise<ReadonlyMap<string, number>> {
  const rooms = await askLiveKit((all) => all.listRooms());
  return new Map(rooms.map((room) => [room.name, room.numParticipants]));
}
