import "server-only";
import type { CallRef } from "#lib/access.ts";
import { afterCommit } from "#lib/after-commit.ts";
import { record } from "#lib/audit/server.ts";
import type { Tx } from "#lib/db.ts";
import { deleteRoom } from "#lib/livekit.ts";
import { cancelRingsInTx } from "#lib/rings/server/settle-rings.ts";
import { roomName } from "#lib/sessions/rules.ts";
import { closeOpen } from "#lib/sessions/store/close-session.ts";

/**
 * Closes the call's open session with its attendances and rings. The caller holds the call's row and has not raised its
 * generation yet. Returns the rooms to close after the commit.
 */
export async function closeSessionsInTx(tx: Tx, ref: CallRef, now: Date): Promise<string[]> {
  const rings = await cancelRingsInTx(tx, ref, null, null, now);
  const rooms = (await closeOpen(tx, ref, now)).map(roomName);
  await record(tx, rings, now);
  return rooms;
}

/** Ends these rooms and all connections to them. Call it after the commit; never throws. */
export const closeRooms = (names: readonly string[]): Promise<void> =>
  afterCommit("a room was not closed", names.map(deleteRoom));
