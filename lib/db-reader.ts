import "server-only";
import { createHash } from "node:crypto";
import type pg from "pg";
import { Prisma } from "#prisma/generated/client.ts";
import { openPool } from "./db-pool.ts";

// On globalThis, because reloading code in development would open a pool each time.
const shared = globalThis as typeof globalThis & { bedsideReaders?: pg.Pool };

const readerTimeoutMs = 2_000;

/**
 * Lists are read by the index that leads to the page, even before PostgreSQL has statistics of rows just added. Compiling, a
 * second process, sorting and sequential scans would each take longer than such a statement.
 */
const readerSettings = `SET statement_timeout = ${readerTimeoutMs}; SET jit = off; SET enable_seqscan = off; SET enable_sort = off;
  SET max_parallel_workers_per_gather = 0; SET random_page_cost = 1.1; SET default_transaction_read_only = on`;

/** A pool of its own, so that reading a million rows delays no visit. */
function readers(): pg.Pool {
  shared.bedsideReaders ??= openPool({
    max: 4,
    onConnect: async (client: pg.ClientBase) => void (await client.query(readerSettings)),
  } as pg.PoolConfig);
  return shared.bedsideReaders;
}

/** By content, because Next may load this file more than once, with shared connections. */
const nameOf = (text: string) => `reader-${createHash("sha256").update(text).digest("hex").slice(0, 32)}`;

const templateNames = new WeakMap<TemplateStringsArray, string>();

/** Lets PostgreSQL keep the plan of a template, whose text never changes. */
function nameOfTemplate(template: TemplateStringsArray, text: string): string {
  const name = templateNames.get(template) ?? nameOf(text);
  templateNames.set(template, name);
  return name;
}

const textNames = new Map<string, string>();
/** Further texts are planned anew each time. */
const maxTextNames = 200;

function nameOfText(text: string): string | undefined {
  const name = textNames.get(text);
  if (name || textNames.size >= maxTextNames) return name;
  textNames.set(text, nameOf(text));
  return textNames.get(text);
}

async function withTimeout<T>(timeoutMs: number, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await readers().connect();
  try {
    await client.query(`BEGIN; SET LOCAL statement_timeout = ${Math.round(timeoutMs)}`);
    const result = await work(client);
    await client.query("COMMIT");
    client.release();
    return result;
  } catch (error) {
    // The connection may be in any state, so it is closed.
    client.release(true);
    throw error;
  }
}

/** Read-only, for short statements on big tables. */
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
  /** Throws an error for which `isTooSlow` is true after `timeoutMs`. */
  within: async <Row>(timeoutMs: number, { text, values }: Prisma.Sql): Promise<Row[]> =>
    withTimeout(
      timeoutMs,
      async (client) => (await client.query({ text, values: values as unknown[] })).rows as Row[],
    ),
  /** For statements with few different texts, apart from their values. */
  prepared: async <Row>({ text, values }: Prisma.Sql): Promise<Row[]> => {
    const name = nameOfText(text);
    const { rows } = await readers().query({ text, values: values as unknown[], ...(name && { name }) });
    return rows as Row[];
  },
};

export async function closeReaders(): Promise<void> {
  await shared.bedsideReaders?.end();
  shared.bedsideReaders = undefined;
}
