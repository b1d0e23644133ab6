import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import { runMigrations } from "graphile-worker";
import pg from "pg";

// `prisma migrate` wants to download an engine. The same engine, as WebAssembly, comes with npm, and keeps the same
// `_prisma_migrations` table: whoever has a network may use `prisma migrate deploy` on the same database.

const require = createRequire(import.meta.url);
const here = fileURLToPath(new URL(".", import.meta.url));
const filters = { externalTables: [], externalEnums: [] };

/** PostgreSQL's internal one-byte type `"char"`, which the engine reads and the adapter does not know. */
const singleCharacter = 18;
/** Ours alone, so that two deploys wait for one another. Prisma's own lock has another number. */
const deployLock = 6_180_339;

/** Why a script failed: the engine itself only says that something outside of it did. */
const reasons = new WeakMap<pg.Pool, Error>();

let engineCode: Promise<typeof SchemaEngine> | undefined;

/** Node reads no WebAssembly by `import`, so the module's three lines are written out here. */
const loadEngine = () => {
  engineCode ??= (async () => {
    Object.assign(globalThis, {
      PRISMA_WASM_PANIC_REGISTRY: { set_message: (text: string) => console.error(text) },
    });
    const glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
    const code = readFileSync(
      join(dirname(require.resolve("@prisma/schema-engine-wasm")), "schema_engine_bg.wasm"),
    );
    const { instance } = await WebAssembly.instantiate(code, { "./schema_engine_bg.js": glue });
    glue.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
    return glue.SchemaEngine as typeof SchemaEngine;
  })();
  return engineCode;
};

/**
 * Two repairs of the adapter: a script goes to PostgreSQL whole (it would be cut at every `;`, also inside a function's
 * body), and columns of type `"char"` are answered instead of refused.
 */
const repaired = (adapter: SqlDriverAdapter, pool: pg.Pool): SqlDriverAdapter => {
  let characters: number[] = [];
  const ask = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryResult>;
  Object.assign(pool, {
    query: async (...args: unknown[]) => {
      const result = await ask(...args);
      characters = [];
      result.fields?.forEach((field, index) => {
        if (field.dataTypeID !== singleCharacter) return;
        field.dataTypeID = pg.types.builtins.TEXT;
        characters.push(index);
      });
      return result;
    },
  });
  const queryRaw = adapter.queryRaw.bind(adapter);
  return Object.assign(adapter, {
    executeScript: async (script: string) => {
      await ask(script).catch((error: Error) => {
        reasons.set(pool, error);
        throw error;
      });
    },
    queryRaw: async (query: Parameters<typeof queryRaw>[0]) => {
      const result = await queryRaw(query);
      for (const index of characters) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    },
  });
};

/** Runs `work` with the engine on a database. */
const withEngine = async <T>(databaseUrl: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> => {
  const Engine = await loadEngine();
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  pool.on("error", () => {});
  const plain = new PrismaPg(pool);
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: plain.provider,
    adapterName: plain.adapterName,
    connect: async () => repaired(await plain.connect(), pool),
    connectToShadowDb: () => Promise.reject(new Error("No shadow database is used here.")),
  };
  const engine = await Engine.new(
    { datamodels: undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  try {
    return await work(engine);
  } catch (error) {
    throw reasons.get(pool) ?? error;
  } finally {
    engine.free();
    await pool.end();
  }
};

/** The migrations of a folder (prisma/migrations unless told), as the engine wants them. */
const migrations = (folder: string): MigrationList => ({
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

/** Where the migrations and the schema lie; tests bring their own. */
export type Place = { migrationsFolder?: string; schemaFile?: string };

const folderOf = (place: Place) => place.migrationsFolder ?? join(here, "migrations");

/** A failed script left nothing behind, being one transaction: so it may be mended and tried again. */
const rollBackFailed = async (engine: SchemaEngine, migrationsList: MigrationList, error: unknown) => {
  const found = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters,
  });
  for (const migrationName of found.failedMigrationNames)
    await engine.markMigrationRolledBack({ migrationName });
  throw error;
};

/** The tables of the jobs, which graphile-worker brings itself: use cases queue jobs in their own transactions. */
const deployJobs = async (databaseUrl: string) => {
  const pgPool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  pgPool.on("error", () => {});
  pgPool.on("connect", (client) => client.on("error", () => {}));
  try {
    await runMigrations({ pgPool });
  } finally {
    await pgPool.end();
  }
};

/**
 * Applies every migration that the database has not had. A migration's file is one transaction. Two at once wait for
 * one another.
 * @returns the names that were applied now, and of those whose file was edited after it had been applied.
 * @throws when a migration fails, with PostgreSQL's reason.
 */
export const deploy = async (databaseUrl: string, place: Place = {}) => {
  const lock = new pg.Client({ connectionString: databaseUrl });
  await lock.connect();
  try {
    await lock.query("select pg_advisory_lock($1)", [deployLock]);
    await deployJobs(databaseUrl);
    return await withEngine(databaseUrl, async (engine) => {
      const migrationsList = migrations(folderOf(place));
      const { editedMigrationNames } = await engine.diagnoseMigrationHistory({
        migrationsList,
        optInToShadowDatabase: false,
        filters,
      });
      const { appliedMigrationNames } = await engine
        .applyMigrations({ migrationsList, filters })
        .catch((error) => rollBackFailed(engine, migrationsList, error));
      return { applied: appliedMigrationNames, edited: editedMigrationNames };
    });
  } finally {
    await lock.end();
  }
};

/** What is applied, what waits, and what is wrong with a database's migrations. */
export const status = (databaseUrl: string, place: Place = {}) =>
  withEngine(databaseUrl, (engine) =>
    engine.diagnoseMigrationHistory({
      migrationsList: migrations(folderOf(place)),
      optInToShadowDatabase: false,
      filters,
    }),
  );

/**
 * The SQL that would bring the database to prisma/schema.prisma; empty when they are the same. What Prisma's schema
 * cannot say is not compared: exclusion and check constraints, triggers, functions, partial and expression indexes.
 */
export const diff = (databaseUrl: string, place: Place = {}): Promise<string> =>
  withEngine(databaseUrl, async (engine) => {
    const path = place.schemaFile ?? join(here, "schema.prisma");
    const files = [{ path, content: readFileSync(path, "utf8") }];
    const result = await engine.diff({
      from: { tag: "schemaDatasource", configDir: here, files },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: true,
      filters,
    });
    return result.exitCode === 0 ? "" : (result.stdout ?? "");
  });

/** Writes the difference as a new migration, to be read and edited before it is committed. Answers its file. */
export const create = async (databaseUrl: string, name: string, place: Place = {}, now = new Date()) => {
  const sql = await diff(databaseUrl, place);
  if (!sql)
    throw new Error("The database already is as prisma/schema.prisma says: there is nothing to write.");
  const stamp = now.toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = join(folderOf(place), `${stamp}_${name.replace(/\W+/g, "_").toLowerCase()}`);
  await mkdir(folder);
  await writeFile(join(folder, "migration.sql"), sql);
  return join(folder, "migration.sql");
};

const main = async ([command, name]: string[], databaseUrl: string | undefined) => {
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
  throw new Error("Say what to do: deploy, diff, status, or create NAME.");
};

if (import.meta.main) {
  main(process.argv.slice(2), process.env.DATABASE_URL).then(console.log, (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
