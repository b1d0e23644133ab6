import "server-only";
import type { CallRef } from "#lib/access";
import { connectedIn } from "#lib/attendance/store";
import { record } from "#lib/audit/server";
import type { Capability } from "#lib/call-types/rules";
import { cidOf } from "#lib/calls/rules";
import { db, transaction } from "#lib/db";
import type { JoinDecision } from "#lib/joining/rules";
import { decidedAmong } from "#lib/joining/server";
import { type Connection, changeSends, removeParticipant, sendsOf } from "#lib/livekit";
import { isMemberId, mostMoved, parseRoomName, type RoomOf } from "./rules.ts";
import { moveRoom } from "./shut-out.ts";
import { endedSignIns } from "./store.ts";

type Came = Pick<Connection, "identity" | "signInId" | "sends">;
type Refusal = { readonly memberId: string; readonly code: string };
type Change = { readonly identity: string; readonly capabilities: readonly Capability[] };

/** Questions that LiveKit is asked at once. */
const atOnce = 16;

const each = async <T>(list: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> => {
  const rest = [...list];
  const worker = async () => {
    for (let one = rest.shift(); one !== undefined; one = rest.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};

/** Whose sign-in has ended since they got their token: another one of the same member changes nothing for this one. */
const signedOut = async (came: readonly Came[]): Promise<Refusal[]> => {
  const ended = await endedSignIns(came.map((one) => one.signInId).filter(isMemberId));
  return came
    .filter((one) => isMemberId(one.identity) && ended.has(one.signInId))
    .map((one) => ({ memberId: one.identity, code: "SIGN_IN_REQUIRED" }));
};

const refusedBy = (decided: ReadonlyMap<string, JoinDecision>): Refusal[] =>
  [...decided].flatMap(([memberId, decision]) => (decision.ok ? [] : [{ memberId, code: decision.code }]));

/** Who may send more or less than LiveKit lets them. */
const changesFor = (came: readonly Came[], decided: ReadonlyMap<string, JoinDecision>): Change[] =>
  came.flatMap(({ identity, sends }) => {
    const decision = decided.get(identity);
    if (!decision?.ok || sends === null || sends === sendsOf(decision.capabilities)) return [];
    return [{ identity, capabilities: decision.capabilities }];
  });

/** Whoever only signed out belongs to the call as before: a class of thousands is not moved for them. */
const isSmall = async ({ sessionId }: RoomOf) => (await connectedIn(db(), sessionId)) <= mostMoved;

/**
 * Asks decideJoin again about people who are connected: puts out whom it refuses and whose sign-in has ended, for LiveKit
 * does not take tokens back, and lets everybody else send exactly what they may by now. With `moves` a room that
 * somebody was put out of is left for a new one.
 * Answers how many were put out.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const holdToRules = async (
  ref: CallRef,
  room: string,
  came: readonly Came[],
  now: Date,
  moves = true,
): Promise<number> => {
  if (came.length === 0) return 0;
  const identities = [...new Set(came.map((one) => one.identity))];
  const decided = await decidedAmong(ref, identities.filter(isMemberId), now);
  const byRules = refusedBy(decided);
  const gone = new Set(byRules.map((one) => one.memberId));
  const refused = [...byRules, ...(await signedOut(came)).filter((one) => !gone.has(one.memberId))];
  const strangers = identities.filter((one) => !isMemberId(one));
  const out = [...strangers, ...refused.map((one) => one.memberId)];
  await each(out, (one) => removeParticipant(room, one));
  await each(
    changesFor(came, decided).filter((one) => !out.includes(one.identity)),
    (one) => changeSends(room, one.identity, one.capabilities),
  );
  if (refused.length > 0) {
    const subject = `call:${cidOf(ref)}`;
    const entries = refused.map(
      (details) => ({ kind: "participant.put-out", actorId: null, subject, details }) as const,
    );
    await transaction((tx) => record(tx, entries, now));
    // They had a token for this room, and LiveKit gave them a fresher one: nobody's shall open it again.
    const place = moves ? parseRoomName(room) : null;
    if (place && (byRules.length > 0 || (await isSmall(place)))) await moveRoom(ref, place);
  }
  return out.length;
};
