import "server-only";
import pg from "pg";
import { env } from "./env.ts";
import { errorFacts, log } from "./log.ts";

export function openPool(options: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionString: env().DATABASE_URL,
    connectionTimeoutMillis: 15_000,
    idleTimeoutMillis: 30_000,
    ...options,
  });
  // Without a listener, a database restart would end the process.
  pool.on("error", (error) => log.warn("database connection lost", errorFacts(error)));
  return pool;
}
