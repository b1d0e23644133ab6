import { beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "#tests/support/postgres.ts";
import { asOwner, tamperedCopy, verifyLog, writeConcurrently } from "./audit-log.ts";

const endOf = (output: string) => output.split(" ").at(-1) ?? "";

describe("npm run audit:verify", () => {
  let url: string;
  let end: string;
  beforeAll(async () => {
    url = await freshDatabase();
    await writeConcurrently(url, 2, 150);
    const { code, output } = await verifyLog(url);
    expect(code).toBe(0);
    end = endOf(output);
  });

  test("says that there are no events yet", async () => {
    expect(await verifyLog(await freshDatabase())).toEqual({ code: 0, output: "No events yet." });
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
    const { code, output } = await verifyLog(await tamperedCopy(url, sql));
    expect(code).toBe(1);
    expect(output).toContain(`Event ${seq} is broken`);
    expect(output).toContain(reason);
  });

  test("finds events missing at the end, given an earlier end", async () => {
    const shortened = await tamperedCopy(url, `DELETE FROM "audit_event" WHERE "seq" > 290`);
    expect((await verifyLog(shortened)).code).toBe(0);
    expect(await verifyLog(shortened, "--holds", end)).toEqual({
      code: 1,
      output: "Event 291 is missing: the chain once reached 300.",
    });
  });

  test("finds a chain that was rewritten, given an earlier end", async () => {
    const [original, rewritten] = [await freshDatabase(), await freshDatabase()];
    await writeConcurrently(original, 1, 3);
    await writeConcurrently(rewritten, 1, 5);
    const originalEnd = endOf((await verifyLog(original)).output);
    expect((await verifyLog(original, "--holds", originalEnd)).code).toBe(0);
    expect((await verifyLog(rewritten, "--holds", originalEnd)).output).toContain(
      "Event 3 is broken: it is not the one",
    );
  });

  test("finds a disabled guard", async () => {
    const unguarded = await freshDatabase();
    await asOwner(unguarded, (client) =>
      client.query('ALTER TABLE "audit_event" DISABLE TRIGGER "audit_event_append_only"'),
    );
    expect(await verifyLog(unguarded)).toMatchObject({
      code: 1,
      output: expect.stringContaining("audit_event_append_only is disabled or missing"),
    });
  });

  test.each([
    [
      "a guard that allows everything",
      `CREATE OR REPLACE FUNCTION "refuse_change_of_audit"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$`,
      "refuse_change_of_audit was changed",
    ],
    [
      "a guard whose condition is never true",
      `DROP TRIGGER "audit_event_append_only" ON "audit_event"; CREATE TRIGGER "audit_event_append_only"
        BEFORE UPDATE ON "audit_event" FOR EACH ROW WHEN (false) EXECUTE FUNCTION "refuse_change_of_audit"();
        ALTER TABLE "audit_event" ENABLE ALWAYS TRIGGER "audit_event_append_only"`,
      "audit_event_append_only is disabled or missing",
    ],
    [
      "a rule that drops events",
      `CREATE RULE "swallow" AS ON INSERT TO "audit_event" DO INSTEAD NOTHING`,
      "a rule rewrites it, or another table adds rows to it",
    ],
    [
      "a table that adds rows to the log",
      `CREATE TABLE "audit_event_too" () INHERITS ("audit_event")`,
      "a rule rewrites it, or another table adds rows to it",
    ],
  ])("finds %s", async (_what, sql, reason) => {
    const unguarded = await freshDatabase();
    await asOwner(unguarded, (client) => client.query(sql));
    expect(await verifyLog(unguarded)).toMatchObject({ code: 1, output: expect.stringContaining(reason) });
  });
});
