import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { type AuditRow, type Break, breakOf, type ChainEnd, chainStart } from "#lib/hash-chain.ts";

// `npm run audit:verify [-- --holds SEQ:HASH]`: computes the audit log's chain again, from the first event to the last,
// in constant memory, and says whether it holds. `--holds` is the end that an earlier run printed: a chain says by itself
// that nothing in it was changed, and only somebody who noted its end can say that nothing was cut off.

const pageSize = 5_000;

/** The triggers that guard the table, each with what it does, as PostgreSQL says it. */
const guards: Record<string, string> = {
  audit_event_append_only: "BEFORE DELETE OR UPDATE row refuse_change_of_audit",
  audit_event_next_of_the_chain: "BEFORE INSERT row link_audit_event",
  audit_event_no_truncate: "BEFORE TRUNCATE statement refuse_change_of_audit",
};
const guardFunctions = ["refuse_change_of_audit", "link_audit_event", "audit_details_text"];
const migrations = join(import.meta.dirname, "..", "prisma", "migrations");

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

const missing = async (client: pg.Client): Promise<string[]> => {
  const { rows } = await client.query<{ name: string; does: string }>(
    `SELECT t.tgname AS "name", concat_ws(' ', CASE WHEN t.tgtype & 2 = 2 THEN 'BEFORE' END,
       concat_ws(' OR ', CASE WHEN t.tgtype & 4 = 4 THEN 'INSERT' END, CASE WHEN t.tgtype & 8 = 8 THEN 'DELETE' END,
         CASE WHEN t.tgtype & 16 = 16 THEN 'UPDATE' END, CASE WHEN t.tgtype & 32 = 32 THEN 'TRUNCATE' END),
       CASE WHEN t.tgtype & 1 = 1 THEN 'row' ELSE 'statement' END, p.proname) AS "does"
     FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
     WHERE t.tgrelid = '"audit_event"'::regclass AND t.tgenabled = 'A' AND t.tgqual IS NULL AND t.tgattr = ''`,
  );
  return Object.keys(guards).filter(
    (guard) => !rows.some(({ name, does }) => name === guard && does === guards[guard]),
  );
};

/** The bodies of functions as the migrations make them: of several, the last. */
const bodiesMade = (): Map<string, string> => {
  const made = new Map<string, string>();
  const files = readdirSync(migrations, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const sql = readFileSync(join(migrations, name, "migration.sql"), "utf8");
    for (const [, called = "", body = ""] of sql.matchAll(
      /CREATE (?:OR REPLACE )?FUNCTION "(\w+)"[\s\S]*?AS \$\$([\s\S]*?)\$\$/g,
    ))
      made.set(called, body);
  }
  return made;
};

const changed = async (client: pg.Client): Promise<string[]> => {
  const { rows } = await client.query<{ name: string; body: string }>(
    `SELECT proname AS "name", prosrc AS "body" FROM pg_proc WHERE proname = ANY($1)`,
    [guardFunctions],
  );
  const made = bodiesMade();
  return guardFunctions.filter((guard) => {
    const own = rows.filter(({ name }) => name === guard);
    return own.length !== 1 || own[0]?.body !== made.get(guard);
  });
};

/** Rules that do something else instead, and tables whose rows are read as if they were this one's. */
const detours = async (client: pg.Client): Promise<number> => {
  const { rows } = await client.query<{ count: number }>(
    `SELECT ((SELECT count(*) FROM pg_rewrite WHERE ev_class = '"audit_event"'::regclass)
      + (SELECT count(*) FROM pg_inherits WHERE inhparent = '"audit_event"'::regclass))::int AS "count"`,
  );
  return rows[0]?.count ?? 0;
};

/**
 * Whoever could write past the guards could have written anything, with hashes that fit. That they are there now does not
 * say that they always were: the table's owner can take them away and put them back. Only a noted end (`--holds`) can.
 */
const checkGuards = async (client: pg.Client) => {
  const gone = await missing(client);
  if (gone.length > 0) throw new Error(`The table is not guarded: ${gone.join(", ")} is off or gone.`);
  const other = await changed(client);
  if (other.length > 0)
    throw new Error(`The table is not guarded: ${other.join(", ")} is not as it was made.`);
  if ((await detours(client)) > 0)
    throw new Error("The table is not guarded: a rule or another table stands in for it.");
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
