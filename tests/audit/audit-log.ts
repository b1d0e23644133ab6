import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { freshDatabase } from "#tests/support/postgres.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");

/** Runs `npm run audit:verify`, and returns its exit code and what it printed. */
export const verifyLog = async (databaseUrl = process.env.DATABASE_URL, ...args: string[]) => {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const script = join(root, "scripts", "audit-verify.ts");
  return run(process.execPath, [script, ...args], { env, cwd: root }).then(
    ({ stdout }) => ({ code: 0, output: stdout.trim() }),
    (error) => ({ code: error.code as number, output: String(error.stderr).trim() }),
  );
};

/** Connects as the superuser who owns the table, whose rights no one exceeds. */
export const asOwner = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
};

/** Writes audit events in several processes at the same time. */
export const writeConcurrently = (databaseUrl: string, processes: number, eventsEach: number) => {
  const script = join(import.meta.dirname, "concurrent-writer.ts");
  const start = (name: number) =>
    run(process.execPath, ["--conditions=react-server", script, String(name), String(eventsEach)], {
      cwd: root,
      env: { ...process.env, DATABASE_URL: databaseUrl },
    });
  return Promise.all(Array.from({ length: processes }, (_, name) => start(name)));
};

const guards = ["audit_event_append_only", "audit_event_next_of_the_chain", "audit_event_no_truncate"];

/** Copies a database and runs SQL in the copy with the table's guards switched off. Returns the copy's URL. */
export const tamperedCopy = async (original: string, sql: string): Promise<string> => {
  const url = await freshDatabase(original);
  await asOwner(url, async (client) => {
    await client.query('ALTER TABLE "audit_event" DISABLE TRIGGER ALL');
    await client.query(sql);
    for (const guard of guards)
      await client.query(`ALTER TABLE "audit_event" ENABLE ALWAYS TRIGGER "${guard}"`);
  });
  return url;
};
