import "server-only";
import { type Actor, allow, type CallRef, can } from "#lib/access.ts";
import { record } from "#lib/audit/server.ts";
import { permitCall } from "#lib/calls/server/permit-call.ts";
import { relationOf } from "#lib/calls/store.ts";
import { db, type Tx, transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { enforceRateLimit } from "#lib/rate-limit.ts";
import { beginInside, lockForStart } from "#lib/sessions/server.ts";
import { openId } from "#lib/sessions/store.ts";
import { answerInside, cancelInside } from "./ringing.ts";
import { type AnswerInput, type DeclineInput, declineInput, type RingInput, stateAt } from "./rules.ts";
import * as store from "./store.ts";

/** Nobody who needs somebody presses more often; whoever does makes phones ring without end. */
const ringRateLimit = { max: 120, windowSeconds: 60 };

/** Missed calls shown at once. */
const maxMissed = 10;

/**
 * Rings members of the call: those named, or everybody but the caller (at most a hundred), in the session that is open or
 * in a new one. However many ask at once, each rings once. `members` says what it came to for each: somebody who is in
 * another visit is `busy`, in this one `here`, blocked or disabled or without a way in `not-rung`.
 * @throws AppError NOT_FOUND (the call, or a member named), NOT_ALLOWED, ENDED, CANCELLED, BAD_INPUT (more than a hundred),
 *   TOO_MANY_ATTEMPTS
 */
export const ringCall = async (actor: Actor, input: RingInput, now = new Date()) => {
  // Counted apart from the transaction, which would keep others who count waiting, and for those who may ring at all.
  await permitCall(db(), actor, input, "call.ring");
  await enforceRateLimit(`ring:${actor.userId}`, ringRateLimit, now);
  return transaction(async (tx) => {
    const { type, id } = input;
    const { relation, permit } = await permitCall(tx, actor, input, "call.ring");
    await lockForStart(tx, input);
    // Ringing opens a session where none is, which is starting the call.
    const mayBegin = (await openId(tx, input)) ? permit : allow(actor, "call.start", relation);
    const memberIds = input.memberIds ? [...new Set(input.memberIds)] : null;
    const begun = await beginInside(tx, mayBegin, { type, id }, { ring: memberIds ?? "everybody" }, now);
    if (!begun.rung) throw new AppError("BAD_INPUT", { fields: { memberIds: "too-big" } });
    const own = relation.member?.id;
    if (memberIds?.some((one) => one !== own && !begun.rung?.some(({ memberId }) => memberId === one)))
      throw new AppError("NOT_FOUND");
    await record(tx, begun.entries, now);
    return { sessionId: begun.sessionId, started: begun.started, members: begun.rung };
  });
};

const ownPlace = async (tx: Tx, actor: Actor, ref: CallRef) => {
  const { relation } = await permitCall(tx, actor, ref, "call.read");
  if (relation.member?.blocked) throw new AppError("BLOCKED");
};

/** Answers the actor's ring. The same answer again is no error; any other that comes too late is NOT_RINGING. */
const answer = (actor: Actor, ref: CallRef, to: Parameters<typeof answerInside>[3], now: Date) =>
  transaction(async (tx) => {
    await ownPlace(tx, actor, ref);
    const entries = await answerInside(tx, actor, ref, to, now);
    if (entries.length > 0) return record(tx, entries, now);
    const latest = await store.latestOwn(tx, actor, ref);
    const state = latest && stateAt(latest, now);
    if (state !== to.state) throw new AppError("NOT_RINGING", { state: state ?? undefined });
  });

/**
 * "I am coming": it stops ringing on every device of the actor's. Coming in (joinCall) says the same.
 * @throws AppError NOT_FOUND, BLOCKED, NOT_RINGING with `state` when it was missed, declined or cancelled before
 */
export const acceptRing = async (actor: Actor, ref: CallRef, now = new Date()) => {
  await answer(actor, ref, { state: "accepted", reason: null }, now);
  return { state: "accepted" as const };
};

/**
 * "Not now": it stops ringing on every device, and the caller reads why.
 * @throws AppError as acceptRing
 */
export const declineRing = async (actor: Actor, given: DeclineInput, now = new Date()) => {
  const { reason, ...ref } = declineInput.parse(given);
  await answer(actor, ref, { state: "declined", reason }, now);
  return { state: "declined" as const };
};

/** An answer that was pressed on a notification. */
export const answerRing = (actor: Actor, { answer: said, ...input }: AnswerInput) =>
  said === "accept" ? acceptRing(actor, input) : declineRing(actor, input);

/**
 * The caller gives up: nothing rings any more, or not for these members. Where nothing rings it changes nothing.
 * @throws AppError NOT_FOUND, NOT_ALLOWED
 */
export const cancelRing = (actor: Actor, input: RingInput, now = new Date()) =>
  transaction(async (tx) => {
    await permitCall(tx, actor, input, "call.ring");
    const entries = await cancelInside(tx, input, input.memberIds ?? null, actor.userId, now);
    await record(tx, entries, now);
    return { cancelled: entries.length };
  });

/**
 * The calls that the actor missed in the last day and did not come into since, newest first, each with who called, whether
 * the visit is on right now, and whether the actor may ring back.
 */
export const missedRings = async (actor: Actor, now = new Date()) => {
  const rows = await store.missed(actor, now, maxMissed);
  return Promise.all(
    rows.map(async ({ type, id, ringId, rungAt, live, caller, callerMemberId }) => {
      const relation = await relationOf(db(), actor, { type, id });
      const mayRing = relation !== null && can(actor, "call.ring", relation);
      return { type, id, ringId, rungAt, live, caller, ringBack: mayRing && !live ? callerMemberId : null };
    }),
  );
};

export type MissedRing = Awaited<ReturnType<typeof missedRings>>[number];
