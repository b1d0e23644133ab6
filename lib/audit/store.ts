import "server-only";
import { db, type Tx } from "#lib/db.ts";
import { type AuditEntry, isSubject, wrongDetail } from "./rules.ts";

/** Says which key and never which value: it may be the very thing that must not be written anywhere. */
const refuseContent = ({ kind, subject, details = {} }: AuditEntry) => {
  const wrong = isSubject(subject) ? wrongDetail(details) : "subject";
  if (wrong) throw new Error(`${wrong} of an audit event ${kind} is not of a shape that may be written down`);
};

/**
 * Appends to the chain: inside the change's own transaction, and last in it: from here to the commit, every other writer of
 * audit rows waits. The numbers and hashes are given by the database (trigger `audit_event_next_of_the_chain`).
 */
export const append = async (
  client: Tx | ReturnType<typeof db>,
  entries: readonly AuditEntry[],
  now: Date,
): Promise<void> => {
  for (const entry of entries) refuseContent(entry);
  const rows = entries.map(({ details = {}, ...entry }) => ({ ...entry, details }));
  await client.$executeRaw`
    INSERT INTO "audit_event" ("at", "kind", "actor_id", "subject", "details")
    SELECT ${now}, e."kind", e."actorId", e."subject", e."details"
    FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS e("kind" text, "actorId" uuid, "subject" text, "details" jsonb)`;
};

/** The events after one of them, in the order of the chain. */
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
