import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { type AuditEntry, auditEntry } from "#lib/audit/rules.ts";
import { record, recordAlone } from "#lib/audit/server.ts";
import { db, transaction } from "#lib/db.ts";
import { breakOf, chainStart } from "#lib/hash-chain.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";
import { freshDatabase } from "#tests/support/postgres.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");

/** What `npm run audit:verify` prints, and how it ends. */
const verify = async (databaseUrl = process.env.DATABASE_URL, ...args: string[]) => {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  return run(process.execPath, [join(root, "scripts", "audit-verify.ts"), ...args], { env, cwd: root }).then(
    ({ stdout }) => ({ code: 0, said: stdout.trim() }),
    (error) => ({ code: error.code as number, said: String(error.stderr).trim() }),
  );
};

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

const entry = (id: string) =>
  auditEntry("join.refused", clinic.idOf.ada, { type: "default", id }, { code: "ENDED" });

/** A session of the superuser who owns the table: nobody may do more. */
const asOwner = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
};

/** A log of 300 events, and what is said of it before anybody was at it. */
const untouched = async () => {
  const url = await freshDatabase();
  await writers(url, 2, 150);
  return { url, before: await verify(url) };
};

/** A copy of that log in a database of its own, after somebody was at it with the guards off. */
const tampered = async (original: string, sql: string): Promise<string> => {
  const url = await freshDatabase(original);
  await asOwner(url, async (client) => {
    await client.query('ALTER TABLE "audit_event" DISABLE TRIGGER ALL');
    await client.query(sql);
    for (const guard of [
      "audit_event_append_only",
      "audit_event_next_of_the_chain",
      "audit_event_no_truncate",
    ])
      await client.query(`ALTER TABLE "audit_event" ENABLE ALWAYS TRIGGER "${guard}"`);
  });
  return url;
};

const writers = (databaseUrl: string, processes: number, each: number) =>
  Promise.all(
    Array.from({ length: processes }, (_, name) =>
      run(
        process.execPath,
        [
          "--conditions=react-server",
          join(import.meta.dirname, "concurrent-writer.ts"),
          String(name),
          String(each),
        ],
        { cwd: root, env: { ...process.env, DATABASE_URL: databaseUrl } },
      ),
    ),
  );

describe("the chain", () => {
  test("is unbroken after 20,000 events from eight processes that write at once", {
    timeout: 300_000,
  }, async () => {
    const url = await freshDatabase();
    const began = performance.now();
    await writers(url, 8, 2_500);
    const seconds = (performance.now() - began) / 1000;
    console.info(`20,000 audit events from 8 processes: ${seconds.toFixed(1)} s`);
    expect(await verify(url)).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^20,000 events, the chain holds\. Its end: 20000:[0-9a-f]{64}$/),
    });
    const each = await asOwner(url, (client) =>
      client.query(
        `SELECT count(*)::int AS "count" FROM "audit_event" GROUP BY split_part("subject", '-', 1)`,
      ),
    );
    expect(each.rows).toEqual(Array.from({ length: 8 }, () => ({ count: 2_500 })));
  });

  test("takes several events of one transaction, one after the other", async () => {
    const names = ["first", "second", "third"];
    await transaction((tx) => record(tx, names.map(entry)));
    const last = await db().auditEvent.findMany({ orderBy: { seq: "desc" }, take: 4 });
    expect(last.slice(0, 3).map(({ subject }) => subject)).toEqual(
      names.map((name) => `call:default:${name}`).reverse(),
    );
    const [third, second, first, before] = last.map((row) => ({ ...row, at: row.at.toISOString() }));
    for (const [previous, row] of [
      [before, first],
      [first, second],
      [second, third],
    ])
      expect(row && breakOf(previous ?? chainStart, row)).toBeNull();
  });

  test("is rolled back with the change it belongs to", async () => {
    const before = await db().auditEvent.count();
    const fails = transaction(async (tx) => {
      await record(tx, [entry("undone")]);
      throw new Error("undone");
    });
    await expect(fails).rejects.toThrow("undone");
    expect(await db().auditEvent.count()).toBe(before);
    await recordAlone(entry("after"));
    expect((await verify()).code).toBe(0);
  });
});

describe("the owner of the table, a superuser, is refused", () => {
  const row = `now(), 'call.ended', 'call:default:forged', '{}'`;
  test.each([
    `UPDATE "audit_event" SET "kind" = 'x'`,
    `UPDATE "audit_event" SET "kind" = "kind" WHERE "seq" = 1`,
    `DELETE FROM "audit_event" WHERE "seq" = 1`,
    `TRUNCATE "audit_event"`,
    `TRUNCATE "audit_event" CASCADE`,
    `INSERT INTO "audit_event" ("seq", "at", "kind", "subject", "details") VALUES (1000000, ${row})`,
    `INSERT INTO "audit_event" ("seq", "at", "kind", "subject", "details") VALUES (1, ${row})`,
    `INSERT INTO "audit_event" ("prev_hash", "at", "kind", "subject", "details") VALUES (repeat('0', 64), ${row})`,
    `INSERT INTO "audit_event" ("hash", "at", "kind", "subject", "details") VALUES (repeat('a', 64), ${row})`,
    `INSERT INTO "audit_event" ("at", "kind", "subject", "details")
     VALUES (now(), 'call.ended', 'call:default:x', '{"reason": "a pain in the chest"}')`,
    `INSERT INTO "audit_event" ("at", "kind", "subject", "details")
     VALUES (now(), 'call.ended', 'call:default:x', '{"of": {"code": "x"}}')`,
  ])("%s", async (sql) => {
    const url = process.env.DATABASE_URL ?? "";
    await asOwner(url, async (client) => {
      const { rows } = await client.query(
        `SELECT current_setting('is_superuser') AS "superuser", pg_get_userbyid(relowner) = current_user AS "owner"
         FROM pg_class WHERE oid = '"audit_event"'::regclass`,
      );
      expect(rows).toEqual([{ superuser: "on", owner: true }]);
      await expect(client.query(sql)).rejects.toThrow(/audit|next event of the chain/);
      await client.query("SET session_replication_role = 'replica'");
      await expect(client.query(sql)).rejects.toThrow(/audit|next event of the chain/);
    });
  });

  test("and after all of that the chain holds", async () => {
    expect(await verify()).toMatchObject({ code: 0, said: expect.stringContaining("the chain holds") });
  });

  test("and an INSERT that names neither number nor hash is the next event like any other", async () => {
    await db().$executeRawUnsafe(
      `INSERT INTO "audit_event" ("at", "kind", "subject", "details") VALUES (${row})`,
    );
    expect((await verify()).code).toBe(0);
  });
});

describe("npm run audit:verify", () => {
  let whole: Awaited<ReturnType<typeof untouched>>;
  beforeAll(async () => {
    whole = await untouched();
    expect(whole.before.code).toBe(0);
  });

  test("says that nothing was written yet", async () => {
    expect(await verify(await freshDatabase())).toEqual({ code: 0, said: "No events yet." });
  });

  test.each([
    [
      `UPDATE "audit_event" SET "details" = '{"code": "FULL"}' WHERE "seq" IN (100, 200)`,
      "100",
      "was changed",
    ],
    [`UPDATE "audit_event" SET "at" = "at" - interval '1 ms' WHERE "seq" = 300`, "300", "was changed"],
    [`UPDATE "audit_event" SET "hash" = md5("hash") || md5('') WHERE "seq" = 7`, "7", "was changed"],
    [`UPDATE "audit_event" SET "prev_hash" = repeat('b', 64) WHERE "seq" = 8`, "8", "does not follow"],
    [`DELETE FROM "audit_event" WHERE "seq" BETWEEN 50 AND 60`, "61", "missing"],
    [`DELETE FROM "audit_event" WHERE "seq" = 1`, "2", "missing"],
    [`UPDATE "audit_event" SET "seq" = 400 WHERE "seq" = 300`, "400", "missing"],
  ])("names the first broken event after: %s", async (sql, seq, reason) => {
    const { code, said } = await verify(await tampered(whole.url, sql));
    expect(code).toBe(1);
    expect(said).toContain(`Event ${seq} is broken`);
    expect(said).toContain(reason);
  });

  test("finds events that were cut off the end, when told the end of before", async () => {
    const url = await tampered(whole.url, `DELETE FROM "audit_event" WHERE "seq" > 290`);
    const end = whole.before.said.split(" ").at(-1) ?? "";
    expect((await verify(url)).code).toBe(0);
    expect(await verify(url, "--holds", end)).toEqual({
      code: 1,
      said: "Event 291 is missing: the chain once reached 300.",
    });
  });

  test("finds a chain that was written anew, when told the end of before", async () => {
    const url = await freshDatabase();
    await writers(url, 1, 3);
    const end = (await verify(url)).said.split(" ").at(-1) ?? "";
    const other = await freshDatabase();
    await writers(other, 1, 5);
    expect((await verify(url, "--holds", end)).code).toBe(0);
    expect((await verify(other, "--holds", end)).said).toContain("Event 3 is broken: it is not the one");
  });

  test("finds a guard that was taken away", async () => {
    const url = await freshDatabase();
    await asOwner(url, (client) =>
      client.query('ALTER TABLE "audit_event" DISABLE TRIGGER "audit_event_append_only"'),
    );
    expect(await verify(url)).toMatchObject({
      code: 1,
      said: expect.stringContaining("audit_event_append_only is disabled or missing"),
    });
  });

  test.each([
    [
      "a guard that lets everything through",
      `CREATE OR REPLACE FUNCTION "refuse_change_of_audit"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$`,
      "refuse_change_of_audit was changed",
    ],
    [
      "a guard that looks away",
      `DROP TRIGGER "audit_event_append_only" ON "audit_event"; CREATE TRIGGER "audit_event_append_only"
        BEFORE UPDATE ON "audit_event" FOR EACH ROW WHEN (false) EXECUTE FUNCTION "refuse_change_of_audit"();
        ALTER TABLE "audit_event" ENABLE ALWAYS TRIGGER "audit_event_append_only"`,
      "audit_event_append_only is disabled or missing",
    ],
    [
      "a rule that swallows events",
      `CREATE RULE "swallow" AS ON INSERT TO "audit_event" DO INSTEAD NOTHING`,
      "a rule rewrites it, or another table adds rows to it",
    ],
    [
      "a table that adds its rows",
      `CREATE TABLE "audit_event_too" () INHERITS ("audit_event")`,
      "a rule rewrites it, or another table adds rows to it",
    ],
  ])("finds %s", async (_what, sql, reason) => {
    const url = await freshDatabase();
    await asOwner(url, (client) => client.query(sql));
    expect(await verify(url)).toMatchObject({ code: 1, said: expect.stringContaining(reason) });
  });
});

describe("what may not be recorded", () => {
  const write = (change: object) => recordAlone({ ...entry("x"), ...change } as unknown as AuditEntry);
  const ada = "11111111-1111-4111-8111-111111111111";

  test.each([
    ["an unknown key", { details: { code: "ENDED", note: "X" } }, "note"],
    ["another kind's key", { details: { code: "ENDED", members: 2 } }, "members"],
    ["a key that every object has", { details: { code: "ENDED", constructor: "X" } }, "constructor"],
    ["a missing detail", { details: {} }, "code"],
    ["null where a detail is required", { details: { code: null } }, "code"],
    ["words", { details: { code: "Ada Bell" } }, "code"],
    [
      "a name where an id belongs",
      { kind: "member.added", details: { userId: "Ada", role: "patient" } },
      "userId",
    ],
    ["a fraction", { kind: "call.created", details: { members: 1.5 } }, "members"],
    ["a list", { kind: "member.added", details: { userId: ada, role: ["patient"] } }, "role"],
    ["words in the subject", { subject: "call:default:pain in the chest" }, "subject"],
    ["another noun's subject", { subject: `user:${ada}` }, "subject"],
  ])("%s", async (_what, change, named) => {
    const before = await db().auditEvent.count();
    const refused = await write(change).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(refused).toContain(named);
    expect(refused).not.toMatch(/Ada|pain/);
    expect(await db().auditEvent.count()).toBe(before);
  });
});
