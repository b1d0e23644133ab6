import pg from "pg";
import { type AuditRow, type Break, breakOf, type ChainEnd, chainStart } from "#lib/audit/rules";

// `npm run audit:verify [-- --holds SEQ:HASH]`: computes the audit log's chain again, from the first event to the last,
// in constant memory, and says whether it holds. `--holds` is the end that an earlier run printed: a chain says by itself
// that nothing in it was changed, and only somebody who noted its end can say that nothing was cut off.

const pageSize = 5_000;
const guards = ["audit_event_append_only", "audit_event_next_of_the_chain", "audit_event_no_truncate"];

const reasons: Record<Break, string> = {
  gap: "events before it are missing",
  link: "it does not follow the event before it",
  hash: "it was changed: its content does not fit its hash",
};

type Row = AuditRow & { hash: string };

const pageAfter = async (client: pg.Client, seq: bigint): Promise<Row[]> => {
  const { rows } = await client.query(
    `SELECT "seq", "at", "kind", "actor_id" AS "actorId", "subject", "details", "prev_hash" AS "prevHash", "hash"
     FROM "audit_event" WHERE "seq" > $1 ORDER BY "seq" LIMIT $2`,
    [seq.toString(), pageSize],
  );
  return rows.map((row) => ({ ...row, seq: BigInt(row.seq), at: row.at.toISOString() }));
};

/** The end of the chain, when all of it holds. @throws Error naming the first broken event */
const verify = async (client: pg.Client, noted: ChainEnd | null): Promise<ChainEnd> => {
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
};

/** Whoever could write past the guards could have written anything, with hashes that fit. */
const checkGuards = async (client: pg.Client) => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT tgname AS "name" FROM pg_trigger WHERE tgrelid = '"audit_event"'::regclass AND tgenabled = 'A'`,
  );
  const missing = guards.filter((guard) => !rows.some(({ name }) => name === guard));
  if (missing.length > 0) throw new Error(`The table is not guarded: ${missing.join(", ")} is off or gone.`);
};

const notedEnd = (args: readonly string[]): ChainEnd | null => {
  const [option, value, ...rest] = args;
  if (option === undefined) return null;
  const [, seq, hash] = /^([1-9][0-9]*):([0-9a-f]{64})$/.exec(value ?? "") ?? [];
  if (option !== "--holds" || !seq || !hash || rest.length > 0)
    throw new Error("Say nothing, or --holds SEQ:HASH as an earlier run printed it.");
  return { seq: BigInt(seq), hash };
};

const main = async (args: readonly string[]): Promise<string> => {
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString) throw new Error("DATABASE_URL is not set.");
  const noted = notedEnd(args);
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { seq, hash } = await verify(client, noted);
    await checkGuards(client);
    const events = seq === 1n ? "1 event" : `${seq.toLocaleString("en")} events`;
    return seq === 0n ? "No events yet." : `${events}, the chain holds. Its end: ${seq}:${hash}`;
  } finally {
    await client.end();
  }
};

main(process.argv.slice(2)).then(console.log, (error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
