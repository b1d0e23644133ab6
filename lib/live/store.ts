import "server-only";
import type { Actor, CallRef } from "#lib/access.ts";
import { waitingGoneMs } from "#lib/appointments/rules.ts";
import { callTypeGrants, capabilitiesOf, settingsOf } from "#lib/call-types/rules.ts";
import { db, type Tx } from "#lib/db.ts";
import { type DeclineReason, type RingState, stateAt } from "#lib/rings/rules.ts";
import type { MemberRole } from "#lib/roles.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { LiveVisit, RungPerson } from "./rules.ts";

type Row = CallRef & {
  readonly userId: string;
  readonly ownRole: MemberRole;
  readonly sessionId: string | null;
  readonly startedAt: Date | null;
  readonly startedByMe: boolean | null;
  readonly connected: boolean;
  readonly role: MemberRole | null;
  readonly name: string | null;
  readonly ringId: string | null;
  readonly ringState: RingState | null;
  readonly ringExpiresAt: Date | null;
  readonly ringerRole: MemberRole | null;
  readonly ringerName: string | null;
};

const somebody = (role: MemberRole | null, name: string | null) =>
  role && name !== null ? { role, name } : null;

const ringOf = (row: Row, now: Date): LiveVisit["ring"] => {
  const { ringId, ringState, ringExpiresAt } = row;
  if (!ringId || !ringState || !ringExpiresAt) return null;
  const state = stateAt({ state: ringState, expiresAt: ringExpiresAt }, now);
  return { id: ringId, state, by: somebody(row.ringerRole, row.ringerName) };
};

const toVisit = (row: Row, rung: Rung, now: Date): LiveVisit | null => {
  if (!row.sessionId || !row.startedAt) return null;
  return {
    type: row.type,
    id: row.id,
    sessionId: row.sessionId,
    ownRole: row.ownRole,
    startedAt: row.startedAt.toISOString(),
    startedByMe: row.startedByMe === true,
    connected: row.connected,
    from: somebody(row.role, row.name),
    ring: ringOf(row, now),
    rung: rung(row.sessionId, row.userId),
  };
};

/** Memberships, each with the open session of its call, if any, and the person's latest ring in it. */
const memberships = (where: Prisma.Sql) => db().$queryRaw<Row[]>`
  SELECT m.user_id AS "userId", m.call_type AS "type", m.call_id AS "id", m.role::text AS "ownRole", s.id AS "sessionId",
    s.started_at AS "startedAt", s.started_by_id = m.user_id AS "startedByMe",
    EXISTS (SELECT 1 FROM "attendance" AS a
      WHERE a.session_id = s.id AND a.user_id = m.user_id AND a.left_at IS NULL) AS "connected",
    starter.role::text AS "role", u.name AS "name",
    r.id AS "ringId", r.state::text AS "ringState", r.expires_at AS "ringExpiresAt",
    ringer.role::text AS "ringerRole", ru.name AS "ringerName"
  FROM "member" AS m
  JOIN "call" AS c ON c.type = m.call_type AND c.id = m.call_id AND c.deleted_at IS NULL
  LEFT JOIN "session" AS s
    ON s.call_type = m.call_type AND s.call_id = m.call_id AND s.closed_at IS NULL AND c.ended_at IS NULL
  LEFT JOIN "member" AS starter
    ON starter.call_type = m.call_type AND starter.call_id = m.call_id AND starter.user_id = s.started_by_id
  LEFT JOIN "user" AS u ON u.id = starter.user_id
  LEFT JOIN LATERAL (
    SELECT latest.* FROM "ring" AS latest WHERE latest.session_id = s.id AND latest.user_id = m.user_id
    ORDER BY latest.rung_at DESC, latest.id DESC LIMIT 1) AS r ON true
  LEFT JOIN "member" AS ringer
    ON ringer.call_type = m.call_type AND ringer.call_id = m.call_id AND ringer.user_id = r.rung_by_id
  LEFT JOIN "user" AS ru ON ru.id = ringer.user_id
  WHERE m.blocked_at IS NULL AND ${where}`;

/** Who was rung in a session, as far as this person may see it. */
type Rung = (sessionId: string, userId: string) => readonly RungPerson[];

/** Of all the sessions together: several full requests, and no more than one message should carry. */
const maxRungShown = 500;

type RungRow = {
  readonly sessionId: string;
  readonly memberId: string;
  readonly role: MemberRole;
  readonly name: string;
  readonly state: RingState;
  readonly reason: DeclineReason | null;
  readonly expiresAt: Date;
};

/** Everybody's latest ring in each of these sessions. */
const latestRings = (sessionIds: readonly string[]) => db().$queryRaw<RungRow[]>`
  SELECT * FROM (
    SELECT DISTINCT ON (r.session_id, r.user_id) r.session_id AS "sessionId", m.id AS "memberId",
      m.role::text AS "role", u.name AS "name", r.state::text AS "state", r.reason AS "reason",
      r.expires_at AS "expiresAt", r.rung_at
    FROM "ring" AS r
    JOIN "member" AS m ON m.id = r.member_id AND m.blocked_at IS NULL
    JOIN "user" AS u ON u.id = m.user_id
    WHERE r.session_id = ANY(${[...sessionIds]}::text[]::uuid[])
    ORDER BY r.session_id, r.user_id, r.rung_at DESC, r.id DESC
  ) latest ORDER BY latest.rung_at DESC, latest."name", latest."memberId" LIMIT ${maxRungShown}`;

type WatcherRow = {
  readonly sessionId: string;
  readonly userId: string;
  readonly role: MemberRole;
  readonly granted: string[];
  readonly revoked: string[];
  readonly settings: unknown;
  readonly override: unknown;
  readonly grants: unknown;
};

const maySeeRings = ({ settings, override, grants, ...own }: WatcherRow) =>
  capabilitiesOf(
    { settings: settingsOf(settings, override), grants: callTypeGrants.parse(grants) },
    own,
  ).includes("ring");

/** Who of these people may ring in these sessions, and so sees what becomes of it. */
const watchersIn = async (sessionIds: readonly string[], userIds: readonly string[]) => {
  const rows = await db().$queryRaw<WatcherRow[]>`
    SELECT s.id AS "sessionId", m.user_id AS "userId", m.role::text AS "role", m.granted, m.revoked,
      ct.settings, ct.grants, c.settings_override AS "override"
    FROM "session" AS s
    JOIN "call" AS c ON c.type = s.call_type AND c.id = s.call_id
    JOIN "call_type" AS ct ON ct.id = c.type
    JOIN "member" AS m ON m.call_type = c.type AND m.call_id = c.id AND m.blocked_at IS NULL
    WHERE s.id = ANY(${[...sessionIds]}::text[]::uuid[]) AND m.user_id = ANY(${[...userIds]}::text[]::uuid[])`;
  return new Set(rows.filter(maySeeRings).map((row) => `${row.sessionId} ${row.userId}`));
};

const rungIn = async (rows: readonly Row[], now: Date): Promise<Rung> => {
  const sessionIds = [...new Set(rows.flatMap(({ sessionId }) => sessionId ?? []))];
  const rings = sessionIds.length > 0 ? await latestRings(sessionIds) : [];
  const rungSessions = [...new Set(rings.map(({ sessionId }) => sessionId))];
  if (rungSessions.length === 0) return () => [];
  const watchers = await watchersIn(rungSessions, [...new Set(rows.map(({ userId }) => userId))]);
  const people = Map.groupBy(rings, ({ sessionId }) => sessionId);
  return (sessionId, userId) =>
    watchers.has(`${sessionId} ${userId}`)
      ? (people.get(sessionId) ?? []).map(({ memberId, role, name, reason, ...ring }) => ({
          memberId,
          role,
          name,
          state: stateAt(ring, now),
          reason,
        }))
      : [];
};

/** The visits that are on and the actor belongs to; for a link's sign-in, its own alone. At most 50, the newest. */
export const openVisits = async (actor: Actor, now: Date): Promise<LiveVisit[]> => {
  const bound = actor.boundTo
    ? Prisma.sql`AND m.call_type = ${actor.boundTo.type} AND m.call_id = ${actor.boundTo.id}`
    : Prisma.empty;
  const rows = await memberships(
    Prisma.sql`m.user_id = ${actor.userId}::uuid AND s.id IS NOT NULL ${bound} ORDER BY s.started_at DESC LIMIT 50`,
  );
  const rung = await rungIn(rows, now);
  return rows.map((row) => toVisit(row, rung, now)).filter((visit) => visit !== null);
};

/** How a call stands for each of these people that belongs to it; the others are not in the answer. */
export const visitFor = async (ref: CallRef, userIds: readonly string[], now: Date) => {
  const rows = await memberships(
    Prisma.sql`m.call_type = ${ref.type} AND m.call_id = ${ref.id} AND m.user_id = ANY(${[...userIds]}::uuid[])`,
  );
  const rung = await rungIn(rows, now);
  return new Map(rows.map((row) => [row.userId, toVisit(row, rung, now)]));
};

type Waiting = CallRef & { readonly userId: string };

/** A short absence, such as a reload, keeps their place. Returns the calls with newcomers. */
export const markWaiting = async (tx: Tx, waiting: readonly Waiting[], now: Date): Promise<CallRef[]> => {
  if (waiting.length === 0) return [];
  const gone = new Date(now.getTime() - waitingGoneMs);
  const marked = await tx.$queryRaw<(CallRef & { isNew: boolean })[]>`
    UPDATE "member" AS m SET
      waiting_since = CASE WHEN m.waiting_seen_at > ${gone} THEN coalesce(m.waiting_since, ${now}) ELSE ${now} END,
      waiting_seen_at = ${now}
    FROM unnest(
      ${waiting.map(({ type }) => type)}::text[],
      ${waiting.map(({ id }) => id)}::text[],
      ${waiting.map(({ userId }) => userId)}::uuid[]
    ) AS w(type, id, user_id)
    WHERE m.call_type = w.type AND m.call_id = w.id AND m.user_id = w.user_id AND m.blocked_at IS NULL
    RETURNING m.call_type AS "type", m.call_id AS "id", m.waiting_since = ${now} AS "isNew"`;
  const calls = new Map(
    marked.filter(({ isNew }) => isNew).map(({ type, id }) => [`${type}:${id}`, { type, id }]),
  );
  return [...calls.values()];
};
