import "server-only";
import type { Actor, CallRef } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { type JoinInput, type JoinRefusal, joinRateLimit, toldToPerson } from "#lib/joining/rules.ts";
import { findOwnFacts, type OwnFacts } from "#lib/joining/store/find-facts.ts";
import { noteToken } from "#lib/joining/store/note-token.ts";
import { browserUrl, deleteRoom, ensureRoom } from "#lib/livekit.ts";
import { isConnected } from "#lib/livekit-participants.ts";
import { mintToken, tokenTtlSeconds } from "#lib/livekit-token.ts";
import { enforceRateLimit } from "#lib/rate-limit.ts";
import { answerRingInTx } from "#lib/rings/server/settle-rings.ts";
import { type RoomOf, roomName } from "#lib/sessions/rules.ts";
import { isOpenRoom } from "#lib/sessions/store/find-open.ts";
import { decideOwn, rightsIn } from "./decide-own.ts";
import { recordRefusal } from "./record-refusal.ts";

function refusal(told: JoinRefusal, mayStart: boolean) {
  if (told.code === "TOO_EARLY") return new AppError(told.code, { opensAt: told.opensAt.toISOString() });
  return told.code === "WAITING" ? new AppError(told.code, { mayStart }) : new AppError(told.code);
}

/** The other window may have closed without our hearing of it. LiveKit knows. */
async function recheckOtherDevice(facts: OwnFacts, memberId: string): Promise<OwnFacts> {
  const { session, person, generation } = facts;
  if (!session || !person.member) return facts;
  if (await isConnected(roomName({ sessionId: session.id, generation }), memberId)) return facts;
  return { ...facts, person: { ...person, member: { ...person.member, connectedDevice: null } } };
}

async function decide(actor: Actor, input: JoinInput, now: Date) {
  const facts = await findOwnFacts(actor, input, now);
  const decision = decideOwn(facts, actor, input, now);
  const memberId = facts?.person.memberId;
  if (decision.ok || decision.code !== "OTHER_DEVICE" || !memberId) return { facts, decision };
  await enforceRateLimit(`other-device:${memberId}`, joinRateLimit, now);
  const rechecked = await recheckOtherDevice(facts, memberId);
  return { facts: rechecked, decision: decideOwn(rechecked, actor, input, now) };
}

async function admit(actor: Actor, input: JoinInput, now: Date) {
  const { facts, decision } = await decide(actor, input, now);
  const mayStart = facts !== null && rightsIn(facts, actor, input).mayStart;
  if (!decision.ok || !facts?.person.memberId || !facts.person.role) {
    const told = toldToPerson(decision.ok ? { ok: false, code: "NOT_FOUND" } : decision);
    await recordRefusal(actor, input, told.code, now);
    throw refusal(told, mayStart);
  }
  // Members with `join-early` don't need a session to be let in, but there is no room before one starts.
  if (!facts.session) throw new AppError("WAITING", { mayStart });
  const { generation, settings, session } = facts;
  return { memberId: facts.person.memberId, room: { sessionId: session.id, generation }, settings };
}

/** Null when the room is no longer the right one, or the member is refused meanwhile. */
async function confirm(actor: Actor, input: JoinInput, room: RoomOf, now: Date) {
  const facts = await findOwnFacts(actor, input, now);
  if (facts?.session?.id !== room.sessionId || facts.generation !== room.generation) {
    // If only the actor was refused, the others are still in this room.
    if (!(await isOpenRoom(room))) await deleteRoom(roomName(room));
    return null;
  }
  const decision = decideOwn(facts, actor, { device: input.device, takeOver: true }, now);
  const { role } = facts.person;
  return decision.ok && role ? { role, capabilities: decision.capabilities } : null;
}

/** Joining answers the ring. */
const recordGranted = (
  actor: Actor,
  { type, id }: CallRef,
  details: { sessionId: string; role: string },
  now: Date,
) =>
  transaction(async (tx) => {
    const answered = await answerRingInTx(tx, actor, { type, id }, { state: "accepted", reason: null }, now);
    await record(tx, [...answered, auditEntry("join.granted", actor.userId, { type, id }, details)], now);
  });

async function tryJoin(actor: Actor, input: JoinInput, now: Date) {
  const { memberId, room, settings } = await admit(actor, input, now);
  await enforceRateLimit(`join:${memberId}`, joinRateLimit, now);
  await ensureRoom(roomName(room), settings);
  // Whoever closes the session or refuses the member from now on finds the room and the token. `confirm` sees the rest.
  await noteToken(memberId, now);
  const confirmed = await confirm(actor, input, room, now);
  if (!confirmed) return null;
  const { device } = input;
  const holder = { identity: memberId, device, signInId: actor.signInId, ...confirmed };
  const token = await mintToken({ room: roomName(room), ...holder });
  const { sessionId } = room;
  await recordGranted(actor, input, { sessionId, role: confirmed.role }, now);
  const expiresInSeconds = tokenTtlSeconds;
  return { url: browserUrl(), token, expiresInSeconds, identity: memberId, sessionId, ...confirmed };
}

/**
 * Lets the actor in: makes sure that the room exists and mints a token for it. `identity` is the member's id.
 * @throws AppError with the code of the refusal (`OTHER_DEVICE` until asked with `takeOver`), TOO_MANY_ATTEMPTS,
 *   VIDEO_UNAVAILABLE
 */
export async function joinCall(actor: Actor, input: JoinInput, now = new Date()) {
  // The session may close or move to another room under a first attempt.
  const entered = (await tryJoin(actor, input, now)) ?? (await tryJoin(actor, input, now));
  if (!entered) throw new AppError("CONFLICT");
  return entered;
}
