import "server-only";
import type { Actor, CallRef, Permit } from "#lib/access.ts";
import { type CallTypeRules, callTypeGrants, capabilitiesOf, settingsOf } from "#lib/call-types/rules.ts";
import { db, type Tx } from "#lib/db.ts";
import type { MemberRole } from "#lib/roles.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { type Candidate, missedShownMs, type RingState } from "./rules.ts";

type Rules = Pick<CallTypeRules, "settings" | "grants">;
type MayRing = Permit<"call.ring"> | Permit<"call.start"> | Permit<"call.create">;

/** The settings and grants in force for a call that must be there. */
export const rulesOf = async (tx: Tx, ref: CallRef): Promise<Rules> => {
  const row = await tx.call.findFirstOrThrow({
    where: { type: ref.type, id: ref.id, deletedAt: null },
    select: { settingsOverride: true, callType: { select: { settings: true, grants: true } } },
  });
  return {
    settings: settingsOf(row.callType.settings, row.settingsOverride),
    grants: callTypeGrants.parse(row.callType.grants),
  };
};

export type Person = Candidate & {
  readonly memberId: string;
  readonly userId: string;
  /** Was busy just now already: to be told once is enough. */
  readonly busyBefore: boolean;
};

type PersonRow = Person & { role: MemberRole; granted: string[]; revoked: string[] };

/**
 * Members who are to be rung, without the one who rings: these, or everybody who is not blocked or disabled. Answers at
 * most `limit`.
 */
export const candidates = async (
  tx: Tx,
  rules: Rules,
  query: CallRef & {
    sessionId: string;
    ringerId: string;
    memberIds: readonly string[] | null;
    limit: number;
  },
  now: Date,
): Promise<Person[]> => {
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
};

type NewRing = {
  readonly memberId: string;
  readonly userId: string;
  readonly state: Extract<RingState, "ringing" | "busy">;
};

/** Writes rings down. Who rings in this session already goes on ringing, and is not in the answer. */
export const insert = (
  tx: Tx,
  permit: MayRing,
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

/** A ring that was just settled. `memberId` is null when the person is no longer a member. */
export type Settled = {
  readonly ringId: string;
  readonly sessionId: string;
  readonly memberId: string | null;
  readonly state: Exclude<RingState, "ringing" | "busy">;
};

const settledColumns = Prisma.sql`
  r.id AS "ringId", r.session_id AS "sessionId", r.member_id AS "memberId", r.state::text AS "state"`;

/** The actor's answer, if it is in time. Of an answer, another device's answer, the timer and the caller only one gets it. */
export const answer = (
  tx: Tx,
  actor: Actor,
  ref: CallRef,
  to: { state: "accepted"; reason: null } | { state: "declined"; reason: string },
  now: Date,
) => tx.$queryRaw<Settled[]>`
  UPDATE "ring" r SET state = ${to.state}::"RingState", reason = ${to.reason}, settled_at = ${now},
    sign_in_id = ${actor.signInId}::uuid
  FROM "session" s
  WHERE s.id = r.session_id AND s.call_type = ${ref.type} AND s.call_id = ${ref.id} AND s.closed_at IS NULL
    AND r.user_id = ${actor.userId}::uuid AND r.state = 'ringing' AND r.expires_at > ${now}
  RETURNING ${settledColumns}`;

/** The state of the actor's latest ring in the call's open session; null when they were not rung in it. */
export const latestOwn = async (tx: Tx, actor: Actor, ref: CallRef) =>
  tx.ring.findFirst({
    where: { userId: actor.userId, session: { callType: ref.type, callId: ref.id, closedAt: null } },
    orderBy: [{ rungAt: "desc" }, { id: "desc" }],
    select: { state: true, expiresAt: true },
  });

/** Cancels what rings in the call: all of it, or these members'. */
export const cancel = (tx: Tx, ref: CallRef, memberIds: readonly string[] | null, now: Date) => {
  const who = memberIds ? Prisma.sql`AND r.member_id = ANY(${[...memberIds]}::text[]::uuid[])` : Prisma.empty;
  return tx.$queryRaw<Settled[]>`
    UPDATE "ring" r SET state = 'cancelled', settled_at = ${now}
    FROM "session" s
    WHERE s.id = r.session_id AND s.call_type = ${ref.type} AND s.call_id = ${ref.id} AND r.state = 'ringing'
      AND r.expires_at > ${now} ${who}
    RETURNING ${settledColumns}`;
};

/** Cancels what rings in a session in which nobody is (any more); of sessions that anybody is in, nothing. */
export const cancelInEmpty = (tx: Tx, sessionId: string, now: Date) => tx.$queryRaw<Settled[]>`
  UPDATE "ring" r SET state = 'cancelled', settled_at = ${now}
  WHERE r.session_id = ${sessionId}::uuid AND r.state = 'ringing' AND r.expires_at > ${now}
    AND NOT EXISTS (SELECT 1 FROM "attendance" a WHERE a.session_id = r.session_id AND a.left_at IS NULL)
  RETURNING ${settledColumns}`;

/**
 * Settles what rang in vain until `now`: missed; cancelled where the person is no member any more, or blocked or disabled
 * meanwhile, and has missed nothing.
 */
export const missExpired = (tx: Tx, sessionId: string, now: Date) => tx.$queryRaw<Settled[]>`
  UPDATE "ring" r SET settled_at = ${now}, state = CASE WHEN EXISTS (
      SELECT 1 FROM "member" m JOIN "user" u ON u.id = m.user_id
      WHERE m.id = r.member_id AND m.blocked_at IS NULL AND u.disabled_at IS NULL)
    THEN 'missed' ELSE 'cancelled' END::"RingState"
  WHERE r.session_id = ${sessionId}::uuid AND r.state = 'ringing' AND r.expires_at <= ${now}
  RETURNING ${settledColumns}`;

/** Whether it rings in a session in which nobody is. */
export const ringsUnattended = async (tx: Tx, sessionId: string): Promise<boolean> =>
  (await tx.ring.count({
    where: { sessionId, state: "ringing", session: { attendances: { none: { leftAt: null } } } },
  })) > 0;

type MissedRow = CallRef & {
  readonly ringId: string;
  readonly rungAt: Date;
  readonly live: boolean;
  readonly caller: string | null;
  readonly callerMemberId: string | null;
};

/**
 * The actor's missed calls, the newest of each call, newest first: not those of calls that are over, or that they were
 * rung for again or came into since. For a link's sign-in its own alone.
 */
export const missed = (actor: Actor, now: Date, limit: number) => {
  const bound = actor.boundTo
    ? Prisma.sql`AND c.type = ${actor.boundTo.type} AND c.id = ${actor.boundTo.id}`
    : Prisma.empty;
  return db().$queryRaw<MissedRow[]>`
    SELECT * FROM (
      SELECT DISTINCT ON (c.type, c.id) c.type AS "type", c.id AS "id", r.id AS "ringId", r.rung_at AS "rungAt",
        (r.state = 'missed' OR (r.state = 'ringing' AND r.expires_at <= ${now})) AS "isMissed",
        EXISTS (SELECT 1 FROM "session" o
          WHERE o.call_type = c.type AND o.call_id = c.id AND o.closed_at IS NULL) AS "live",
        u.name AS "caller", cm.id AS "callerMemberId"
      FROM "ring" r
      JOIN "session" s ON s.id = r.session_id
      JOIN "call" c ON c.type = s.call_type AND c.id = s.call_id AND c.deleted_at IS NULL AND c.ended_at IS NULL
      JOIN "member" m ON m.id = r.member_id AND m.blocked_at IS NULL
      LEFT JOIN "member" cm ON cm.call_type = c.type AND cm.call_id = c.id AND cm.user_id = r.rung_by_id
      LEFT JOIN "user" u ON u.id = cm.user_id
      WHERE r.user_id = ${actor.userId}::uuid AND r.rung_at > ${new Date(now.getTime() - missedShownMs)} ${bound}
        AND NOT EXISTS (SELECT 1 FROM "attendance" a JOIN "session" t ON t.id = a.session_id
          WHERE t.call_type = c.type AND t.call_id = c.id AND a.user_id = r.user_id AND a.joined_at > r.rung_at)
      ORDER BY c.type, c.id, r.rung_at DESC, r.id DESC
    ) latest
    WHERE latest."isMissed" ORDER BY latest."rungAt" DESC LIMIT ${limit}`;
};
