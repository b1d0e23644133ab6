import "server-only";
import type { CallRef } from "#lib/access";
import { record } from "#lib/audit/server";
import { cidOf } from "#lib/calls/rules";
import { transaction } from "#lib/db";
import { refusedAmong } from "#lib/joining/server";
import { removeParticipant } from "#lib/livekit";
import { isMemberId } from "./rules.ts";

/**
 * Asks decideJoin again about people who are connected, and puts out whom it refuses: LiveKit does not take tokens back.
 * Answers how many.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const putOutRefused = async (
  ref: CallRef,
  room: string,
  identities: readonly string[],
  now: Date,
): Promise<number> => {
  if (identities.length === 0) return 0;
  const refused = await refusedAmong(ref, identities.filter(isMemberId), now);
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
