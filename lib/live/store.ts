import "server-only";
import type { Actor, CallRef } from "#lib/access";
import { waitingGoneMs } from "#lib/appointments/rules";
import type { MemberRole } from "#lib/call-types/rules";
import { db } from "#lib/db";
import { Prisma } from "#prisma/generated/client";
import type { LiveVisit } from "./rules.ts";

type Row = CallRef & {
  readonly userId: string;
  readonly sessionId: string | null;
  readonly startedAt: Date | null;
  readonly startedByMe: boolean | null;
  readonly connected: boolean;
  readonly role: MemberRole | null;
  readonly name: string | null;
};

const toVisit = (row: Row): LiveVisit | null => {
  if (!row.sessionId || !row.startedAt) return null;
  const from = row.role && row.name !== null ? { role: row.role, name: row.name } : null;
  return {
    type: row.type,
    id: row.id,
    sessionId: row.sessionId,
    startedAt: row.startedAt.toISOString(),
    startedByMe: row.startedByMe === true,
    connected: row.connected,
    from,
  };
};

/** Memberships, each with the open session of its call, if any. */
const memberships = (where: Prisma.Sql) => db().$queryRaw<Row[]>`
  SELECT m.user_id AS "userId", m.call_type AS "type", m.call_id AS "id", s.id AS "sessionId",
    s.started_at AS "startedAt", s.started_by_id = m.user_id AS "startedByMe",
    EXISTS (SELECT 1 FROM "attendance" AS a
      WHERE a.session_id = s.id AND a.user_id = m.user_id AND a.left_at IS NULL) AS "connected",
    starter.role::text AS "role", u.name AS "name"
  FROM "member" AS m
  JOIN "call" AS c ON c.type = m.call_type AND c.id = m.call_id AND c.deleted_at IS NULL
  LEFT JOIN "session" AS s
    ON s.call_type = m.call_type AND s.call_id = m.call_id AND s.closed_at IS NULL AND c.ended_at IS NULL
  LEFT JOIN "member" AS starter
    ON starter.call_type = m.call_type AND starter.call_id = m.call_id AND starter.user_id = s.started_by_id
  LEFT JOIN "user" AS u ON u.id = starter.user_id
  WHERE m.blocked_at IS NULL AND ${where}`;

/** The visits that are on and the actor belongs to; for a link's sign-in, its own alone. At most 50, the newest. */
export const openVisits = async (actor: Actor): Promise<LiveVisit[]> => {
  const bound = actor.boundTo
    ? Prisma.sql`AND m.call_type = ${actor.boundTo.type} AND m.call_id = ${actor.boundTo.id}`
    : Prisma.empty;
  const rows = await memberships(
    Prisma.sql`m.user_id = ${actor.userId}::uuid AND s.id IS NOT NULL ${bound} ORDER BY s.started_at DESC LIMIT 50`,
  );
  return rows.map(toVisit).filter((visit) => visit !== null);
};

/** How a call stands for each of these people that belongs to it; the others are not in the answer. */
export const visitFor = async (ref: CallRef, userIds: readonly string[]) => {
  const rows = await memberships(
    Prisma.sql`m.call_type = ${ref.type} AND m.call_id = ${ref.id} AND m.user_id = ANY(${[...userIds]}::uuid[])`,
  );
  return new Map(rows.map((row) => [row.userId, toVisit(row)]));
};

type Waiting = CallRef & { readonly userId: string };

/**
 * Notes that these members are in the waiting room right now; a short absence, such as a reload, keeps their place.
 * Answers how many of them are members who may be there.
 */
export const markWaiting = async (waiting: readonly Waiting[], now: Date): Promise<number> => {
  if (waiting.length === 0) return 0;
  const gone = new Date(now.getTime() - waitingGoneMs);
  return db().$executeRaw`
    UPDATE "member" AS m SET
      waiting_since = CASE WHEN m.waiting_seen_at > ${gone} THEN coalesce(m.waiting_since, ${now}) ELSE ${now} END,
      waiting_seen_at = ${now}
    FROM unnest(
      ${waiting.map(({ type }) => type)}::text[],
      ${waiting.map(({ id }) => id)}::text[],
      ${waiting.map(({ userId }) => userId)}::uuid[]
    ) AS w(type, id, user_id)
    WHERE m.call_type = w.type AND m.call_id = w.id AND m.user_id = w.user_id AND m.blocked_at IS NULL`;
};
