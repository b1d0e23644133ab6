import "server-only";
import { type Actor, allow, type CallRef } from "#lib/access";
import { record } from "#lib/audit/server";
import { cidOf } from "#lib/calls/rules";
import { lockCall, relationOf } from "#lib/calls/store";
import { type Tx, transaction } from "#lib/db";
import { AppError } from "#lib/errors";
import { emit } from "#lib/events";
import { deleteRoom, removeParticipant } from "#lib/livekit";
import { errorFacts, log } from "#lib/log";
import { announceStart } from "#lib/notifications/server";
import { roomName } from "./rules.ts";
import * as store from "./store.ts";

/**
 * Starts the visit: from the commit on its members may come in, and they are told. However many ask at once, one session
 * opens and is told of once; everybody gets its id.
 * @throws AppError NOT_FOUND, NOT_ALLOWED, ENDED, CANCELLED
 */
export const startVisit = (
  actor: Actor,
  ref: CallRef,
  now = new Date(),
): Promise<{ sessionId: string; started: boolean }> =>
  transaction(async (tx) => {
    const relation = await relationOf(tx, actor, ref);
    if (!relation) throw new AppError("NOT_FOUND");
    const permit = allow(actor, "call.start", relation);
    const call = await lockCall(tx, ref);
    if (!call) throw new AppError("NOT_FOUND");
    if (await store.isCancelled(tx, ref)) throw new AppError("CANCELLED");
    if (call.endedAt) throw new AppError("ENDED");
    const session = await store.openSession(tx, permit, ref, now);
    if (!session.started) return session;
    const { type, id } = ref;
    const { sessionId } = session;
    await announceStart(tx, { sessionId, type, id, startedBy: actor.userId }, now);
    await emit(tx, { kind: "call-started", type, id });
    const subject = `call:${cidOf(ref)}`;
    await record(tx, [{ kind: "call.started", actorId: actor.userId, subject, details: { sessionId } }], now);
    return session;
  });

/**
 * Closes the call's open session and ends its attendances, in the caller's transaction, which holds the call's row and
 * has not raised its generation yet. Answers the names of the rooms to close after the commit.
 */
export const closeSessions = async (tx: Tx, ref: CallRef, now: Date): Promise<string[]> =>
  (await store.closeOpen(tx, ref, now)).map(roomName);

/** What LiveKit is told after a commit may fail: the row is the truth, and the reconciler makes good. */
const afterCommit = async (what: string, work: readonly Promise<unknown>[]): Promise<void> => {
  for (const result of await Promise.allSettled(work)) {
    if (result.status === "rejected") log.warn(what, errorFacts(result.reason));
  }
};

/** Ends the rooms and everybody's connection in them. After the commit; never throws. */
export const closeRooms = (names: readonly string[]): Promise<void> =>
  afterCommit("a room was not closed", names.map(deleteRoom));

/** Ends the connections of members of a call. After the commit; never throws. */
export const putOut = (ref: CallRef, memberIds: readonly string[]): Promise<void> =>
  afterCommit("somebody was not put out", [
    store.openRoom(ref).then(async (room) => {
      if (!room) return;
      await Promise.all(memberIds.map((memberId) => removeParticipant(roomName(room), memberId)));
    }),
  ]);

/** Ends the connections of a person in every call: for one who is disabled. After the commit; never throws. */
export const putOutPerson = (userId: string): Promise<void> =>
  afterCommit("somebody was not put out", [
    store
      .roomsOfPerson(userId)
      .then((rooms) =>
        Promise.all(rooms.map(({ room, memberId }) => removeParticipant(roomName(room), memberId))),
      ),
  ]);
