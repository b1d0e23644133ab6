import "server-only";
import pMap from "p-map";
import * as attendance from "#lib/attendance/store/record-connections.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { lockCall } from "#lib/calls/store.ts";
import { transaction } from "#lib/db.ts";
import { emit } from "#lib/events.ts";
import { deleteRoom, ensureRoom, listRooms, videoConfigured } from "#lib/livekit.ts";
import { type Connection, listParticipants } from "#lib/livekit-participants.ts";
import { errorFacts, log } from "#lib/log.ts";
import { watchUnattendedInTx } from "#lib/rings/server/expire-rings.ts";
import { cancelRingsInTx } from "#lib/rings/server/settle-rings.ts";
import { closesAt, isMemberId, parseRoomName, roomName } from "#lib/sessions/rules.ts";
import { closeIfEmpty } from "#lib/sessions/store/close-session.ts";
import {
  anythingLive,
  generationsOf,
  type LiveSession,
  liveSessions,
  markCompared,
  withReconcilerLock,
} from "#lib/sessions/store/compare-sessions.ts";
import { isOpenRoom } from "#lib/sessions/store/find-open.ts";
import { deriveTimes, lockSession } from "#lib/sessions/store/lock-session.ts";
import { closeOverdue } from "./close-overdue.ts";
import { closeRooms } from "./close-sessions.ts";
import { enforceRules } from "./enforce-rules.ts";

const everyMs = 15_000;
/** Sessions compared at a time: a room that LiveKit is slow about does not hold up the others. */
const concurrency = 5;
/** LiveKit's own refreshed tokens live some ten minutes: so long a room may be wanted by somebody after its session. */
const watchClosedMs = 15 * 60_000;

type Rooms = Awaited<ReturnType<typeof listRooms>>;

/** The room of an open session is missing when LiveKit was restarted, or gave it up: nobody could come back in. */
const makeRoomAgain = async (session: LiveSession) => {
  const place = parseRoomName(session.room);
  if (!place || !(await isOpenRoom(place))) return;
  await ensureRoom(session.room, session.settings);
  // The session may have closed meanwhile; its closer has looked for the room before we made it.
  if (!(await isOpenRoom(place))) await closeRooms([session.room]);
};

/**
 * Makes the attendances agree with who is connected. Those who left are looked for only among the connections known
 * before LiveKit was asked, so that somebody who comes meanwhile is not taken for gone.
 */
const agree = async (session: LiveSession, connected: readonly Connection[], now: Date) => {
  const here = new Set(connected.map((one) => one.sid));
  const gone = session.openSids.filter((sid) => !here.has(sid));
  const known = new Set(session.openSids);
  const members = connected.filter((one) => isMemberId(one.identity));
  const fresh = members.filter((one) => !known.has(one.sid));
  if (gone.length === 0 && fresh.length === 0) return;
  const earliest = members.reduce((first, one) => (one.joinedAt < first ? one.joinedAt : first), now);
  await transaction(async (tx) => {
    if (!(await lockSession(tx, session.sessionId))) return;
    await attendance.addConnections(tx, session.sessionId, members, now);
    await attendance.reopen(
      tx,
      session.sessionId,
      fresh.map((one) => one.sid),
    );
    await attendance.endMissing(tx, session.sessionId, gone, now);
    await deriveTimes(tx, session.sessionId, earliest);
    await watchUnattendedInTx(tx, session.sessionId, now);
  });
};

/** Closes a session in which nobody has been for the type's inactivity timeout. */
const closeIdle = async (session: LiveSession, now: Date) => {
  const timeout = session.settings.inactivityTimeoutSeconds;
  const { type, id, sessionId } = session;
  const closed = await transaction(async (tx) => {
    await lockCall(tx, session);
    if (!(await lockSession(tx, sessionId))) return false;
    const emptyBefore = new Date(now.getTime() - timeout * 1000);
    if (!(await closeIfEmpty(tx, sessionId, emptyBefore, now))) return false;
    await emit(tx, { kind: "call-changed", type, id });
    const rings = await cancelRingsInTx(tx, session, null, null, now);
    await record(tx, [...rings, auditEntry("session.closed", null, session, { sessionId })], now);
    return true;
  });
  if (closed) await closeRooms([session.room]);
};

const repair = async (session: LiveSession, rooms: Rooms, now: Date) => {
  const inRoom = rooms.has(session.room) ? await listParticipants(session.room) : [];
  await agree(
    session,
    inRoom.filter((one) => one.active || session.openSids.includes(one.sid)),
    now,
  );
  if (session.closedAt) return;
  if (session.endsAt && session.endsAt <= now) return closeOverdue(session.sessionId, now);
  await enforceRules(session, session.room, inRoom, now);
  const closes = closesAt(session, session.settings.inactivityTimeoutSeconds);
  if (closes && closes <= now && inRoom.length === 0) return closeIdle(session, now);
  if (!rooms.has(session.room)) await makeRoomAgain(session);
};

/** Rooms of sessions of this database that are closed, or of an earlier generation. Others' rooms are left alone. */
const deleteLeftovers = async (rooms: Rooms) => {
  const places = [...rooms.keys()].map(parseRoomName).filter((place) => place !== null);
  const right = await generationsOf(places.map((place) => place.sessionId));
  const leftover = places.filter((place) => {
    const generation = right.get(place.sessionId);
    return generation !== undefined && generation !== place.generation;
  });
  await pMap(leftover, (place) => deleteRoom(roomName(place)), { concurrency });
};

/**
 * Compares LiveKit's rooms with the sessions, and repairs both: makes missing rooms again, notes who came and left
 * unheard, puts out whom decideJoin refuses, closes what has long been empty, deletes what is left over. Changes nothing
 * while LiveKit cannot be asked. Safe at any moment and in any number of processes.
 */
export const reconcile = async (now = new Date()): Promise<void> => {
  if (!videoConfigured()) return;
  // First what we know, then what LiveKit knows: whatever happens in between is newer than our list, and is let be.
  const sessions = await liveSessions();
  const rooms = await listRooms();
  const compared: string[] = [];
  const compare = (session: LiveSession) => {
    const { type, sessionId } = session;
    return repair(session, rooms, now).then(
      () => compared.push(sessionId),
      (error) =>
        log.warn("a session was not compared with its room", { type, sessionId, ...errorFacts(error) }),
    );
  };
  await pMap(sessions, compare, { concurrency });
  await markCompared(compared, now);
  await deleteLeftovers(rooms);
};

// Kept on globalThis, so that reloading code in development does not start another one each time.
const shared = globalThis as typeof globalThis & { bedsideReconciler?: () => Promise<void> };

/**
 * Reconciles now, and then every 15 seconds while anything is live. Never throws. Answers how to stop; resolves when
 * what runs is done.
 */
export const startReconciler = (): (() => Promise<void>) => {
  shared.bedsideReconciler ??= begin();
  return shared.bedsideReconciler;
};

const begin = () => {
  // At the boot nobody knows what was missed, and after the last session its rooms may still be there for a while.
  let watchUntil = Number.POSITIVE_INFINITY;
  const round = async () => {
    const live = await anythingLive();
    if (!live && Date.now() > watchUntil) return;
    await withReconcilerLock(() => reconcile());
    if (live || watchUntil === Number.POSITIVE_INFINITY) watchUntil = Date.now() + watchClosedMs;
  };
  let running: Promise<void> | undefined;
  const tick = () => {
    running ??= round()
      .catch((error) => log.warn("sessions were not compared with rooms", errorFacts(error)))
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(tick, everyMs);
  timer.unref();
  tick();
  return async () => {
    clearInterval(timer);
    shared.bedsideReconciler = undefined;
    await running;
  };
};
