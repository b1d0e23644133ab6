import "server-only";
import type { Actor, CallRef } from "#lib/access.ts";
import { record } from "#lib/audit/server.ts";
import { permitCall } from "#lib/calls/server/permit-call.ts";
import { transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { type AnswerInput, type DeclineInput, declineInput, stateAt } from "#lib/rings/rules.ts";
import { type Answer, latestOwnRing } from "#lib/rings/store/settle-rings.ts";
import { answerRingInTx } from "./settle-rings.ts";

/** Repeating the same answer is no error. */
const answer = (actor: Actor, ref: CallRef, to: Answer, now: Date) =>
  transaction(async (tx) => {
    const { relation } = await permitCall(tx, actor, ref, "call.read");
    if (relation.member?.blocked) throw new AppError("BLOCKED");
    const entries = await answerRingInTx(tx, actor, ref, to, now);
    if (entries.length > 0) return record(tx, entries, now);
    const latest = await latestOwnRing(tx, actor, ref);
    const state = latest && stateAt(latest, now);
    if (state !== to.state) throw new AppError("NOT_RINGING", { state: state ?? undefined });
  });

/** @throws AppError NOT_FOUND, BLOCKED, NOT_RINGING with `state` when it was settled before */
export async function acceptRing(actor: Actor, ref: CallRef, now = new Date()) {
  await answer(actor, ref, { state: "accepted", reason: null }, now);
  return { state: "accepted" as const };
}

/** @throws AppError as acceptRing */
export async function declineRing(actor: Actor, given: DeclineInput, now = new Date()) {
  const { reason, ...ref } = declineInput.parse(given);
  await answer(actor, ref, { state: "declined", reason }, now);
  return { state: "declined" as const };
}

/** The answer pressed on a notification. */
export const answerRing = (actor: Actor, { answer: said, ...input }: AnswerInput) =>
  said === "accept" ? acceptRing(actor, input) : declineRing(actor, input);
