import { beforeAll, describe, expect, test } from "vitest";
import { firstBroken } from "#lib/audit/rules";
import { record, recordAlone } from "#lib/audit/server";
import { db, transaction } from "#lib/db";
import { type Clinic, makeClinic } from "../support/clinic.ts";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

const rows = async () =>
  (await db().auditEvent.findMany({ orderBy: { seq: "asc" } })).map((row) => ({
    ...row,
    at: row.at.toISOString(),
  }));

const entry = (subject: string) => ({
  kind: "join.refused" as const,
  actorId: clinic.idOf.ada,
  subject,
  details: { code: "ENDED" },
});

describe("the audit log", () => {
  test("stays one chain under eight writers at once", async () => {
    const writer = async (name: number) => {
      for (let count = 0; count < 25; count += 1) await recordAlone(entry(`call:default:${name}-${count}`));
    };
    await Promise.all(Array.from({ length: 8 }, (_, name) => writer(name)));
    const all = await rows();
    expect(all.length).toBeGreaterThanOrEqual(200);
    expect(firstBroken(all)).toBeNull();
  });

  test("names the first row that was tampered with", async () => {
    const all = await rows();
    const middle = all[100];
    if (!middle) throw new Error("too few rows");
    const forged = all.map((row) => (row === middle ? { ...row, details: { code: "FULL" } } : row));
    expect(firstBroken(forged)).toBe(middle.seq);
    expect(firstBroken(all.filter((row) => row !== middle))).toBe(middle.seq + 1n);
  });

  test("is rolled back with the change it belongs to", async () => {
    const before = await db().auditEvent.count();
    const fails = transaction(async (tx) => {
      await record(tx, [entry("call:default:undone")]);
      throw new Error("undone");
    });
    await expect(fails).rejects.toThrow("undone");
    expect(await db().auditEvent.count()).toBe(before);
  });

  for (const sql of [
    `UPDATE "audit_event" SET "kind" = 'x'`,
    `DELETE FROM "audit_event" WHERE "seq" = 1`,
    `TRUNCATE "audit_event"`,
  ]) {
    test(`refuses to its owner: ${sql}`, async () => {
      await expect(db().$executeRawUnsafe(sql)).rejects.toThrow();
      expect(firstBroken(await rows())).toBeNull();
    });
  }
});
