import "server-only";
import type { CallRef } from "#lib/access";
import { record } from "#lib/audit/server";
import { cidOf } from "#lib/calls/rules";
import { transaction } from "#lib/db";
import { refusedAmong } from "#lib/joining/server";
import { type Connection, removeParticipant } from "#lib/livekit";
import { isMemberId } from "./rules.ts";
import { endedSignIns } from "./store.ts";

type Came = Pick<Connection, "identity" | "signInId">;

/** Whose sign-in has ended since they got their token: another one of the same member changes nothing for this one. */
const signedOut = async (came: readonly Came[]) => {
  const ended = await endedSignIns(came.map((one) => one.signInId).filter(isMemberId));
  return came
    .filter((one) => isMemberId(one.identity) && ended.has(one.signInId))
    .map((one) => ({ memberId: one.identity, code: "SIGN_IN_REQUIRED" as const }));
};

/**
 * Asks decideJoin again about people who are connected, and puts out whom it refuses, and whose sign-in has ended: LiveKit
 * does not take tokens back.
 * Answers how many.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const putOutRefused = async (
  ref: CallRef,
  room: string,
  came: readonly Came[],
  now: Date,
): Promise<number> => {
  if (came.length === 0) return 0;
  const identities = [...new Set(came.map((one) => one.identity))];
  const decided = await refusedAmong(ref, identities.filter(isMemberId), now);
  const gone = new Set(decided.map((one) => one.memberId));
  const refused = [...decided, ...(await signedOut(came)).filter((one) => !gone.has(one.memberId))];
  const strangers = identities.filter((one) => !isMemberId(one));
  await Promise.all(
    [...strangers, ...refused.map((one) => one.memberId)].map((one) => removeParticipant(room, one)),
  );
  if (refused.length > 0) {
    const subject = `call:${cidOf(ref)}`;
    const entries = refused.map(
      (details) => ({ kind: "participant.put-out", actorId: null, subject, details }) as const,
    );
    await transaction((tx) => record(tx, entries, now));
  }
  return refused.length + strangers.length;
};
