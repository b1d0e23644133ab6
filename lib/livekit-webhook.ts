import "server-only";
import { WebhookReceiver } from "livekit-server-sdk";
import { AppError } from "./errors.ts";
import { livekitService } from "./livekit.ts";
import { type Connection, instantOf, toConnection } from "./livekit-participants.ts";

/** Times are LiveKit's, to the second. */
export type RoomEvent = {
  readonly id: string;
  readonly kind: string;
  readonly at: Date;
  readonly room: string;
  readonly connection: Connection | null;
};

/** Checks signature and body hash. @throws AppError NOT_ALLOWED (not from our LiveKit), VIDEO_UNAVAILABLE */
export async function verifyWebhook(body: string, authorization: string | null): Promise<RoomEvent> {
  const { key, secret } = livekitService();
  const receiver = new WebhookReceiver(key, secret);
  const event = await receiver.receive(body, authorization ?? undefined).catch((error: unknown) => {
    throw new AppError("NOT_ALLOWED", { cause: error });
  });
  return {
    id: event.id,
    kind: event.event,
    at: instantOf(event.createdAt),
    room: event.room?.name ?? "",
    connection: event.participant ? toConnection(event.participant) : null,
  };
}
