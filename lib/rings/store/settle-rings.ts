import "server-only";
import { sql } from "kysely";
import type { Actor, CallRef } from "#lib/access.ts";
import type { Tx } from "#lib/db.ts";
import type { RingState } from "#lib/rings/rules.ts";
import { anyOf, fetchAll, kysely } from "#lib/sql.ts";

const settled = [
  "r.id as ringId",
  "r.session_id as sessionId",
  "r.member_id as memberId",
  "r.state",
] as const;

const ringing = kysely.updateTable("ring as r").where("r.state", "=", "ringing");

const ringingIn = ({ type, id }: CallRef, now: Date) =>
  ringing
    .from("session as s")
    .whereRef("s.id", "=", "r.session_id")
    .where("s.call_type", "=", type)
    .where("s.call_id", "=", id)
    .where("r.expires_at", ">", now);

export type Answer =
  | { readonly state: "accepted"; readonly reason: null }
  | { readonly state: "declined"; readonly reason: string };

/** Of several answers, the timer and the caller, only one settles a ring. */
export function answerRing(tx: Tx, actor: Actor, ref: CallRef, { state, reason }: Answer, now: Date) {
  const query = ringingIn(ref, now)
    .where("s.closed_at", "is", null)
    .where("r.user_id", "=", actor.userId)
    .set({ state, reason, settled_at: now, sign_in_id: actor.signInId })
    .returning(settled)
    .$narrowType<{ state: Answer["state"] }>();
  return fetchAll(tx, query);
}

export const latestOwnRing = async (tx: Tx, actor: Actor, ref: CallRef) =>
  tx.ring.findFirst({
    where: { userId: actor.userId, session: { callType: ref.type, callId: ref.id, closedAt: null } },
    orderBy: [{ rungAt: "desc" }, { id: "desc" }],
    select: { state: true, expiresAt: true },
  });

export function cancelRings(tx: Tx, ref: CallRef, memberIds: readonly string[] | null, now: Date) {
  const query = ringingIn(ref, now)
    .$if(memberIds !== null, (all) => all.where("r.member_id", "=", anyOf(memberIds ?? [])))
    .set({ state: "cancelled", settled_at: now })
    .returning(settled)
    .$narrowType<{ state: "cancelled" }>();
  return fetchAll(tx, query);
}

export function cancelInEmpty(tx: Tx, sessionId: string, now: Date) {
  const query = ringing
    .where("r.session_id", "=", sessionId)
    .where("r.expires_at", ">", now)
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom("attendance as a")
            .whereRef("a.session_id", "=", "r.session_id")
            .where("a.left_at", "is", null),
        ),
      ),
    )
    .set({ state: "cancelled", settled_at: now })
    .returning(settled)
    .$narrowType<{ state: "cancelled" }>();
  return fetchAll(tx, query);
}

/** Missed, or cancelled where the person has been removed, blocked or disabled meanwhile. */
export function missExpired(tx: Tx, sessionId: string, now: Date) {
  const query = ringing
    .where("r.session_id", "=", sessionId)
    .where("r.expires_at", "<=", now)
    .set(({ case: choose, cast, exists, selectFrom }) => {
      const canMiss = selectFrom("member as m")
        .innerJoin("user as u", "u.id", "m.user_id")
        .whereRef("m.id", "=", "r.member_id")
        .where("m.blocked_at", "is", null)
        .where("u.disabled_at", "is", null);
      const state = choose().when(exists(canMiss)).then("missed").else("cancelled").end();
      return { settled_at: now, state: cast<RingState>(state, sql`"RingState"`) };
    })
    .returning(settled)
    .$narrowType<{ state: "missed" | "cancelled" }>();
  return fetchAll(tx, query);
}

/** `memberId` is null when the person is no longer a member. */
export type Settled = Awaited<
  ReturnType<typeof answerRing | typeof cancelRings | typeof missExpired>
>[number];

export const ringsUnattended = async (tx: Tx, sessionId: string): Promise<boolean> =>
  (await tx.ring.count({
    where: { sessionId, state: "ringing", session: { attendances: { none: { leftAt: null } } } },
  })) > 0;
