import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { beforeReleaseMessage } from "#prisma/before-release.ts";
import { deploy, diff, status } from "#prisma/migrate.ts";
import { query } from "#scripts/postgres/query.ts";
import { emptyDatabase, freshDatabase } from "#tests/support/postgres.ts";

const place = (sql: Record<string, string>) => {
  const migrationsFolder = mkdtempSync(join(tmpdir(), "bedside-migrations-"));
  onTestFinished(() => rmSync(migrationsFolder, { recursive: true }));
  const write = (name: string, text: string) => {
    mkdirSync(join(migrationsFolder, name), { recursive: true });
    writeFileSync(join(migrationsFolder, name, "migration.sql"), text);
  };
  for (const [name, text] of Object.entries(sql)) write(name, text);
  return { migrationsFolder, write };
};

describe("the migrations", () => {
  test("bring an empty database to exactly what the schema says", async () => {
    const url = await emptyDatabase();
    const { applied } = await deploy(url);
    expect(applied.length).toBeGreaterThan(0);
    expect(await diff(url)).toBe("");
    expect(await status(url)).toMatchObject({ failedMigrationNames: [], history: null });
  });

  test("are applied once, also by two starts at the same moment", async () => {
    const url = await emptyDatabase();
    const both = await Promise.all([deploy(url), deploy(url)]);
    expect(both.filter(({ applied }) => applied.length > 0)).toHaveLength(1);
    expect((await deploy(url)).applied).toEqual([]);
  });

  test("show a column that somebody took away as the SQL that brings it back", async () => {
    const url = await freshDatabase();
    await query(url, `alter table "call" drop column "custom"`);
    expect(await diff(url)).toContain(`ALTER TABLE "call" ADD COLUMN     "custom" JSONB`);
  });
});

describe("a migration", () => {
  test("may hold functions, whose bodies contain semicolons", async () => {
    const url = await emptyDatabase();
    const { migrationsFolder } = place({
      "1_one": "create function one() returns int language plpgsql as $$ begin perform 1; return 1; end $$;",
    });
    await deploy(url, { migrationsFolder });
    expect(await query(url, "select one()")).toEqual([{ one: 1 }]);
  });

  test("that fails leaves nothing behind, says PostgreSQL's reason, and can be mended", async () => {
    const url = await emptyDatabase();
    const { migrationsFolder, write } = place({ "1_one": "create table a (); selec 1;" });
    await expect(deploy(url, { migrationsFolder })).rejects.toThrow('syntax error at or near "selec"');
    expect(await query(url, "select to_regclass('a') as a")).toEqual([{ a: null }]);
    write("1_one", "create table a ();");
    expect((await deploy(url, { migrationsFolder })).applied).toEqual(["1_one"]);
  });

  test("that was edited after it had been applied is named", async () => {
    const url = await emptyDatabase();
    const { migrationsFolder, write } = place({ "1_one": "create table a ();" });
    await deploy(url, { migrationsFolder });
    write("1_one", "create table b ();");
    expect((await deploy(url, { migrationsFolder })).edited).toEqual(["1_one"]);
  });
});

describe("a database from before the first release", () => {
  const oldDatabase = async () => {
    const url = await emptyDatabase();
    const { migrationsFolder } = place({ "20261123180000_first_schema": "create table a ();" });
    await deploy(url, { migrationsFolder });
    return url;
  };
  const run = (databaseUrl: string, ...args: string[]) => {
    const env = { ...process.env, DATABASE_URL: databaseUrl };
    const { status: exitCode, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
    return { exitCode, output: stdout + stderr };
  };

  test("is refused by a deploy, with one sentence that names --reset", async () => {
    const url = await oldDatabase();
    expect(beforeReleaseMessage).toContain("npm run demo -- --reset");
    expect(run(url, "prisma/migrate.ts", "deploy")).toEqual({
      exitCode: 1,
      output: `${beforeReleaseMessage}\n`,
    });
    expect(await query(url, "select to_regclass('member') as member")).toEqual([{ member: null }]);
  });

  test("is refused by the app at its start, with the same sentence", async () => {
    const start = `import("#lib/boot.ts").then(({ boot }) => boot())`;
    const started = run(await oldDatabase(), "--conditions=react-server", "--eval", start);
    expect(started).toEqual({ exitCode: 1, output: `${beforeReleaseMessage}\n` });
  });
});
