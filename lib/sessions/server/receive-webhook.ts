import "server-only";
import * as attendance from "#lib/attendance/store/record-connections.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { type Connection, removeParticipant } from "#lib/livekit-participants.ts";
import { type RoomEvent, verifyWebhook } from "#lib/livekit-webhook.ts";
import { errorFacts, log } from "#lib/log.ts";
import { watchUnattendedInTx } from "#lib/rings/server/expire-rings.ts";
import { isMemberId, parseRoomName, type RoomOf } from "#lib/sessions/rules.ts";
import { deriveTimes, lockSessionFor } from "#lib/sessions/store/lock-session.ts";
import { closeRooms } from "./close-sessions.ts";
import { enforceRules } from "./enforce-rules.ts";
import { recordEvictions } from "./record-evictions.ts";

type Change = (tx: Tx, sessionId: string) => Promise<void>;

const joined =
  (connection: Connection, at: Date): Change =>
  async (tx, sessionId) => {
    await attendance.addConnections(tx, sessionId, [connection], at);
    await deriveTimes(tx, sessionId, connection.joinedAt);
  };

/** Adds the connection too, because a leave may arrive first, or alone. */
const left =
  (connection: Connection, at: Date): Change =>
  async (tx, sessionId) => {
    await attendance.addConnections(tx, sessionId, [connection], at);
    await attendance.endConnection(tx, sessionId, connection.sid, at);
    await deriveTimes(tx, sessionId, connection.joinedAt);
    await watchUnattendedInTx(tx, sessionId, at);
  };

const finished =
  (at: Date): Change =>
  async (tx, sessionId) => {
    await attendance.endAll(tx, sessionId, at);
    await deriveTimes(tx, sessionId, at);
  };

function changeOf({ kind, at, connection }: RoomEvent): Change | null {
  if (kind === "room_finished") return finished(at);
  if (!connection || !isMemberId(connection.identity)) return null;
  if (kind === "participant_joined") return joined(connection, at);
  return kind === "participant_left" ? left(connection, at) : null;
}

type Session = NonNullable<Awaited<ReturnType<typeof lockSessionFor>>>;

/** Null when the room is not ours or the event was received before. */
const apply = (event: RoomEvent, room: RoomOf, change: Change | null, now: Date): Promise<Session | null> =>
  transaction(async (tx) => {
    const session = await lockSessionFor(tx, room.sessionId, event.id, now);
    if (!session) return null;
    // The late end of an earlier room says nothing about those in the present one.
    const stale = event.kind === "room_finished" && room.generation !== session.generation;
    if (change && !stale) await change(tx, room.sessionId);
    return session;
  });

/** LiveKit checks the token and nothing else, so a member who joined is checked again. */
async function guard(event: RoomEvent, room: RoomOf, session: Session, now: Date): Promise<void> {
  if (session.closedAt || room.generation !== session.generation) return closeRooms([event.room]);
  if (!event.connection) return;
  const { sid, identity } = event.connection;
  const evicted = await enforceRules(session, event.room, [event.connection], now);
  if (evicted > 0 || (await attendance.isNoted(room.sessionId, sid))) return;
  // Attendance has a limit for people who come and go without end, and no one may be in unrecorded.
  await removeParticipant(event.room, identity);
  if (!isMemberId(identity)) return;
  await recordEvictions(session, [{ memberId: identity, code: "TOO_MANY_ATTEMPTS" }], now);
}

/**
 * Webhooks may come twice, late, in any order or not at all, with the same attendances in the end.
 * @throws AppError NOT_ALLOWED when the signature is not LiveKit's, VIDEO_UNAVAILABLE when there is no LiveKit
 */
export async function receiveWebhook(
  body: string,
  authorization: string | null,
  now = new Date(),
): Promise<void> {
  const event = await verifyWebhook(body, authorization);
  const room = parseRoomName(event.room);
  const hasJoined = event.kind === "participant_joined";
  const change = changeOf(event);
  if (!room || !(change || hasJoined)) return;
  const session = await apply(event, room, change, now);
  if (!session || !hasJoined) return;
  // The attendance is recorded. The reconciler makes up for a guard that fails.
  await guard(event, room, session, now).catch((error) =>
    log.warn("a connection was not checked", errorFacts(error)),
  );
}
