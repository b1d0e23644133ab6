import "server-only";
import type { CallRef } from "#lib/access.ts";
import { afterCommit } from "#lib/after-commit.ts";
import * as attendance from "#lib/attendance/store/record-connections.ts";
import { lockCall } from "#lib/calls/store.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { emit } from "#lib/events.ts";
import { deleteRoom } from "#lib/livekit.ts";
import { removeParticipant } from "#lib/livekit-participants.ts";
import { maxPromptEvictions, type RoomOf, roomName } from "#lib/sessions/rules.ts";
import { openCallsOfPerson } from "#lib/sessions/store/find-open.ts";
import { leaveRoom, tokenHolders } from "#lib/sessions/store/leave-room.ts";

/** What is left to do after the commit. */
export type Eviction = {
  readonly room: RoomOf;
  readonly memberIds: readonly string[];
  readonly moved: boolean;
};

/**
 * Shuts members out of what is on in a call, in the transaction that refuses them, which holds the call's row. LiveKit
 * takes no token back, and a token opens one room: so the call gets a new room, and the others move there. Of more people
 * than `maxPromptEvictions` nobody is moved before one who was refused does come back (`moveRoom`).
 * Answers what has to be finished after the commit; null when none of them can hold a token.
 */
export const evict = async (tx: Tx, ref: CallRef, memberIds: readonly string[]): Promise<Eviction | null> => {
  const holders = memberIds.length > 0 ? await tokenHolders(tx, ref, memberIds) : null;
  if (!holders) return null;
  const few = (await attendance.connectedIn(tx, holders.room.sessionId)) <= maxPromptEvictions;
  const moved = few && (await leaveRoom(tx, holders.room));
  return { ...holders, moved };
};

/** The same in every call that a person is in. */
export const evictPerson = async (tx: Tx, userId: string): Promise<Eviction[]> => {
  const done: Eviction[] = [];
  for (const { memberId, ...ref } of await openCallsOfPerson(tx, userId)) {
    await lockCall(tx, ref);
    const one = await evict(tx, ref, [memberId]);
    if (one) done.push(one);
  }
  return done;
};

const finish = async ({ room, memberIds, moved }: Eviction): Promise<void> => {
  const name = roomName(room);
  // First those who are shut out, so that their pages say so; for the others the end of the room means: move.
  const removed = Promise.allSettled(memberIds.map((memberId) => removeParticipant(name, memberId)));
  if (!moved) return void (await removed);
  await removed;
  await deleteRoom(name);
};

/** Ends the connections of those who were shut out. After the commit; never throws. */
export const finishEviction = (outs: readonly (Eviction | null)[]): Promise<void> =>
  afterCommit("somebody was not put out", outs.filter((one) => one !== null).map(finish));

/**
 * Leaves a room to which somebody has a token who shall not have one: whoever may come in gets a token for the next.
 * Twice is once.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const moveRoom = async (ref: CallRef, room: RoomOf): Promise<void> => {
  const left = await transaction(async (tx) => {
    await lockCall(tx, ref);
    if (!(await leaveRoom(tx, room))) return false;
    await emit(tx, { kind: "call-changed", ...ref });
    return true;
  });
  if (left) await deleteRoom(roomName(room));
};
