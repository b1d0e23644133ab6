import "server-only";
import pMap from "p-map";
import { deleteRoom, listRooms, videoConfigured } from "#lib/livekit.ts";
import { errorFacts, log } from "#lib/log.ts";
import { parseRoomName, roomName } from "#lib/sessions/rules.ts";
import {
  generationsOf,
  type LiveSession,
  liveSessions,
  markCompared,
} from "#lib/sessions/store/compare-sessions.ts";
import { type Rooms, repairSession } from "./repair-session.ts";

const concurrency = 5;

/** Rooms of other databases are left alone. */
async function deleteLeftovers(rooms: Rooms): Promise<void> {
  const ours = [...rooms.keys()].map(parseRoomName).filter((room) => room !== null);
  const present = await generationsOf(ours.map((room) => room.sessionId));
  const leftover = ours.filter((room) => {
    const generation = present.get(room.sessionId);
    return generation !== undefined && generation !== room.generation;
  });
  await pMap(leftover, (room) => deleteRoom(roomName(room)), { concurrency });
}

/** Compares LiveKit's rooms with the sessions and repairs both. Safe at any moment and in any number of processes. */
export async function reconcile(now = new Date()): Promise<void> {
  if (!videoConfigured()) return;
  // Sessions first: what happens before the rooms are listed is newer than our list, and is left alone.
  const sessions = await liveSessions();
  const rooms = await listRooms();
  const compared: string[] = [];
  const compare = async (session: LiveSession) => {
    const { type, sessionId } = session;
    try {
      await repairSession(session, rooms, now);
      compared.push(sessionId);
    } catch (error) {
      log.warn("a session was not compared with its room", { type, sessionId, ...errorFacts(error) });
    }
  };
  await pMap(sessions, compare, { concurrency });
  await markCompared(compared, now);
  await deleteLeftovers(rooms);
}
