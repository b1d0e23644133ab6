import "server-only";
import type { Actor, CallRef } from "#lib/access.ts";
import { waitingGoneMs } from "#lib/appointments/rules.ts";
import { db } from "#lib/db.ts";
import type { MemberRole } from "#lib/roles.ts";
import { Prisma } from "#prisma/generated/client.ts";

export type Companion = {
  readonly id: string;
  readonly name: string;
  readonly role: MemberRole;
  /** In the visit, in its waiting room, or neither; null when the actor is not told. */
  readonly presence: "inside" | "waiting" | "away" | null;
};

/** At most `limit` members with their names, those who lead first: all of them, or only clinicians, assistants and the actor. */
export async function listCompanions(
  actor: Actor,
  ref: CallRef,
  query: { leadersOnly: boolean; presence: boolean; limit: number },
  now: Date,
): Promise<Companion[]> {
  const gone = new Date(now.getTime() - waitingGoneMs);
  const presence = query.presence
    ? Prisma.sql`CASE
        WHEN EXISTS (SELECT 1 FROM "session" s JOIN "attendance" t ON t."session_id" = s."id" AND t."member_id" = m."id"
          WHERE s."call_type" = m."call_type" AND s."call_id" = m."call_id" AND s."closed_at" IS NULL AND t."left_at" IS NULL)
          THEN 'inside'
        WHEN m."waiting_seen_at" > ${gone} AND m."blocked_at" IS NULL THEN 'waiting'
        ELSE 'away' END`
    : Prisma.sql`NULL`;
  const leaders = query.leadersOnly
    ? Prisma.sql`AND (m."role" IN ('clinician', 'assistant') OR m."user_id" = ${actor.userId}::uuid)`
    : Prisma.empty;
  return db().$queryRaw<Companion[]>`
    SELECT m."id", u."name", m."role"::text AS "role", ${presence} AS "presence"
    FROM "member" m JOIN "user" u ON u."id" = m."user_id"
    WHERE m."call_type" = ${ref.type} AND m."call_id" = ${ref.id} ${leaders}
      AND EXISTS (SELECT 1 FROM "member" own
        WHERE own."call_type" = m."call_type" AND own."call_id" = m."call_id" AND own."user_id" = ${actor.userId}::uuid)
    ORDER BY m."role", m."created_at", m."id" LIMIT ${query.limit}`;
}
