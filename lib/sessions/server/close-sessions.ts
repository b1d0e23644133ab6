import "server-only";
import type { CallRef } from "#lib/access.ts";
import { afterCommit } from "#lib/after-commit.ts";
import { record } from "#lib/audit/server.ts";
import type { Tx } from "#lib/db.ts";
import { deleteRoom } from "#lib/livekit.ts";
import { cancelRingsInTx } from "#lib/rings/server/settle-rings.ts";
import { roomName } from "#lib/sessions/rules.ts";
import { closeOpen } from "#lib/sessions/store/close-session.ts";

/** The caller has not raised the call's generation yet. Returns the rooms to close after the commit. */
export async function closeSessionsInTx(tx: Tx, ref: CallRef, now: Date): Promise<string[]> {
  const rings = await cancelRingsInTx(tx, ref, null, null, now);
  const rooms = (await closeOpen(tx, ref, now)).map(roomName);
  await record(tx, rings, now);
  return rooms;
}

/** After the commit; never throws. */
export const closeRooms = (names: readonly string[]): Promise<void> =>
  afterCommit("a room was not closed", names.map(deleteRoom));
