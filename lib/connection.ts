import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { env } from "./env.ts";
import { errorFacts, log } from "./log.ts";

/** How long to wait before connecting again, in milliseconds: short, so that work goes on as soon as the database does. */
const firstDelay = 50;
const longestDelay = 500;
/** How often an idle connection is asked whether it still lives: a cable that was pulled says nothing by itself. */
const heartbeatMs = 15_000;

/** What the connection is held for. `up` runs after every connecting, `down` after every loss and at the close. */
export type Held = {
  readonly up: (client: pg.Client) => Promise<void>;
  readonly down?: () => Promise<void>;
};

export type KeptConnection = { readonly isUp: () => boolean; readonly close: () => Promise<void> };

const connect = async (name: string): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: env().DATABASE_URL,
    application_name: name,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
  });
  // Without a listener a broken connection would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    // The other end, too, must notice within half a minute that this machine is gone, and let go of its locks.
    await client.query(
      "SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '4', false)",
    );
    return client;
  } catch (error) {
    client.end().catch(() => {});
    throw error;
  }
};

/** Resolves once the connection is lost. */
const lossOf = (client: pg.Client, closing: AbortSignal) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const heartbeat = setInterval(() => client.query("SELECT 1").catch(() => resolve()), heartbeatMs);
  client.once("error", () => resolve());
  client.once("end", () => resolve());
  closing.addEventListener("abort", () => resolve(), { once: true });
  if (closing.aborted) resolve();
  return promise.finally(() => clearInterval(heartbeat));
};

/**
 * Holds one connection of its own to PostgreSQL and gets it back by itself, for what belongs to a connection: LISTEN and
 * session locks. Never throws; a failing `up` counts as a loss.
 */
export const keepConnection = (name: string, held: Held): KeptConnection => {
  const closing = new AbortController();
  let isUp = false;
  const once = async () => {
    const client = await connect(name);
    const loss = lossOf(client, closing.signal);
    try {
      await held.up(client);
      isUp = true;
      await loss;
    } finally {
      isUp = false;
      await held.down?.();
      client.end().catch(() => {});
    }
  };
  const forEver = async () => {
    let delay = firstDelay;
    while (!closing.signal.aborted) {
      const began = Date.now();
      await once().catch((error) =>
        log.warn("no connection to the database", { name, ...errorFacts(error) }),
      );
      if (closing.signal.aborted) return;
      delay = Date.now() - began > 10_000 ? firstDelay : Math.min(delay * 2, longestDelay);
      log.info("connecting to the database again", { name });
      await sleep(delay, undefined, { signal: closing.signal }).catch(() => {});
    }
  };
  const ended = forEver();
  return {
    isUp: () => isUp,
    close: () => {
      closing.abort();
      return ended;
    },
  };
};
