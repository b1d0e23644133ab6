import "server-only";
import type { Tx } from "#lib/db";
import { type AuditEntry, genesisHash, hashOf } from "./rules.ts";

/** Serialises the chain: a row's number is taken only by the one who holds this lock. Any constant would do. */
const chainLock = 7_203_411_001;

/**
 * Appends to the chain inside the change's own transaction. Call it last: from here to the commit, every other
 * writer of audit rows waits.
 */
export const append = async (tx: Tx, entries: readonly AuditEntry[], now: Date): Promise<void> => {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${chainLock})`;
  const last = await tx.auditEvent.findFirst({ orderBy: { seq: "desc" }, select: { seq: true, hash: true } });
  let previous = last ?? { seq: 0n, hash: genesisHash };
  const rows = entries.map((entry) => {
    const row = {
      seq: previous.seq + 1n,
      at: now.toISOString(),
      kind: entry.kind,
      actorId: entry.actorId,
      subject: entry.subject,
      details: { ...entry.details },
      prevHash: previous.hash,
    };
    previous = { seq: row.seq, hash: hashOf(row) };
    return { ...row, hash: previous.hash };
  });
  await tx.auditEvent.createMany({ data: rows });
};
