import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import { runMigrations } from "graphile-worker";
import pg from "pg";
import { beforeReleaseMessage, isBeforeRelease } from "./before-release.ts";
import { withEngine } from "./engine.ts";

const here = import.meta.dirname;
const migrationsFolder = join(here, "migrations");
const filters = { externalTables: [], externalEnums: [] };

/** Differs from the number of Prisma's own lock. */
const deployLock = 6_180_339;

/** Tests bring a folder of their own. */
export type Place = { migrationsFolder?: string };

/** The migrations of a folder, as the engine wants them. */
const migrationsIn = (folder: string): MigrationList => ({
  baseDir: folder,
  lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
  shadowDbInitScript: "",
  migrationDirectories: readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: readFileSync(join(folder, path, "migration.sql"), "utf8") },
      },
    })),
});

const diagnose = (engine: SchemaEngine, migrationsList: MigrationList) =>
  engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters });

/** Lets a failed migration be mended and run again: it was one transaction, which left nothing behind. */
async function rollBackFailed(
  engine: SchemaEngine,
  migrationsList: MigrationList,
  error: unknown,
): Promise<never> {
  const { failedMigrationNames } = await diagnose(engine, migrationsList);
  for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
  throw error;
}

/** The queue's tables, which graphile-worker brings: use cases queue jobs in their own transactions. */
async function deployJobs(databaseUrl: string) {
  const pgPool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  pgPool.on("error", () => {});
  pgPool.on("connect", (client) => client.on("error", () => {}));
  try {
    await runMigrations({ pgPool });
  } finally {
    await pgPool.end();
  }
}

async function applyNew(engine: SchemaEngine, migrationsList: MigrationList) {
  const { editedMigrationNames } = await diagnose(engine, migrationsList);
  const { appliedMigrationNames } = await engine
    .applyMigrations({ migrationsList, filters })
    .catch((error) => rollBackFailed(engine, migrationsList, error));
  return { applied: appliedMigrationNames, edited: editedMigrationNames };
}

/** The database was migrated before the first release, and no migration leads from there to here. */
export class BeforeReleaseError extends Error {
  constructor() {
    super(beforeReleaseMessage);
  }
}

/**
 * Applies the migrations that the database has not had, each in one transaction. Concurrent deploys wait for one another.
 * @returns the names of those applied now, and of those whose file was edited after it had been applied.
 * @throws BeforeReleaseError; when a migration fails, PostgreSQL's reason.
 */
export async function deploy(databaseUrl: string, place: Place = {}) {
  const lock = new pg.Client({ connectionString: databaseUrl });
  await lock.connect();
  try {
    await lock.query("select pg_advisory_lock($1)", [deployLock]);
    if (await isBeforeRelease(async (sql) => (await lock.query(sql.join(""))).rows))
      throw new BeforeReleaseError();
    await deployJobs(databaseUrl);
    const migrationsList = migrationsIn(place.migrationsFolder ?? migrationsFolder);
    return await withEngine(databaseUrl, (engine) => applyNew(engine, migrationsList));
  } finally {
    await lock.end();
  }
}

/** What is applied, what is pending, and what is wrong with a database's migrations. */
export const status = (databaseUrl: string) =>
  withEngine(databaseUrl, (engine) => diagnose(engine, migrationsIn(migrationsFolder)));

const schemaFiles = () =>
  ["schema.prisma", ...readdirSync(join(here, "models")).map((name) => join("models", name))].map((name) => {
    const path = join(here, name);
    return { path, content: readFileSync(path, "utf8") };
  });

/**
 * Returns the SQL that would bring the database to the schema, or "". It does not compare what Prisma's schema cannot
 * express: exclusion and check constraints, triggers, functions, partial and expression indexes.
 */
export const diff = (databaseUrl: string): Promise<string> =>
  withEngine(databaseUrl, async (engine) => {
    const files = schemaFiles();
    const result = await engine.diff({
      from: { tag: "schemaDatasource", configDir: here, files },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: true,
      filters,
    });
    return result.exitCode === 0 ? "" : (result.stdout ?? "");
  });

/** Writes the difference as a new migration, to be read and edited before it is committed. Returns its file. */
async function create(databaseUrl: string, name: string, now = new Date()) {
  const sql = await diff(databaseUrl);
  if (!sql) throw new Error("The database already matches the schema: there is nothing to write.");
  const stamp = now.toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = join(migrationsFolder, `${stamp}_${name.replace(/\W+/g, "_").toLowerCase()}`);
  await mkdir(folder);
  await writeFile(join(folder, "migration.sql"), sql);
  return join(folder, "migration.sql");
}

async function main([command, name]: string[], databaseUrl: string | undefined) {
  if (!databaseUrl) throw new Error("DATABASE_URL is not set.");
  switch (command) {
    case "deploy": {
      const { applied, edited } = await deploy(databaseUrl);
      for (const one of edited) console.warn(`Edited after it was applied: ${one}`);
      return applied.length ? applied.map((one) => `Applied ${one}`).join("\n") : "Nothing to apply.";
    }
    case "diff":
      return (await diff(databaseUrl)) || "No difference.";
    case "status":
      return JSON.stringify(await status(databaseUrl), null, 2);
    case "create":
      if (name) return `Wrote ${await create(databaseUrl, name)}`;
  }
  throw new Error("Usage: npm run migrate -- deploy | diff | status | create NAME");
}

if (import.meta.main) {
  main(process.argv.slice(2), process.env.DATABASE_URL).then(console.log, (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
