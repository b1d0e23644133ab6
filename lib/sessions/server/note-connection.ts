import "server-only";
import { type Actor, within } from "#lib/access.ts";
import * as attendance from "#lib/attendance/store/record-connections.ts";
import { transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { findConnection } from "#lib/livekit-participants.ts";
import { enforceRateLimit } from "#lib/rate-limit.ts";
import { type ConnectedInput, roomName } from "#lib/sessions/rules.ts";
import { findOwnRoom } from "#lib/sessions/store/find-open.ts";
import { deriveTimes, lockSession } from "#lib/sessions/store/lock-session.ts";

/** In case a webhook is lost; LiveKit must confirm. @throws AppError NOT_FOUND, TOO_MANY_ATTEMPTS, VIDEO_UNAVAILABLE */
export async function noteConnection(
  actor: Actor,
  input: ConnectedInput,
  now = new Date(),
): Promise<{ noted: boolean }> {
  const own = within(actor, input) ? await findOwnRoom(actor, input) : null;
  if (!own) throw new AppError("NOT_FOUND");
  const { memberId, ...room } = own;
  if (await attendance.isNoted(room.sessionId, input.sid)) return { noted: true };
  await enforceRateLimit(`note:${memberId}`, { max: 60, windowSeconds: 60 }, now);
  const found = await findConnection(roomName(room), memberId);
  if (!found?.active || found.sid !== input.sid) return { noted: false };
  return transaction(async (tx) => {
    if (!(await lockSession(tx, room.sessionId))) return { noted: false };
    await attendance.addConnections(tx, room.sessionId, [found], now);
    await deriveTimes(tx, room.sessionId, found.joinedAt);
    return { noted: true };
  });
}
