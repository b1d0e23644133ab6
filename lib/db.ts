import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import { type Prisma, PrismaClient } from "#prisma/generated/client.ts";
import { isDeadlock } from "./db-errors.ts";
import { openPool } from "./db-pool.ts";
import { closeReaders } from "./db-reader.ts";

export type Tx = Prisma.TransactionClient;

const open = () =>
  new PrismaClient({ adapter: new PrismaPg(openPool({ max: 12 }), { disposeExternalPool: true }) });

// On globalThis, because reloading code in development would open a pool each time.
const shared = globalThis as typeof globalThis & { bedsideDb?: PrismaClient };

/** For stores and tools only. */
export function db(): PrismaClient {
  shared.bedsideDb ??= open();
  return shared.bedsideDb;
}

const maxAttempts = 3;

/**
 * Runs `work` in one transaction of at most 15 s, after waiting at most 15 s for a connection. A deadlock runs it again, so
 * `work` may change nothing but the database.
 */
export async function transaction<T>(work: (tx: Tx) => Promise<T>, attempt = 1): Promise<T> {
  try {
    return await db().$transaction(work, { maxWait: 15_000, timeout: 15_000 });
  } catch (error) {
    if (attempt >= maxAttempts || !isDeadlock(error)) throw error;
    // Otherwise it could take the same lock again before the other transaction wakes up.
    await wait(20 + Math.random() * 80);
    return transaction(work, attempt + 1);
  }
}

/** For scripts and tests that are done. */
export async function closeDb(): Promise<void> {
  await Promise.all([shared.bedsideDb?.$disconnect(), closeReaders()]);
  shared.bedsideDb = undefined;
}
