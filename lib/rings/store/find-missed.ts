import "server-only";
import type { Actor, CallRef } from "#lib/access.ts";
import { db } from "#lib/db.ts";
import { missedShownMs } from "#lib/rings/rules.ts";
import { Prisma } from "#prisma/generated/client.ts";

type MissedRow = CallRef & {
  readonly ringId: string;
  readonly rungAt: Date;
  readonly live: boolean;
  readonly caller: string | null;
  readonly callerMemberId: string | null;
};

/**
 * The actor's missed rings, one a call, newest first. Left out are calls that ended, that rang for them again or that they
 * joined since. A link's sign-in gets its own call only.
 */
export function findMissed(actor: Actor, now: Date, limit: number) {
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
}
