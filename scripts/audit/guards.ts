import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { root } from "#scripts/root.mjs";

const migrations = join(root, "prisma", "migrations");
const functions = ["refuse_change_of_audit", "link_audit_event", "audit_details_text"];
const triggers: Record<string, string> = {
  audit_event_append_only: "BEFORE DELETE OR UPDATE row refuse_change_of_audit",
  audit_event_next_of_the_chain: "BEFORE INSERT row link_audit_event",
  audit_event_no_truncate: "BEFORE TRUNCATE statement refuse_change_of_audit",
};

/**
 * Checks that the table is protected now. The table's owner could have removed the protection and restored it, and
 * written anything in between; only an end noted earlier can rule that out.
 * @throws Error naming what is missing
 */
export async function checkGuards(client: pg.Client): Promise<void> {
  for (const name of await missingTriggers(client))
    throw unprotected(`the trigger ${name} is disabled or missing`);
  for (const name of await changedFunctions(client)) throw unprotected(`the function ${name} was changed`);
  if (await hasRuleOrChild(client)) throw unprotected("a rule rewrites it, or another table adds rows to it");
}

const unprotected = (reason: string) => new Error(`The audit table is not protected: ${reason}.`);

async function missingTriggers(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT t.tgname AS "name", concat_ws(' ', CASE WHEN t.tgtype & 2 = 2 THEN 'BEFORE' END,
       concat_ws(' OR ', CASE WHEN t.tgtype & 4 = 4 THEN 'INSERT' END, CASE WHEN t.tgtype & 8 = 8 THEN 'DELETE' END,
         CASE WHEN t.tgtype & 16 = 16 THEN 'UPDATE' END, CASE WHEN t.tgtype & 32 = 32 THEN 'TRUNCATE' END),
       CASE WHEN t.tgtype & 1 = 1 THEN 'row' ELSE 'statement' END, p.proname) AS "definition"
     FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
     WHERE t.tgrelid = '"audit_event"'::regclass AND t.tgenabled = 'A' AND t.tgqual IS NULL AND t.tgattr = ''`,
  );
  const present = new Map(rows.map(({ name, definition }) => [name, definition]));
  return Object.keys(triggers).filter((name) => present.get(name) !== triggers[name]);
}

async function changedFunctions(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; body: string }>(
    `SELECT proname AS "name", prosrc AS "body" FROM pg_proc WHERE proname = ANY($1)`,
    [functions],
  );
  const migrated = migratedBodies();
  return functions.filter((name) => {
    const found = rows.filter((row) => row.name === name);
    return found.length !== 1 || found[0]?.body !== migrated.get(name);
  });
}

/** Returns the bodies of all functions as the migrations last define them. */
function migratedBodies(): Map<string, string> {
  const folders = readdirSync(migrations, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).sort();
  const sql = names.map((name) => readFileSync(join(migrations, name, "migration.sql"), "utf8")).join("\n");
  const definition = /CREATE (?:OR REPLACE )?FUNCTION "(\w+)"[\s\S]*?AS \$\$([\s\S]*?)\$\$/g;
  return new Map([...sql.matchAll(definition)].map(([, name = "", body = ""]) => [name, body]));
}

async function hasRuleOrChild(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_rewrite WHERE ev_class = '"audit_event"'::regclass)
      OR EXISTS (SELECT FROM pg_inherits WHERE inhparent = '"audit_event"'::regclass) AS "found"`,
  );
  return rows[0]?.found === true;
}
