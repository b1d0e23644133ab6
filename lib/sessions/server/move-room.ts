import "server-only";
import type { CallRef } from "#lib/access.ts";
import { lockCall } from "#lib/calls/store.ts";
import { transaction } from "#lib/db.ts";
import { emit } from "#lib/events.ts";
import { deleteRoom } from "#lib/livekit.ts";
import { type RoomOf, roomName } from "#lib/sessions/rules.ts";
import { leaveRoom } from "#lib/sessions/store/leave-room.ts";

/**
 * Leaves a room that someone still has a token for. Those who may join get a token for the next room. Repeating it changes
 * nothing.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export async function moveRoom(ref: CallRef, room: RoomOf): Promise<void> {
  const left = await transaction(async (tx) => {
    await lockCall(tx, ref);
    if (!(await leaveRoom(tx, room))) return false;
    await emit(tx, { kind: "call-changed", ...ref });
    return true;
  });
  if (left) await deleteRoom(roomName(room));
}
