import "server-only";
import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { Prisma, PrismaClient } from "#prisma/generated/client.ts";
import { env } from "./env.ts";
import { errorFacts, log } from "./log.ts";

export type Tx = Prisma.TransactionClient;

const openPool = (options: pg.PoolConfig) => {
  const pool = new pg.Pool({
    connectionString: env().DATABASE_URL,
    connectionTimeoutMillis: 15_000,
    idleTimeoutMillis: 30_000,
    ...options,
  });
  // Without a listener, a database restart would end the whole process.
  pool.on("error", (error) => log.warn("database connection lost", errorFacts(error)));
  return pool;
};

const open = () =>
  new PrismaClient({ adapter: new PrismaPg(openPool({ max: 12 }), { disposeExternalPool: true }) });

// Kept on globalThis, so that reloading code in development does not open a pool each time.
const shared = globalThis as typeof globalThis & { bedsideDb?: PrismaClient; bedsideReaders?: pg.Pool };

/** The one connection to PostgreSQL, opened when first used. Only stores and tools ask it. */
export const db = (): PrismaClient => {
  shared.bedsideDb ??= open();
  return shared.bedsideDb;
};

/** So often in all is a transaction begun that PostgreSQL broke off. */
const maxAttempts = 3;

/**
 * Runs `work` in one transaction: all of it or nothing. Waits up to 15 s for a connection, lasts at most 15 s. Of two that
 * wait for each other PostgreSQL breaks one off, which is then run again: so `work` changes nothing but the database.
 */
export const transaction = async <T>(work: (tx: Tx) => Promise<T>, begun = 1): Promise<T> => {
  try {
    return await db().$transaction(work, { maxWait: 15_000, timeout: 15_000 });
  } catch (error) {
    if (begun >= maxAttempts || !isDeadlock(error)) throw error;
    // Else it might take again, before the other wakes up, the very lock that the other waits for.
    await wait(20 + Math.random() * 80);
    return transaction(work, begun + 1);
  }
};

/** No statement of a reader lasts longer, whatever happens. */
const readerTimeoutMs = 2_000;

/**
 * How lists are read: by the index that leads to the page, also before PostgreSQL has learnt that thousands were just added.
 * Compiling, a second process, sorting and reading whole tables cost more than such a statement lasts; and none may keep
 * others waiting.
 */
const readerSettings = `SET statement_timeout = ${readerTimeoutMs}; SET jit = off; SET enable_seqscan = off; SET enable_sort = off;
  SET max_parallel_workers_per_gather = 0; SET random_page_cost = 1.1; SET default_transaction_read_only = on`;

/** Connections of their own for reading lists, so that whoever looks through a million rows delays nobody's visit. */
const readers = () => {
  shared.bedsideReaders ??= openPool({
    max: 4,
    onConnect: async (client: pg.ClientBase) => void (await client.query(readerSettings)),
  } as pg.PoolConfig);
  return shared.bedsideReaders;
};

/** By what is in it: the app's parts may each hold this file, and share the connections. */
const nameOf = (text: string) => `reader-${createHash("sha256").update(text).digest("hex").slice(0, 32)}`;

const templateNames = new WeakMap<TemplateStringsArray, string>();

/** A template's text never changes: PostgreSQL may keep what it learnt of it. */
const nameOfTemplate = (template: TemplateStringsArray, text: string) => {
  const name = templateNames.get(template) ?? nameOf(text);
  templateNames.set(template, name);
  return name;
};

const textNames = new Map<string, string>();
/** So many different texts are kept; others are planned anew each time. */
const textNamesMax = 200;

const nameOfText = (text: string) => {
  const name = textNames.get(text);
  if (name || textNames.size >= textNamesMax) return name;
  textNames.set(text, nameOf(text));
  return textNames.get(text);
};

/** `work` on one connection, whose statements are broken off after `ms`. */
const guarded = async <T>(ms: number, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  const client = await readers().connect();
  try {
    await client.query(`BEGIN; SET LOCAL statement_timeout = ${Math.round(ms)}`);
    const answer = await work(client);
    await client.query("COMMIT");
    client.release();
    return answer;
  } catch (error) {
    // The next one gets a fresh connection, whatever state this one is in.
    client.release(true);
    throw error;
  }
};

/** Reads only, on connections set for short statements on big tables. Takes a template, or what `Prisma.sql` made. */
export const reader = {
  $queryRaw: async <T>(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<T> => {
    const isTemplate = !(query instanceof Prisma.Sql);
    const { text, values: given } = isTemplate ? Prisma.sql(query, ...values) : query;
    const { rows } = await readers().query({
      text,
      values: given as unknown[],
      ...(isTemplate && { name: nameOfTemplate(query, text) }),
    });
    return rows as T;
  },
  /** Broken off after `ms`: `isTooSlow` knows that error. */
  within: async <Row>(ms: number, { text, values }: Prisma.Sql): Promise<Row[]> =>
    guarded(ms, async (client) => (await client.query({ text, values: values as unknown[] })).rows as Row[]),
  /** For statements whose text, without its values, is one of few. */
  prepared: async <Row>({ text, values }: Prisma.Sql): Promise<Row[]> => {
    const name = nameOfText(text);
    const { rows } = await readers().query({ text, values: values as unknown[], ...(name && { name }) });
    return rows as Row[];
  },
};

/** A reader's statement was broken off because it took too long. */
export const isTooSlow = (error: unknown) => codeOf(error) === "57014";

/** Ends the pools: for scripts and tests that are done. */
export const closeDb = async () => {
  await Promise.all([shared.bedsideDb?.$disconnect(), shared.bedsideReaders?.end()]);
  shared.bedsideDb = undefined;
  shared.bedsideReaders = undefined;
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

/** PostgreSQL broke the transaction off, because it and another waited for each other. */
const isDeadlock = (error: unknown) =>
  codeOf(error) === "P2034" || causeOf(error)?.kind === "TransactionWriteConflict";

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

/** The database cannot be reached, is just coming or going, or is too busy to answer. */
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
      "57014",
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
