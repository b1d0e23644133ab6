import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";

// `prisma migrate` downloads its engine. This is the same engine as WebAssembly, from npm. It keeps the same
// `_prisma_migrations` table, so `prisma migrate deploy` works on the same databases.

const require = createRequire(import.meta.url);

/** PostgreSQL's internal one-byte type `"char"`, which the engine reads and the adapter does not know. */
const singleCharacter = 18;

/** Why a script failed. The engine itself only reports that something outside of it did. */
const reasons = new WeakMap<pg.Pool, Error>();

let engineCode: Promise<typeof SchemaEngine> | undefined;

/** Does what the package's own entry does, because Node cannot `import` WebAssembly. */
function loadEngine() {
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
}

type Query = (...args: unknown[]) => Promise<pg.QueryResult>;

/** Reports columns of type `"char"` as text, and returns the positions of those in the latest result. */
function readCharactersAsText(pool: pg.Pool, query: Query) {
  let positions: number[] = [];
  Object.assign(pool, {
    query: async (...args: unknown[]) => {
      const result = await query(...args);
      positions = [];
      result.fields?.forEach((field, index) => {
        if (field.dataTypeID !== singleCharacter) return;
        field.dataTypeID = pg.types.builtins.TEXT;
        positions.push(index);
      });
      return result;
    },
  });
  return () => positions;
}

/** Repairs the adapter: it refuses columns of type `"char"`, and splits a script at every `;`, even in function bodies. */
function repair(adapter: SqlDriverAdapter, pool: pg.Pool): SqlDriverAdapter {
  const query = pool.query.bind(pool) as Query;
  const charactersOf = readCharactersAsText(pool, query);
  const queryRaw = adapter.queryRaw.bind(adapter);
  return Object.assign(adapter, {
    executeScript: async (script: string) => {
      await query(script).catch((error: Error) => {
        reasons.set(pool, error);
        throw error;
      });
    },
    queryRaw: async (given: Parameters<typeof queryRaw>[0]) => {
      const result = await queryRaw(given);
      for (const index of charactersOf()) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    },
  });
}

function adapterFor(pool: pg.Pool): SqlMigrationAwareDriverAdapterFactory {
  const plain = new PrismaPg(pool);
  return {
    provider: plain.provider,
    adapterName: plain.adapterName,
    connect: async () => repair(await plain.connect(), pool),
    connectToShadowDb: () => Promise.reject(new Error("No shadow database is used here.")),
  };
}

/** Runs `work` with the engine connected to a database. */
export async function withEngine<T>(
  databaseUrl: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const Engine = await loadEngine();
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  pool.on("error", () => {});
  const factory = bindMigrationAwareSqlAdapterFactory(adapterFor(pool));
  const engine = await Engine.new({ datamodels: undefined }, () => {}, factory);
  try {
    return await work(engine);
  } catch (error) {
    throw reasons.get(pool) ?? error;
  } finally {
    engine.free();
    await pool.end();
  }
}
