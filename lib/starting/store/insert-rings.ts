import "server-only";
import { sql } from "kysely";
import type { CallRef } from "#lib/access.ts";
import { type CallTypeRules, callTypeGrants, capabilitiesOf, settingsOf } from "#lib/call-types/rules.ts";
import type { Tx } from "#lib/db.ts";
import type { RingState } from "#lib/rings/rules.ts";
import { anyOf, asBoolean, fetchAll, given, kysely } from "#lib/sql.ts";
import type { Candidate } from "#lib/starting/rules.ts";
import type { MayOpen } from "./insert-session.ts";

type Rules = Pick<CallTypeRules, "settings" | "grants">;

export async function rulesForRinging(tx: Tx, ref: CallRef): Promise<Rules> {
  const row = await tx.call.findFirstOrThrow({
    where: { type: ref.type, id: ref.id, deletedAt: null },
    select: { settingsOverride: true, callType: { select: { settings: true, grants: true } } },
  });
  return {
    settings: settingsOf(row.callType.settings, row.settingsOverride),
    grants: callTypeGrants.parse(row.callType.grants),
  };
}

type Person = Candidate & {
  readonly memberId: string;
  readonly userId: string;
  /** Was told just now that they missed a call while busy. */
  readonly busyBefore: boolean;
};
type CandidateQuery = CallRef & {
  readonly sessionId: string;
  readonly ringerId: string;
  readonly memberIds: readonly string[] | null;
  readonly limit: number;
};

/** Those named, or all who are neither blocked nor disabled, without the caller. */
const candidatesOf = ({ type, id, ringerId, memberIds, limit }: CandidateQuery) =>
  kysely
    .selectFrom("member as m")
    .innerJoin("user as u", "u.id", "m.user_id")
    .where("m.call_type", "=", type)
    .where("m.call_id", "=", id)
    .where("m.user_id", "<>", ringerId)
    .where((eb) =>
      memberIds
        ? eb("m.id", "=", anyOf(memberIds))
        : eb.and([eb("m.blocked_at", "is", null), eb("u.disabled_at", "is", null)]),
    )
    .orderBy("m.created_at")
    .orderBy("m.id")
    .limit(limit);

export async function findCandidates(
  tx: Tx,
  rules: Rules,
  query: CandidateQuery,
  now: Date,
): Promise<Person[]> {
  const busySince = new Date(now.getTime() - rules.settings.ring.missedAfterSeconds * 1000);
  const { sessionId } = query;
  const candidates = candidatesOf(query).select(({ eb, exists, or, selectFrom }) => {
    const connections = selectFrom("attendance as a")
      .innerJoin("session as s", "s.id", "a.session_id")
      .whereRef("a.user_id", "=", "m.user_id")
      .where("a.left_at", "is", null);
    const elsewhere = connections.where("s.closed_at", "is", null).where("s.id", "<>", sessionId);
    const toldBusy = selectFrom("ring as r")
      .where("r.session_id", "=", sessionId)
      .whereRef("r.user_id", "=", "m.user_id")
      .where("r.state", "=", "busy")
      .where("r.rung_at", ">", busySince);
    return [
      "m.id as memberId",
      "m.user_id as userId",
      "m.role",
      "m.granted",
      "m.revoked",
      asBoolean(or([eb("m.blocked_at", "is not", null), eb("u.disabled_at", "is not", null)])).as("away"),
      asBoolean(exists(connections.where("s.id", "=", sessionId))).as("here"),
      asBoolean(exists(elsewhere)).as("busy"),
      asBoolean(exists(toldBusy)).as("busyBefore"),
    ];
  });
  const rows = await fetchAll(tx, candidates);
  return rows.map(({ role, granted, revoked, ...row }) => ({
    ...row,
    away: row.away || !capabilitiesOf(rules, { role, granted, revoked }).includes("join"),
  }));
}

export type NewRing = {
  readonly memberId: string;
  readonly userId: string;
  readonly state: Extract<RingState, "ringing" | "busy">;
};
type NewRings = { sessionId: string; rings: readonly NewRing[]; expiresAt: Date };

/** Members who are being rung already keep their ring. */
export function insertRings(tx: Tx, permit: MayOpen, { sessionId, rings, expiresAt }: NewRings, now: Date) {
  const types = { memberId: "uuid", userId: "uuid", state: "text" } as const;
  const insert = kysely
    .insertInto("ring")
    .columns([
      "id",
      "session_id",
      "user_id",
      "member_id",
      "rung_by_id",
      "state",
      "rung_at",
      "expires_at",
      "settled_at",
    ])
    .expression(
      kysely
        .selectFrom(given("one", rings, types))
        .select(({ cast, ref, val }) => [
          sql<string>`gen_random_uuid()`.as("id"),
          val(sessionId).as("session_id"),
          "one.userId",
          "one.memberId",
          val(permit.actor.userId).as("rung_by_id"),
          cast<RingState>("one.state", sql`"RingState"`).as("state"),
          val(now).as("rung_at"),
          val(expiresAt).as("expires_at"),
          sql<Date | null>`case ${ref("one.state")} when 'busy' then ${now}::timestamptz end`.as(
            "settled_at",
          ),
        ]),
    )
    .onConflict((conflict) =>
      // A literal, because PostgreSQL must see that this is the condition of the partial index.
      conflict.columns(["session_id", "user_id"]).where("state", "=", sql.lit("ringing")).doNothing(),
    )
    .returning(["id as ringId", "member_id as memberId", "state"]);
  return fetchAll(tx, insert);
}
