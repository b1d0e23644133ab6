import { chmodSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { deploy } from "#prisma/migrate.ts";
import { query } from "#scripts/postgres/query.ts";
import { startPostgres } from "#scripts/postgres/start.ts";

/** Starts a migrated PostgreSQL that a test file may stop, and makes it the database of the file. */
export const startOwnPostgres = async () => {
  const folder = mkdtempSync(join(inject("folder"), "faults-"));
  chmodSync(folder, 0o711);
  const options = {
    folder: join(folder, "postgres"),
    log: join(folder, "postgres.log"),
    password: "test",
  };
  let postgres = await startPostgres(options);
  await query(postgres.url("postgres"), "create database bedside");
  process.env.DATABASE_URL = postgres.url("bedside");
  await deploy(process.env.DATABASE_URL);
  return {
    stop: () => postgres.program.stop(),
    kill9: async () => {
      process.kill(-postgres.program.ref.pid, "SIGKILL");
      await postgres.program.exited;
    },
    /** Starts it again on the same port. */
    start: async () => {
      postgres = await startPostgres({ ...options, port: postgres.port });
    },
  };
};

export type OwnPostgres = Awaited<ReturnType<typeof startOwnPostgres>>;
