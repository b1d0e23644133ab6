import "server-only";
import type { Actor } from "#lib/access.ts";
import { record } from "#lib/audit/server.ts";
import { permitCall } from "#lib/calls/server/permit-call.ts";
import { transaction } from "#lib/db.ts";
import type { RingInput } from "#lib/rings/rules.ts";
import { cancelRingsInTx } from "./settle-rings.ts";

/** Stops ringing all members, or these. @throws AppError NOT_FOUND, NOT_ALLOWED */
export const cancelRing = (actor: Actor, input: RingInput, now = new Date()) =>
  transaction(async (tx) => {
    await permitCall(tx, actor, input, "call.ring");
    const entries = await cancelRingsInTx(tx, input, input.memberIds ?? null, actor.userId, now);
    await record(tx, entries, now);
    return { cancelled: entries.length };
  });
