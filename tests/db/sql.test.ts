import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { db, transaction } from "#lib/db.ts";
import { anyOf, execute, fetchAll, fetchFirst, given, kysely } from "#lib/sql.ts";

const now = new Date("2026-11-29T08:15:30.123Z");

const newUser = (name: string) => ({ id: randomUUID(), role: "patient" as const, name, updated_at: now });

const insertUser = (name: string) => kysely.insertInto("user").values(newUser(name)).returning("id");

describe("a query written with Kysely", () => {
  test("runs in Prisma's transaction, and is rolled back with it", async () => {
    const failed = transaction(async (tx) => {
      const made = await fetchFirst(tx, insertUser("Ada"));
      expect(await tx.user.count({ where: { id: made?.id ?? "" } })).toBe(1);
      throw new Error("rolled back");
    });
    await expect(failed).rejects.toThrow("rolled back");
    expect(await db().user.count({ where: { name: "Ada" } })).toBe(0);
  });

  test("reads and writes every kind of column as Prisma does", async () => {
    const values = { ...newUser("Bruno"), disabled_at: now, custom: JSON.stringify({ firstName: "B" }) };
    await execute(db(), kysely.insertInto("user").values(values));
    const query = kysely.selectFrom("user").where("id", "=", values.id);
    const row = await fetchFirst(
      db(),
      query.select(["id", "role", "email", "custom", "disabled_at as disabledAt"]),
    );
    expect(row).toEqual({
      id: values.id,
      role: "patient",
      email: null,
      custom: { firstName: "B" },
      disabledAt: now,
    });
    const stored = await db().user.findUniqueOrThrow({ where: { id: values.id } });
    expect(stored).toMatchObject({ disabledAt: now, custom: { firstName: "B" } });
  });

  test("returns text arrays and times in arrays, and counts as numbers where they are cast", async () => {
    const query = kysely.selectNoFrom([
      sql<string[]>`array['a', null, 'c d']`.as("words"),
      sql<Date[]>`array[${now}::timestamptz]`.as("times"),
      sql<bigint>`count(*)`.as("large"),
      sql<number>`count(*)::int`.as("small"),
    ]);
    expect(await fetchFirst(db(), query)).toEqual({
      words: ["a", null, "c d"],
      times: [now],
      large: 1n,
      small: 1,
    });
  });

  test("takes a list of ids as one parameter, also an empty one", async () => {
    const ids = [randomUUID(), randomUUID()];
    await execute(db(), kysely.insertInto("user").values(ids.map((id) => ({ ...newUser("Celia"), id }))));
    const among = (some: string[]) => kysely.selectFrom("user").where("id", "=", anyOf(some)).select("id");
    expect((await fetchAll(db(), among(ids))).map(({ id }) => id).sort()).toEqual(ids.toSorted());
    expect(await fetchAll(db(), among([]))).toEqual([]);
    expect(among(ids).compile().parameters).toHaveLength(1);
  });

  test("takes rows as a table, with their types", async () => {
    const rows = [{ id: randomUUID(), n: 1, at: now, facts: { a: [1] }, name: null as string | null }];
    const types = { id: "uuid", n: "int", at: "timestamptz", facts: "jsonb", name: "text" } as const;
    expect(await fetchAll(db(), kysely.selectFrom(given("one", rows, types)).selectAll())).toEqual(rows);
  });

  test("says how many rows were written", async () => {
    const { id } = (await fetchFirst(db(), insertUser("Dora"))) ?? { id: "" };
    const rename = kysely.updateTable("user").set({ name: "Dorothea" });
    expect(await execute(db(), rename.where("id", "=", id))).toBe(1);
    expect(await execute(db(), rename.where("id", "=", randomUUID()))).toBe(0);
  });
});
