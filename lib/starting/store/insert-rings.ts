import "server-only";
import type { CallRef } from "#lib/access.ts";
import { type CallTypeRules, callTypeGrants, capabilitiesOf, settingsOf } from "#lib/call-types/rules.ts";
import type { Tx } from "#lib/db.ts";
import type { RingState } from "#lib/rings/rules.ts";
import type { MemberRole } from "#lib/roles.ts";
import type { Candidate } from "#lib/starting/rules.ts";
import { Prisma } from "#prisma/generated/client.ts";
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
type PersonRow = Person & { role: MemberRole; granted: string[]; revoked: string[] };
type CandidateQuery = CallRef & {
  readonly sessionId: string;
  readonly ringerId: string;
  readonly memberIds: readonly string[] | null;
  readonly limit: number;
};

/** At most `limit` members to ring, without the caller: those named, or all who are neither blocked nor disabled. */
export async function findCandidates(
  tx: Tx,
  rules: Rules,
  query: CandidateQuery,
  now: Date,
): Promise<Person[]> {
  const who = query.memberIds
    ? Prisma.sql`AND m.id = ANY(${[...query.memberIds]}::text[]::uuid[])`
    : Prisma.sql`AND m.blocked_at IS NULL AND u.disabled_at IS NULL`;
  const busySince = new Date(now.getTime() - rules.settings.ring.missedAfterSeconds * 1000);
  const rows = await tx.$queryRaw<PersonRow[]>`
    SELECT m.id AS "memberId", m.user_id AS "userId", m.role::text AS "role", m.granted, m.revoked,
      (m.blocked_at IS NOT NULL OR u.disabled_at IS NOT NULL) AS "away",
      EXISTS (SELECT 1 FROM "attendance" a
        WHERE a.session_id = ${query.sessionId}::uuid AND a.user_id = m.user_id AND a.left_at IS NULL) AS "here",
      EXISTS (SELECT 1 FROM "attendance" a JOIN "session" s ON s.id = a.session_id AND s.closed_at IS NULL
        WHERE a.user_id = m.user_id AND a.left_at IS NULL AND s.id <> ${query.sessionId}::uuid) AS "busy",
      EXISTS (SELECT 1 FROM "ring" r WHERE r.session_id = ${query.sessionId}::uuid AND r.user_id = m.user_id
        AND r.state = 'busy' AND r.rung_at > ${busySince}) AS "busyBefore"
    FROM "member" m JOIN "user" u ON u.id = m.user_id
    WHERE m.call_type = ${query.type} AND m.call_id = ${query.id} AND m.user_id <> ${query.ringerId}::uuid ${who}
    ORDER BY m.created_at, m.id LIMIT ${query.limit}`;
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

/** Returns the rings made. Members who are being rung in this session already keep their ring. */
export const insertRings = (
  tx: Tx,
  permit: MayOpen,
  given: { sessionId: string; rings: readonly NewRing[]; expiresAt: Date },
  now: Date,
) => tx.$queryRaw<{ ringId: string; memberId: string; state: NewRing["state"] }[]>`
  INSERT INTO "ring" (id, session_id, user_id, member_id, rung_by_id, state, rung_at, expires_at, settled_at)
  SELECT gen_random_uuid(), ${given.sessionId}::uuid, one.user_id, one.member_id, ${permit.actor.userId}::uuid,
    one.state::"RingState", ${now}::timestamptz, ${given.expiresAt}::timestamptz, CASE WHEN one.state = 'busy' THEN ${now}::timestamptz END
  FROM unnest(
    ${given.rings.map((one) => one.userId)}::text[]::uuid[],
    ${given.rings.map((one) => one.memberId)}::text[]::uuid[],
    ${given.rings.map((one) => one.state)}::text[]
  ) AS one(user_id, member_id, state)
  ON CONFLICT (session_id, user_id) WHERE state = 'ringing' DO NOTHING
  RETURNING id AS "ringId", member_id AS "memberId", state::text AS "state"`;
