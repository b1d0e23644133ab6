import pg from "pg";
import type { ChainEnd } from "#lib/hash-chain.ts";
import { verifyChain } from "#scripts/audit/chain.ts";
import { checkGuards } from "#scripts/audit/guards.ts";

// npm run audit:verify [-- --holds SEQ:HASH]: recomputes the hash chain of the audit log. The chain alone shows that no
// event was changed. To show that none was cut off, pass the end that an earlier run printed.

async function main(args: readonly string[]): Promise<string> {
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString) throw new Error("DATABASE_URL is not set.");
  const noted = parseNotedEnd(args);
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const end = await verifyChain(client, noted);
    await checkGuards(client);
    return summary(end);
  } finally {
    await client.end();
  }
}

function parseNotedEnd([option, value, ...rest]: readonly string[]): ChainEnd | null {
  if (option === undefined) return null;
  const [, seq, hash] = /^([1-9][0-9]*):([0-9a-f]{64})$/.exec(value ?? "") ?? [];
  if (option !== "--holds" || !seq || !hash || rest.length > 0)
    throw new Error(
      "Usage: npm run audit:verify [-- --holds SEQ:HASH], with an end that an earlier run printed.",
    );
  return { seq: BigInt(seq), hash };
}

function summary({ seq, hash }: ChainEnd): string {
  if (seq === 0n) return "No events yet.";
  const count = seq === 1n ? "1 event" : `${seq.toLocaleString("en")} events`;
  return `${count}, the chain holds. Its end: ${seq}:${hash}`;
}

main(process.argv.slice(2)).then(console.log, (error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
