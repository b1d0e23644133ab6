import "server-only";
import * as attendance from "#lib/attendance/store/record-connections.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { type Connection, removeParticipant } from "#lib/livekit-participants.ts";
import { type RoomEvent, verifyWebhook } from "#lib/livekit-webhook.ts";
import { errorFacts, log } from "#lib/log.ts";
import { watchUnattendedInTx } from "#lib/rings/server/expire-rings.ts";
import { isMemberId, parseRoomName, type RoomOf } from "#lib/sessions/rules.ts";
import { deriveTimes, type lockSession, lockSessionFor } from "#lib/sessions/store/lock-session.ts";
import { closeRooms } from "./close-sessions.ts";
import { enforceRules, recordEviction } from "./enforce-rules.ts";

type Change = (tx: Tx, sessionId: string) => Promise<void>;

const joined =
  (connection: Connection, at: Date): Change =>
  async (tx, sessionId) => {
    await attendance.addConnections(tx, sessionId, [connection], at);
    await deriveTimes(tx, sessionId, connection.joinedAt);
  };

/** A leave tells when its connection began, too: it may come first, or be all that ever comes. */
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

/** What an event changes; null for one that says nothing about who is here. */
const changeOf = ({ kind, at, connection }: RoomEvent): Change | null => {
  if (kind === "room_finished") return finished(at);
  if (!connection || !isMemberId(connection.identity)) return null;
  if (kind === "participant_joined") return joined(connection, at);
  return kind === "participant_left" ? left(connection, at) : null;
};

type Seen = NonNullable<Awaited<ReturnType<typeof lockSession>>>;

/** Notes the event and what it changes in one transaction; null when the room is none of ours or the event not new. */
const apply = (event: RoomEvent, place: RoomOf, change: Change | null, now: Date): Promise<Seen | null> =>
  transaction(async (tx) => {
    const session = await lockSessionFor(tx, place.sessionId, event.id, now);
    if (!session) return null;
    // A room of an earlier generation that ends late says nothing about the people in the present one.
    const stale = event.kind === "room_finished" && place.generation !== session.generation;
    if (change && !stale) await change(tx, place.sessionId);
    return session;
  });

/** Somebody came in: were they let in, and still? LiveKit checks the token and nothing else. */
const guard = async (event: RoomEvent, place: RoomOf, session: Seen, now: Date) => {
  if (session.closedAt || place.generation !== session.generation) return closeRooms([event.room]);
  if (!event.connection) return;
  const out = await enforceRules(session, event.room, [event.connection], now);
  const { sid, identity } = event.connection;
  // Nobody is in whose being there is not written down: they have come and gone too often.
  const isUnnoted = out === 0 && !(await attendance.isNoted(place.sessionId, sid));
  if (!isUnnoted) return;
  await removeParticipant(event.room, identity);
  if (isMemberId(identity))
    await recordEviction(session, [{ memberId: identity, code: "TOO_MANY_ATTEMPTS" }], now);
};

/**
 * Takes in one webhook of LiveKit's. Webhooks are hints: they may come twice, late, in any order or not at all, and the
 * attendances are the same in the end. Rooms that are not ours are acknowledged and left alone.
 * @throws AppError NOT_ALLOWED when the signature is not LiveKit's, VIDEO_UNAVAILABLE when there is no LiveKit
 */
export const receiveWebhook = async (body: string, authorization: string | null, now = new Date()) => {
  const event = await verifyWebhook(body, authorization);
  const place = parseRoomName(event.room);
  const came = event.kind === "participant_joined";
  const change = changeOf(event);
  if (!place || !(change || came)) return;
  const session = await apply(event, place, change, now);
  if (!session || !came) return;
  // The attendance stands; a guard that fails now is made good by the reconciler.
  await guard(event, place, session, now).catch((error) =>
    log.warn("a connection was not checked", errorFacts(error)),
  );
};
