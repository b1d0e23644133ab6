import "server-only";
import pMap from "p-map";
import type { CallRef } from "#lib/access.ts";
import { connectedIn } from "#lib/attendance/store/record-connections.ts";
import { db } from "#lib/db.ts";
import type { JoinDecision } from "#lib/joining/rules.ts";
import { decideMembers } from "#lib/joining/server/decide-members.ts";
import { type Connection, changeSends, removeParticipant } from "#lib/livekit-participants.ts";
import { sendsOf } from "#lib/livekit-permissions.ts";
import type { Capability } from "#lib/roles.ts";
import { isMemberId, maxMoved, parseRoomName, tokenOwner } from "#lib/sessions/rules.ts";
import { endedSignIns } from "#lib/sessions/store/find-ended.ts";
import { moveRoom } from "./move-room.ts";
import { recordEvictions } from "./record-evictions.ts";

type Connected = Pick<Connection, "identity" | "signInId" | "sends" | "joinedAt">;
type Decisions = ReadonlyMap<string, JoinDecision>;
/** `byRules`: they may not come back. Someone whose sign-in ended may, after signing in again. */
type Refusal = { readonly memberId: string; readonly code: string; readonly byRules: boolean };
type Refusals = ReadonlyMap<Connected, Refusal>;
type Change = { readonly identity: string; readonly capabilities: readonly Capability[] };

/** Does the work for all of them, even if some fail, then throws the first failure. */
const forAll = <T>(list: readonly T[], work: (one: T) => Promise<unknown>) =>
  pMap(list, work, { concurrency: 16, stopOnError: false }).catch((error) => {
    throw error instanceof AggregateError ? error.errors[0] : error;
  });

/** Connections whose member is refused, or whose own sign-in has ended. */
async function refusalsAmong(connected: readonly Connected[], decisions: Decisions): Promise<Refusals> {
  const ended = await endedSignIns(connected.map((one) => one.signInId).filter(isMemberId));
  const refusalOf = ({ identity, signInId, joinedAt }: Connected): Refusal | null => {
    const memberId = tokenOwner(identity);
    const decision = decisions.get(memberId);
    if (decision && !decision.ok) return { memberId, code: decision.code, byRules: true };
    const end = decision && ended.get(signInId);
    if (!end) return null;
    const cameBack = end.isRevoked && (!end.at || joinedAt > end.at);
    return { memberId, code: end.isRevoked ? "LINK_EXPIRED" : "SIGN_IN_REQUIRED", byRules: cameBack };
  };
  return new Map(
    connected.flatMap((one) => {
      const refusal = refusalOf(one);
      return refusal ? [[one, refusal] as const] : [];
    }),
  );
}

const changesAmong = (connected: readonly Connected[], decisions: Decisions): Change[] =>
  connected.flatMap(({ identity, sends }) => {
    const decision = decisions.get(identity);
    if (!decision?.ok || sends === null || sends === sendsOf(decision.capabilities)) return [];
    return [{ identity, capabilities: decision.capabilities }];
  });

/** A crowd is not moved for someone who only signed out, because they still belong to the call. */
async function moveAway(ref: CallRef, roomName: string, refused: readonly Refusal[]): Promise<void> {
  const room = refused.length > 0 ? parseRoomName(roomName) : null;
  if (!room) return;
  const byRules = refused.some((one) => one.byRules);
  if (byRules || (await connectedIn(db(), room.sessionId)) <= maxMoved) await moveRoom(ref, room);
}

/**
 * Decides again about people who are connected, because LiveKit takes no token back. With `moves`, the call leaves a room that
 * the token of someone evicted could open again. Returns how many were evicted. @throws AppError VIDEO_UNAVAILABLE
 */
export async function enforceRules(
  ref: CallRef,
  room: string,
  connected: readonly Connected[],
  now: Date,
  moves = true,
): Promise<number> {
  if (connected.length === 0) return 0;
  const owners = [...new Set(connected.map(({ identity }) => tokenOwner(identity)))].filter(isMemberId);
  const decisions = await decideMembers(ref, owners, now);
  const refusals = await refusalsAmong(connected, decisions);
  const isOut = (one: Connected) => !isMemberId(one.identity) || refusals.has(one);
  const out = new Set(connected.filter(isOut).map(({ identity }) => identity));
  await forAll([...out], (identity) => removeParticipant(room, identity));
  const changes = changesAmong(connected, decisions).filter(({ identity }) => !out.has(identity));
  await forAll(changes, ({ identity, capabilities }) => changeSends(room, identity, capabilities));
  const refused = [...refusals.values()];
  await recordEvictions(ref, refused, now);
  if (moves) await moveAway(ref, room, refused);
  return out.size;
}
