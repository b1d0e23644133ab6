import type pg from "pg";
import { type AuditRow, type Break, breakOf, type ChainEnd, chainStart } from "#lib/hash-chain.ts";

const pageSize = 5_000;

const reasons: Record<Break, string> = {
  gap: "events before it are missing",
  link: "it does not follow the event before it",
  hash: "it was changed, so its hash does not match",
};

/**
 * Checks every event of the chain in constant memory. `noted` is an end that was noted earlier.
 * @throws Error naming the first broken event
 */
export async function verifyChain(client: pg.Client, noted: ChainEnd | null): Promise<ChainEnd> {
  let end = chainStart;
  for (let page = await pageAfter(client, 0n); page.length > 0; page = await pageAfter(client, end.seq)) {
    for (const row of page) {
      const broken = breakOf(end, row);
      if (broken) throw new Error(`Event ${row.seq} is broken: ${reasons[broken]}.`);
      if (noted?.seq === row.seq && noted.hash !== row.hash)
        throw new Error(`Event ${row.seq} is broken: it is not the one that was noted.`);
      end = { seq: row.seq, hash: row.hash };
    }
  }
  if (noted && noted.seq > end.seq)
    throw new Error(`Event ${end.seq + 1n} is missing: the chain once reached ${noted.seq}.`);
  return end;
}

async function pageAfter(client: pg.Client, seq: bigint): Promise<(AuditRow & { hash: string })[]> {
  const { rows } = await client.query(
    `SELECT "seq", "at", "kind", "actor_id" AS "actorId", "subject", "details", "prev_hash" AS "prevHash", "hash"
     FROM "audit_event" WHERE "seq" > $1 ORDER BY "seq" LIMIT $2`,
    [seq.toString(), pageSize],
  );
  return rows.map((row) => ({ ...row, seq: BigInt(row.seq), at: row.at.toISOString() }));
}
