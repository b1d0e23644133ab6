import "server-only";
import pMap from "p-map";
import type { CallRef } from "#lib/access.ts";
import { connectedIn } from "#lib/attendance/store/record-connections.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { cidOf } from "#lib/calls/rules.ts";
import { db, transaction } from "#lib/db.ts";
import type { JoinDecision } from "#lib/joining/rules.ts";
import { decideMembers } from "#lib/joining/server/decide-members.ts";
import { type Connection, changeSends, removeParticipant } from "#lib/livekit-participants.ts";
import { sendsOf } from "#lib/livekit-permissions.ts";
import { isFirstThisMinute } from "#lib/once-a-minute.ts";
import type { Capability } from "#lib/roles.ts";
import {
  isMemberId,
  maxPromptEvictions,
  parseRoomName,
  type RoomOf,
  tokenOwner,
} from "#lib/sessions/rules.ts";
import { endedSignIns } from "#lib/sessions/store/find-ended.ts";
import { moveRoom } from "./evict-members.ts";

type Came = Pick<Connection, "identity" | "signInId" | "sends" | "joinedAt">;
type Refusal = { readonly memberId: string; readonly code: string; readonly byRules: boolean };
type Change = { readonly identity: string; readonly capabilities: readonly Capability[] };

/** Does the work for all of them, even if some fail, then throws the first failure. */
const forAll = <T>(list: readonly T[], work: (one: T) => Promise<unknown>) =>
  pMap(list, work, { concurrency: 16, stopOnError: false }).catch((error) => {
    throw error instanceof AggregateError ? error.errors[0] : error;
  });

/**
 * Why each is to be put out: decideJoin refuses them, or their sign-in has ended since they got their token; another one of
 * the same member changes nothing for this one. Those who come back by a link that was revoked are refused by the rules, too.
 */
const refusalsOf = async (
  came: readonly Came[],
  decided: ReadonlyMap<string, JoinDecision>,
): Promise<ReadonlyMap<Came, Refusal>> => {
  const ended = await endedSignIns(came.map((one) => one.signInId).filter(isMemberId));
  const refusalOf = ({ identity, signInId, joinedAt }: Came): Refusal | null => {
    const memberId = tokenOwner(identity);
    const decision = decided.get(memberId);
    if (decision && !decision.ok) return { memberId, code: decision.code, byRules: true };
    const end = decision && ended.get(signInId);
    if (!end) return null;
    // Whoever was still in when it was revoked has not come back.
    const isBack = end.isRevoked && (!end.at || joinedAt > end.at);
    return { memberId, code: end.isRevoked ? "LINK_EXPIRED" : "SIGN_IN_REQUIRED", byRules: isBack };
  };
  return new Map(
    came.flatMap((one) => {
      const refusal = refusalOf(one);
      return refusal ? [[one, refusal] as const] : [];
    }),
  );
};

/** Who may send more or less than LiveKit lets them. */
const changesFor = (came: readonly Came[], decided: ReadonlyMap<string, JoinDecision>): Change[] =>
  came.flatMap(({ identity, sends }) => {
    const decision = decided.get(identity);
    if (!decision?.ok || sends === null || sends === sendsOf(decision.capabilities)) return [];
    return [{ identity, capabilities: decision.capabilities }];
  });

/** Writes down who was put out: once a minute for the same person and reason, however often they come back. */
export const recordEviction = async (
  ref: CallRef,
  refused: readonly Pick<Refusal, "memberId" | "code">[],
  now: Date,
): Promise<void> => {
  const news = refused.filter(({ memberId, code }) =>
    isFirstThisMinute(memberId, `evicted ${cidOf(ref)} ${code}`, now),
  );
  const entries = news.map(({ memberId, code }) =>
    auditEntry("participant.evicted", null, ref, { memberId, code }),
  );
  if (entries.length > 0) await transaction((tx) => record(tx, entries, now));
};

/** Whoever only signed out belongs to the call as before: a class of thousands is not moved for them. */
const isSmall = async ({ sessionId }: RoomOf) => (await connectedIn(db(), sessionId)) <= maxPromptEvictions;

/**
 * Asks decideJoin again about people who are connected: puts out whom it refuses and whose sign-in has ended, for LiveKit
 * does not take tokens back, and lets everybody else send exactly what they may by now. With `moves` a room that
 * somebody was put out of is left for a new one.
 * Answers how many were put out.
 * @throws AppError VIDEO_UNAVAILABLE
 */
export const enforceRules = async (
  ref: CallRef,
  room: string,
  came: readonly Came[],
  now: Date,
  moves = true,
): Promise<number> => {
  if (came.length === 0) return 0;
  const owners = [...new Set(came.map(({ identity }) => tokenOwner(identity)))].filter(isMemberId);
  const decided = await decideMembers(ref, owners, now);
  const refusals = await refusalsOf(came, decided);
  const refused = [...refusals.values()];
  const isOut = (one: Came) => !isMemberId(one.identity) || refusals.has(one);
  const out = [...new Set(came.filter(isOut).map(({ identity }) => identity))];
  await forAll(out, (one) => removeParticipant(room, one));
  await forAll(
    changesFor(came, decided).filter((one) => !out.includes(one.identity)),
    (one) => changeSends(room, one.identity, one.capabilities),
  );
  await recordEviction(ref, refused, now);
  // They had a token for this room, and LiveKit gave them a fresher one: nobody's shall open it again.
  const place = moves && refused.length > 0 ? parseRoomName(room) : null;
  if (place && (refused.some(({ byRules }) => byRules) || (await isSmall(place)))) await moveRoom(ref, place);
  return out.length;
};
