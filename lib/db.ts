import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { type Prisma, PrismaClient } from "#prisma/generated/client";
import { env } from "./env.ts";
import { errorFacts, log } from "./log.ts";

export type Tx = Prisma.TransactionClient;

const open = () => {
  const pool = new pg.Pool({
    connectionString: env().DATABASE_URL,
    max: 12,
    connectionTimeoutMillis: 15_000,
    idleTimeoutMillis: 30_000,
  });
  // Without a listener, a database restart would end the whole process.
  pool.on("error", (error) => log.warn("database connection lost", errorFacts(error)));
  return new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) });
};

// Kept on globalThis, so that reloading code in development does not open a pool each time.
const shared = globalThis as typeof globalThis & { bedsideDb?: PrismaClient };

/** The one connection to PostgreSQL, opened when first used. Only stores and tools ask it. */
export const db = (): PrismaClient => {
  shared.bedsideDb ??= open();
  return shared.bedsideDb;
};

/** Runs `work` in one transaction: all of it or nothing. Waits up to 15 s for a connection, lasts at most 15 s. */
export const transaction = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  db().$transaction(work, { maxWait: 15_000, timeout: 15_000 });

/** Ends the pool: for scripts and tests that are done. */
export const closeDb = async () => {
  await shared.bedsideDb?.$disconnect();
  shared.bedsideDb = undefined;
};

const causeOf = (error: unknown) => {
  const meta = (
    error as {
      meta?: {
        driverAdapterError?: {
          cause?: {
            kind?: string;
            code?: string;
            originalCode?: string;
            constraint?: unknown;
            message?: string;
          };
        };
      };
    }
  )?.meta;
  return meta?.driverAdapterError?.cause;
};

const codeOf = (error: unknown) => (error as { code?: string })?.code;

/** PostgreSQL's exclusion constraint refused the row. */
export const isExclusionViolation = (error: unknown) => {
  const cause = causeOf(error);
  return cause?.code === "23P01" || cause?.originalCode === "23P01";
};

export const isUniqueViolation = (error: unknown) =>
  codeOf(error) === "P2002" || causeOf(error)?.originalCode === "23505";

/** A row that others refer to was to go, or one was to refer to a row that is not there. */
export const isReferenceViolation = (error: unknown) =>
  ["P2003", "P2014"].includes(codeOf(error) ?? "") ||
  ["23503", "23001"].includes(causeOf(error)?.originalCode ?? causeOf(error)?.code ?? "");

/** The database cannot be reached, or is just coming or going. */
export const isDatabaseAway = (error: unknown): boolean => {
  const code = codeOf(error);
  const cause = causeOf(error);
  const inner = cause?.originalCode ?? cause?.code;
  return (
    [
      "P1001",
      "P1002",
      "P1008",
      "P1017",
      "P2024",
      "P2028",
      "ECONNREFUSED",
      "ECONNRESET",
      "57P01",
      "57P03",
    ].includes(code ?? "") ||
    ["57P01", "57P02", "57P03", "08006", "08001", "08003"].includes(inner ?? "") ||
    ["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"].includes(
      cause?.kind ?? "",
    ) ||
    /connection terminated|ECONNREFUSED|server closed the connection|database system is|timeout exceeded when trying to connect/i.test(
      error instanceof Error ? error.message : "",
    )
  );
};
