import "server-only";
import type { Actor, CallRef } from "#lib/access.ts";
import type { Tx } from "#lib/db.ts";
import type { RingState } from "#lib/rings/rules.ts";
import { Prisma } from "#prisma/generated/client.ts";

/** A ring that was just settled. `memberId` is null when the person is no longer a member. */
export type Settled = {
  readonly ringId: string;
  readonly sessionId: string;
  readonly memberId: string | null;
  readonly state: Exclude<RingState, "ringing" | "busy">;
};

const settledColumns = Prisma.sql`
  r.id AS "ringId", r.session_id AS "sessionId", r.member_id AS "memberId", r.state::text AS "state"`;

export type Answer =
  | { readonly state: "accepted"; readonly reason: null }
  | { readonly state: "declined"; readonly reason: string };

/** Settles the actor's ring if it still rings. Of several answers, the timer and the caller, only one settles it. */
export const answerRing = (tx: Tx, actor: Actor, ref: CallRef, to: Answer, now: Date) => tx.$queryRaw<
  Settled[]
>`
  UPDATE "ring" r SET state = ${to.state}::"RingState", reason = ${to.reason}, settled_at = ${now},
    sign_in_id = ${actor.signInId}::uuid
  FROM "session" s
  WHERE s.id = r.session_id AND s.call_type = ${ref.type} AND s.call_id = ${ref.id} AND s.closed_at IS NULL
    AND r.user_id = ${actor.userId}::uuid AND r.state = 'ringing' AND r.expires_at > ${now}
  RETURNING ${settledColumns}`;

/** The actor's latest ring in the call's open session. */
export const latestOwnRing = async (tx: Tx, actor: Actor, ref: CallRef) =>
  tx.ring.findFirst({
    where: { userId: actor.userId, session: { callType: ref.type, callId: ref.id, closedAt: null } },
    orderBy: [{ rungAt: "desc" }, { id: "desc" }],
    select: { state: true, expiresAt: true },
  });

/** Cancels all that rings in the call, or these members' rings. */
export function cancelRings(tx: Tx, ref: CallRef, memberIds: readonly string[] | null, now: Date) {
  const who = memberIds ? Prisma.sql`AND r.member_id = ANY(${[...memberIds]}::text[]::uuid[])` : Prisma.empty;
  return tx.$queryRaw<Settled[]>`
    UPDATE "ring" r SET state = 'cancelled', settled_at = ${now}
    FROM "session" s
    WHERE s.id = r.session_id AND s.call_type = ${ref.type} AND s.call_id = ${ref.id} AND r.state = 'ringing'
      AND r.expires_at > ${now} ${who}
    RETURNING ${settledColumns}`;
}

/** Cancels what rings in a session if no one is connected to it. */
export const cancelInEmpty = (tx: Tx, sessionId: string, now: Date) => tx.$queryRaw<Settled[]>`
  UPDATE "ring" r SET state = 'cancelled', settled_at = ${now}
  WHERE r.session_id = ${sessionId}::uuid AND r.state = 'ringing' AND r.expires_at > ${now}
    AND NOT EXISTS (SELECT 1 FROM "attendance" a WHERE a.session_id = r.session_id AND a.left_at IS NULL)
  RETURNING ${settledColumns}`;

/** Marks expired rings as missed, or as cancelled where the person has been removed, blocked or disabled meanwhile. */
export const missExpired = (tx: Tx, sessionId: string, now: Date) => tx.$queryRaw<Settled[]>`
  UPDATE "ring" r SET settled_at = ${now}, state = CASE WHEN EXISTS (
      SELECT 1 FROM "member" m JOIN "user" u ON u.id = m.user_id
      WHERE m.id = r.member_id AND m.blocked_at IS NULL AND u.disabled_at IS NULL)
    THEN 'missed' ELSE 'cancelled' END::"RingState"
  WHERE r.session_id = ${sessionId}::uuid AND r.state = 'ringing' AND r.expires_at <= ${now}
  RETURNING ${settledColumns}`;

/** Whether a session rings while no one is connected to it. */
export const ringsUnattended = async (tx: Tx, sessionId: string): Promise<boolean> =>
  (await tx.ring.count({
    where: { sessionId, state: "ringing", session: { attendances: { none: { leftAt: null } } } },
  })) > 0;
