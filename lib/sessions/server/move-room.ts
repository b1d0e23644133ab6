import "server-only";
import type { CallRef } from "#lib/access.ts";
import { lockCall } from "#lib/calls/store.ts";
import { transaction } from "#lib/db.ts";
import { emit } from "#lib/events.ts";
import { deleteRoom } from "#lib/livekit.ts";
import { type RoomOf, roomName } from "#lib/sessions/rules.ts";
import { leaveRoom } from "#lib/sessions/store/leave-room.ts";

/** Leaves a room that someone evicted has a token for. Safe to repeat. @throws AppError VIDEO_UNAVAILABLE */
export async function moveRoom(ref: CallRef, room: RoomOf): Promise<void> {
  const left = await transaction(async (tx) => {
    await lockCall(tx, ref);
    if (!(await leaveRoom(tx, room))) return false;
    await emit(tx, { kind: "call-changed", ...ref });
    return true;
  });
  if (left) await deleteRoom(roomName(room));
}
