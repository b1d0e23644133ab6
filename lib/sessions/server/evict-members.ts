import "server-only";
import type { CallRef } from "#lib/access.ts";
import { afterCommit } from "#lib/after-commit.ts";
import { connectedIn } from "#lib/attendance/store/record-connections.ts";
import { lockCall } from "#lib/calls/store.ts";
import type { Tx } from "#lib/db.ts";
import { deleteRoom } from "#lib/livekit.ts";
import { removeParticipant } from "#lib/livekit-participants.ts";
import { maxMoved, type RoomOf, roomName } from "#lib/sessions/rules.ts";
import { openCallsOfPerson } from "#lib/sessions/store/find-open.ts";
import { leaveRoom, tokenHolders } from "#lib/sessions/store/leave-room.ts";

export type Eviction = {
  readonly room: RoomOf;
  readonly memberIds: readonly string[];
  readonly moved: boolean;
};

/**
 * The caller holds the call's row. LiveKit takes no token back and a token opens one room, so the call gets a new room; in a
 * crowd only when someone who was refused comes back (`moveRoom`). Null when none of the members can hold a token.
 */
export async function evictInTx(
  tx: Tx,
  ref: CallRef,
  memberIds: readonly string[],
): Promise<Eviction | null> {
  const holders = memberIds.length > 0 ? await tokenHolders(tx, ref, memberIds) : null;
  if (!holders) return null;
  const few = (await connectedIn(tx, holders.room.sessionId)) <= maxMoved;
  const moved = few && (await leaveRoom(tx, holders.room));
  return { ...holders, moved };
}

export async function evictPersonInTx(tx: Tx, userId: string): Promise<Eviction[]> {
  const evictions: Eviction[] = [];
  for (const { memberId, ...ref } of await openCallsOfPerson(tx, userId)) {
    await lockCall(tx, ref);
    const eviction = await evictInTx(tx, ref, [memberId]);
    if (eviction) evictions.push(eviction);
  }
  return evictions;
}

async function finish({ room, memberIds, moved }: Eviction): Promise<void> {
  const name = roomName(room);
  // The evicted go first, so that their pages say so. The end of the room tells the others to move.
  await Promise.allSettled(memberIds.map((memberId) => removeParticipant(name, memberId)));
  if (moved) await deleteRoom(name);
}

/** After the commit; never throws. */
export const finishEvictions = (evictions: readonly (Eviction | null)[]): Promise<void> =>
  afterCommit("an evicted member was not disconnected", evictions.filter((one) => one !== null).map(finish));
