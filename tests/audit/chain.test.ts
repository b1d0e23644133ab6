import { beforeAll, describe, expect, test } from "vitest";
import { type AuditEntry, auditEntry } from "#lib/audit/rules.ts";
import { record, recordAlone } from "#lib/audit/server.ts";
import { db, transaction } from "#lib/db.ts";
import { breakOf, chainStart } from "#lib/hash-chain.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";
import { freshDatabase } from "#tests/support/postgres.ts";
import { asOwner, verifyLog, writeConcurrently } from "./audit-log.ts";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

const entry = (id: string) =>
  auditEntry("join.refused", clinic.idOf.ada, { type: "default", id }, { code: "ENDED" });

describe("the chain", () => {
  test("is unbroken after 20,000 events from eight processes that write at once", {
    timeout: 300_000,
  }, async () => {
    const url = await freshDatabase();
    const began = performance.now();
    await writeConcurrently(url, 8, 2_500);
    const seconds = (performance.now() - began) / 1000;
    console.info(`20,000 audit events from 8 processes: ${seconds.toFixed(1)} s`);
    expect(await verifyLog(url)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^20,000 events, the chain holds\. Its end: 20000:[0-9a-f]{64}$/),
    });
    const each = await asOwner(url, (client) =>
      client.query(
        `SELECT count(*)::int AS "count" FROM "audit_event" GROUP BY split_part("subject", '-', 1)`,
      ),
    );
    expect(each.rows).toEqual(Array.from({ length: 8 }, () => ({ count: 2_500 })));
  });

  test("links several events of one transaction in their order", async () => {
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

  test("is rolled back with the change that its event belongs to", async () => {
    const before = await db().auditEvent.count();
    const failing = transaction(async (tx) => {
      await record(tx, [entry("undone")]);
      throw new Error("undone");
    });
    await expect(failing).rejects.toThrow("undone");
    expect(await db().auditEvent.count()).toBe(before);
    await recordAlone(entry("after"));
    expect((await verifyLog()).code).toBe(0);
  });
});

describe("even the owner of the table, a superuser, is refused", () => {
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

  test("and the chain stays unbroken", async () => {
    expect(await verifyLog()).toMatchObject({ code: 0, output: expect.stringContaining("the chain holds") });
  });

  test("unless an INSERT gives neither number nor hash, which makes it the next event", async () => {
    await db().$executeRawUnsafe(
      `INSERT INTO "audit_event" ("at", "kind", "subject", "details") VALUES (${row})`,
    );
    expect((await verifyLog()).code).toBe(0);
  });
});

describe("an event can't be recorded with", () => {
  const write = (change: object) => recordAlone({ ...entry("x"), ...change } as unknown as AuditEntry);
  const ada = "11111111-1111-4111-8111-111111111111";

  test.each([
    ["an unknown key", { details: { code: "ENDED", note: "X" } }, "note"],
    ["another kind's key", { details: { code: "ENDED", members: 2 } }, "members"],
    ["a key that every object has", { details: { code: "ENDED", constructor: "X" } }, "constructor"],
    ["a missing detail", { details: {} }, "code"],
    ["null where a detail is required", { details: { code: null } }, "code"],
    ["free text", { details: { code: "Ada Bell" } }, "code"],
    [
      "a name where an id belongs",
      { kind: "member.added", details: { userId: "Ada", role: "patient" } },
      "userId",
    ],
    ["a fraction", { kind: "call.created", details: { members: 1.5 } }, "members"],
    ["a list", { kind: "member.added", details: { userId: ada, role: ["patient"] } }, "role"],
    ["free text in the subject", { subject: "call:default:pain in the chest" }, "subject"],
    ["another noun's subject", { subject: `user:${ada}` }, "subject"],
  ])("%s", async (_what, change, named) => {
    const before = await db().auditEvent.count();
    const message = await write(change).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(message).toContain(named);
    expect(message).not.toMatch(/Ada|pain/);
    expect(await db().auditEvent.count()).toBe(before);
  });
});
