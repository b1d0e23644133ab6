import "server-only";
import { type Actor, within } from "#lib/access.ts";
import * as attendance from "#lib/attendance/store/record-connections.ts";
import { transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { findConnection } from "#lib/livekit-participants.ts";
import { enforceRateLimit } from "#lib/rate-limit.ts";
import { type ConnectedInput, roomName } from "#lib/sessions/rules.ts";
import { ownPlace } from "#lib/sessions/store/find-open.ts";
import { deriveTimes, lockSession } from "#lib/sessions/store/lock-session.ts";

/**
 * A browser says that it is connected, in case that LiveKit's own word is lost: short visits between two looks of the
 * reconciler would be nobody's otherwise. Only what LiveKit confirms is written down, and only the actor's own. `noted`
 * says whether it stands in the attendances.
 * @throws AppError NOT_FOUND, TOO_MANY_ATTEMPTS, VIDEO_UNAVAILABLE
 */
export const noteConnection = async (
  actor: Actor,
  input: ConnectedInput,
  now = new Date(),
): Promise<{ noted: boolean }> => {
  const place = within(actor, input) ? await ownPlace(actor, input) : null;
  if (!place) throw new AppError("NOT_FOUND");
  if (await attendance.isNoted(place.sessionId, input.sid)) return { noted: true };
  await enforceRateLimit(`note:${place.memberId}`, { max: 60, windowSeconds: 60 }, now);
  const found = await findConnection(roomName(place), place.memberId);
  if (!found?.active || found.sid !== input.sid) return { noted: false };
  return transaction(async (tx) => {
    if (!(await lockSession(tx, place.sessionId))) return { noted: false };
    await attendance.addConnections(tx, place.sessionId, [found], now);
    await deriveTimes(tx, place.sessionId, found.joinedAt);
    return { noted: true };
  });
};
