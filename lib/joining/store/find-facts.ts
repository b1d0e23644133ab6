import "server-only";
import type { Actor, CallRef, Permit } from "#lib/access.ts";
import { db } from "#lib/db.ts";
import {
  type CallRow,
  callColumns,
  callTables,
  connectionColumns,
  type JoinFacts,
  noPerson,
  type PersonRow,
  personColumns,
  toFacts,
  toPerson,
} from "./map-facts.ts";

/** `linkWorks` is false only for someone who came by a link that no longer works. */
export type OwnFacts = JoinFacts & { readonly linkWorks: boolean };

/**
 * Facts about a call of the actor's own. Null alike for another's call, a deleted one and none at all, by the same query, so
 * that its time tells strangers nothing.
 */
export async function findOwnFacts(actor: Actor, ref: CallRef, now: Date): Promise<OwnFacts | null> {
  const bound = actor.boundTo ?? ref;
  const rows = await db().$queryRaw<(CallRow & PersonRow & { linkWorks: boolean })[]>`
    SELECT ${callColumns}, ${personColumns(now)}, ${connectionColumns},
      (${actor.kind} = 'staff' OR EXISTS (
        SELECT 1 FROM "sign_in" si JOIN "invite_link" l ON l."id" = si."invite_link_id"
        WHERE si."id" = ${actor.signInId}::uuid AND si."user_id" = u."id" AND si."ended_at" IS NULL
          AND l."revoked_at" IS NULL AND l."expires_at" > ${now})) AS "linkWorks"
    FROM ${callTables}
    JOIN "member" m ON m."call_type" = c."type" AND m."call_id" = c."id" AND m."user_id" = ${actor.userId}::uuid
    JOIN "user" u ON u."id" = m."user_id"
    WHERE c."type" = ${ref.type} AND c."id" = ${ref.id} AND c."deleted_at" IS NULL
      AND c."type" = ${bound.type} AND c."id" = ${bound.id}`;
  const row = rows[0];
  return row ? { ...toFacts(row), linkWorks: row.linkWorks } : null;
}

/** Facts about a call and any person, for an administrator; null when one of them does not exist. */
export async function findFactsFor(
  _permit: Permit<"admin.read">,
  ref: CallRef,
  userId: string,
  now: Date,
): Promise<JoinFacts | null> {
  const rows = await db().$queryRaw<(CallRow & PersonRow)[]>`
    SELECT ${callColumns}, ${personColumns(now)}, ${connectionColumns}
    FROM ${callTables}
    JOIN "user" u ON u."id" = ${userId}::uuid
    LEFT JOIN "member" m ON m."call_type" = c."type" AND m."call_id" = c."id" AND m."user_id" = u."id"
    WHERE c."type" = ${ref.type} AND c."id" = ${ref.id} AND c."deleted_at" IS NULL`;
  return rows[0] ? toFacts(rows[0]) : null;
}

/** Facts about thousands of members at once, for guards. They are known to be connected, so that is not looked up. */
export async function findFactsOfMembers(ref: CallRef, memberIds: readonly string[], now: Date) {
  const calls = await db().$queryRaw<CallRow[]>`
    SELECT ${callColumns} FROM ${callTables}
    WHERE c."type" = ${ref.type} AND c."id" = ${ref.id} AND c."deleted_at" IS NULL`;
  const call = calls[0];
  if (!call) return null;
  const people = await db().$queryRaw<PersonRow[]>`
    SELECT ${personColumns(now)}, NULL AS "connectedDevice", 0 AS "connectedOthers"
    FROM "member" m JOIN "user" u ON u."id" = m."user_id"
    WHERE m."call_type" = ${ref.type} AND m."call_id" = ${ref.id} AND m."id" = ANY(${[...memberIds]}::text[]::uuid[])`;
  const { call: joinCall, ...rules } = toFacts({ ...call, ...noPerson });
  return { call: joinCall, people: people.map((row) => toPerson(row, rules)) };
}
