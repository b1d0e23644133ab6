import "server-only";
import type { CallRef } from "#lib/access.ts";
import type { Tx } from "#lib/db.ts";
import { emit } from "#lib/events.ts";
import { videoConfigured } from "#lib/livekit.ts";
import { listParticipants } from "#lib/livekit-participants.ts";
import { errorFacts, log } from "#lib/log.ts";
import { maxPromptEvictions, roomName, tokenOwner } from "#lib/sessions/rules.ts";
import { openCallsOf, openRoom, openRoomsOfType } from "#lib/sessions/store/find-open.ts";
import { enforceRules } from "./enforce-rules.ts";

/** Tells the pages of every call of a type that is on, in the transaction that changes the type. */
export const tellOpenCalls = async (tx: Tx, typeId: string): Promise<void> => {
  for (const ref of await openCallsOf(tx, typeId)) await emit(tx, { kind: "call-changed", ...ref });
};

const hold = async (ref: CallRef, room: string, now: Date, memberIds?: readonly string[]) => {
  const here = await listParticipants(room);
  const meant = memberIds ? here.filter(({ identity }) => memberIds.includes(tokenOwner(identity))) : here;
  await enforceRules(ref, room, meant, now, here.length <= maxPromptEvictions);
};

/** What LiveKit is told after a commit may fail: the reconciler asks the same questions. */
const quietly = async (work: () => Promise<void>): Promise<void> => {
  if (!videoConfigured()) return;
  await work().catch((error) => log.warn("a running session was not held to its rules", errorFacts(error)));
};

/**
 * Makes what is on in a call agree with what its members may by now: all of them, or those named. After the commit; never
 * throws.
 */
export const applyToCall = (ref: CallRef, now: Date, memberIds?: readonly string[]): Promise<void> =>
  quietly(async () => {
    const room = await openRoom(ref);
    if (room) await hold(ref, roomName(room), now, memberIds);
  });

/** The same for every call of a type that is on. After the commit; never throws. */
export const applyType = (typeId: string, now: Date): Promise<void> =>
  quietly(async () => {
    for (const { room, ...ref } of await openRoomsOfType(typeId))
      await quietly(() => hold(ref, roomName(room), now));
  });
