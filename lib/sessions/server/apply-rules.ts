import "server-only";
import type { CallRef } from "#lib/access.ts";
import type { Tx } from "#lib/db.ts";
import { emit } from "#lib/events.ts";
import { videoConfigured } from "#lib/livekit.ts";
import { listParticipants } from "#lib/livekit-participants.ts";
import { errorFacts, log } from "#lib/log.ts";
import { maxMoved, roomName, tokenOwner } from "#lib/sessions/rules.ts";
import { openCallsOf, openRoom, openRoomsOfType } from "#lib/sessions/store/find-open.ts";
import { enforceRules } from "./enforce-rules.ts";

export async function emitTypeChangeInTx(tx: Tx, typeId: string): Promise<void> {
  for (const ref of await openCallsOf(tx, typeId)) await emit(tx, { kind: "call-changed", ...ref });
}

async function enforce(ref: CallRef, room: string, now: Date, memberIds?: readonly string[]) {
  const connected = await listParticipants(room);
  const chosen = memberIds
    ? connected.filter(({ identity }) => memberIds.includes(tokenOwner(identity)))
    : connected;
  await enforceRules(ref, room, chosen, now, connected.length <= maxMoved);
}

/** LiveKit may fail after a commit. The reconciler makes up for it. */
async function quietly(work: () => Promise<void>): Promise<void> {
  if (!videoConfigured()) return;
  await work().catch((error) => log.warn("a running session was not held to its rules", errorFacts(error)));
}

/** To all who are connected, or to these members. After the commit; never throws. */
export const applyRulesToCall = (ref: CallRef, now: Date, memberIds?: readonly string[]): Promise<void> =>
  quietly(async () => {
    const room = await openRoom(ref);
    if (room) await enforce(ref, roomName(room), now, memberIds);
  });

/** After the commit; never throws. */
export const applyRulesToType = (typeId: string, now: Date): Promise<void> =>
  quietly(async () => {
    for (const { room, ...ref } of await openRoomsOfType(typeId))
      await quietly(() => enforce(ref, roomName(room), now));
  });
