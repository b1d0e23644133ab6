import "server-only";
import { type Actor, allow } from "#lib/access.ts";
import { record } from "#lib/audit/server.ts";
import { permitCall } from "#lib/calls/server/permit-call.ts";
import { db, type Tx, transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { enforceRateLimit } from "#lib/rate-limit.ts";
import type { RingInput } from "#lib/rings/rules.ts";
import { openSessionId } from "#lib/starting/store/insert-session.ts";
import { lockForStart, openSessionInTx } from "./open-session.ts";

/** Far more than anyone needs, and few enough that phones don't ring without end. */
const ringRateLimit = { max: 120, windowSeconds: 60 };

async function ring(tx: Tx, actor: Actor, input: RingInput, now: Date) {
  const { relation, permit } = await permitCall(tx, actor, input, "call.ring");
  await lockForStart(tx, input);
  // Without an open session, ringing starts the call.
  const mayOpen = (await openSessionId(tx, input)) ? permit : allow(actor, "call.start", relation);
  const memberIds = input.memberIds ? [...new Set(input.memberIds)] : null;
  const opened = await openSessionInTx(tx, mayOpen, input, memberIds ?? "all", now);
  const { sessionId, started, rung, entries } = opened;
  if (!rung) throw new AppError("BAD_INPUT", { fields: { memberIds: "too-big" } });
  const known = new Set([relation.member?.id, ...rung.map(({ memberId }) => memberId)]);
  if (memberIds?.some((memberId) => !known.has(memberId))) throw new AppError("NOT_FOUND");
  await record(tx, entries, now);
  return { sessionId, started, members: rung };
}

/**
 * Rings members in the open session or a new one: those named, or all but the caller.
 * @throws AppError NOT_FOUND (the call, or a member), NOT_ALLOWED, ENDED, CANCELLED, BAD_INPUT (too many), TOO_MANY_ATTEMPTS
 */
export async function ringCall(actor: Actor, input: RingInput, now = new Date()) {
  // Counted outside the transaction, which would hold up other callers, and only for those who may ring.
  await permitCall(db(), actor, input, "call.ring");
  await enforceRateLimit(`ring:${actor.userId}`, ringRateLimit, now);
  return transaction((tx) => ring(tx, actor, input, now));
}
