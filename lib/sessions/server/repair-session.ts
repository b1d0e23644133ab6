import "server-only";
import * as attendance from "#lib/attendance/store/record-connections.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { lockCall } from "#lib/calls/store.ts";
import { transaction } from "#lib/db.ts";
import { emit } from "#lib/events.ts";
import { ensureRoom, type listRooms } from "#lib/livekit.ts";
import { type Connection, listParticipants } from "#lib/livekit-participants.ts";
import { watchUnattendedInTx } from "#lib/rings/server/expire-rings.ts";
import { cancelRingsInTx } from "#lib/rings/server/settle-rings.ts";
import { closesAt, isMemberId, parseRoomName } from "#lib/sessions/rules.ts";
import { closeIfEmpty } from "#lib/sessions/store/close-session.ts";
import type { LiveSession } from "#lib/sessions/store/compare-sessions.ts";
import { isOpenRoom } from "#lib/sessions/store/find-open.ts";
import { deriveTimes, lockSession } from "#lib/sessions/store/lock-session.ts";
import { closeOverdue } from "./close-overdue.ts";
import { closeRooms } from "./close-sessions.ts";
import { enforceRules } from "./enforce-rules.ts";

export type Rooms = Awaited<ReturnType<typeof listRooms>>;

/** LiveKit loses rooms when it restarts, and then no one could join. */
async function restoreRoom(session: LiveSession): Promise<void> {
  const room = parseRoomName(session.room);
  if (!room || !(await isOpenRoom(room))) return;
  await ensureRoom(session.room, session.settings);
  // The session may have closed meanwhile, before there was a room to close.
  if (!(await isOpenRoom(room))) await closeRooms([session.room]);
}

/** Only connections known before LiveKit was asked can have ended: someone may join meanwhile. */
async function matchAttendances(session: LiveSession, connected: readonly Connection[], now: Date) {
  const { sessionId, openSids } = session;
  const sids = new Set(connected.map((one) => one.sid));
  const gone = openSids.filter((sid) => !sids.has(sid));
  const members = connected.filter((one) => isMemberId(one.identity));
  const fresh = members.filter((one) => !openSids.includes(one.sid)).map((one) => one.sid);
  if (gone.length === 0 && fresh.length === 0) return;
  const earliest = members.reduce((first, one) => (one.joinedAt < first ? one.joinedAt : first), now);
  await transaction(async (tx) => {
    if (!(await lockSession(tx, sessionId))) return;
    await attendance.addConnections(tx, sessionId, members, now);
    await attendance.reopen(tx, sessionId, fresh);
    await attendance.endMissing(tx, sessionId, gone, now);
    await deriveTimes(tx, sessionId, earliest);
    await watchUnattendedInTx(tx, sessionId, now);
  });
}

async function closeIdle(session: LiveSession, now: Date): Promise<void> {
  const { type, id, sessionId, settings } = session;
  const emptyBefore = new Date(now.getTime() - settings.inactivityTimeoutSeconds * 1000);
  const closed = await transaction(async (tx) => {
    await lockCall(tx, session);
    if (!(await lockSession(tx, sessionId))) return false;
    if (!(await closeIfEmpty(tx, sessionId, emptyBefore, now))) return false;
    await emit(tx, { kind: "call-changed", type, id });
    const rings = await cancelRingsInTx(tx, session, null, null, now);
    await record(tx, [...rings, auditEntry("session.closed", null, session, { sessionId })], now);
    return true;
  });
  if (closed) await closeRooms([session.room]);
}

export async function repairSession(session: LiveSession, rooms: Rooms, now: Date): Promise<void> {
  const { sessionId, room, openSids, settings } = session;
  const inRoom = rooms.has(room) ? await listParticipants(room) : [];
  const connected = inRoom.filter((one) => one.active || openSids.includes(one.sid));
  await matchAttendances(session, connected, now);
  if (session.closedAt) return;
  if (session.endsAt && session.endsAt <= now) return closeOverdue(sessionId, now);
  await enforceRules(session, room, inRoom, now);
  const closes = closesAt(session, settings.inactivityTimeoutSeconds);
  if (closes && closes <= now && inRoom.length === 0) return closeIdle(session, now);
  if (!rooms.has(room)) await restoreRoom(session);
}
