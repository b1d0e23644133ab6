import "server-only";
import { db, type Tx } from "#lib/db.ts";
import { type AuditEntry, wrongPart } from "./rules.ts";

/** Names the key and never the value, which may be the very thing that must not be recorded. */
const refuseContent = (entry: AuditEntry) => {
  const wrong = wrongPart(entry);
  if (wrong)
    throw new Error(`The ${wrong} of an audit event ${entry.kind} has a shape that may not be recorded`);
};

/**
 * Appends to the chain, inside the change's own transaction and last in it: until the commit, every other writer of
 * audit events waits. The database numbers and hashes the rows (trigger `audit_event_next_of_the_chain`).
 */
export const append = async (
  client: Tx | ReturnType<typeof db>,
  entries: readonly AuditEntry[],
  now: Date,
): Promise<void> => {
  if (entries.length === 0) return;
  for (const entry of entries) refuseContent(entry);
  await client.$executeRaw`
    INSERT INTO "audit_event" ("at", "kind", "actor_id", "subject", "details")
    SELECT ${now}, e."kind", e."actorId", e."subject", e."details"
    FROM json_to_recordset(${JSON.stringify(entries)}::json)
      AS e("kind" text, "actorId" uuid, "subject" text, "details" jsonb)`;
};

export const eventsAfter = (seq: bigint, limit: number) =>
  db().auditEvent.findMany({
    where: { seq: { gt: seq } },
    orderBy: { seq: "asc" },
    take: limit,
    select: {
      seq: true,
      at: true,
      kind: true,
      actorId: true,
      subject: true,
      details: true,
      prevHash: true,
      hash: true,
    },
  });
