import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { env } from "./env.ts";
import { errorFacts, log } from "./log.ts";

/** Short, so that work resumes as soon as the database does. */
const firstDelayMs = 50;
const maxDelayMs = 500;
/** An unplugged cable says nothing by itself, so idle connections are checked. */
const heartbeatMs = 15_000;

/** `up` runs after every connect, `down` after every loss and at the close. */
export type Held = {
  readonly up: (client: pg.Client) => Promise<void>;
  readonly down?: () => Promise<void>;
};

export type KeptConnection = { readonly isUp: () => boolean; readonly close: () => Promise<void> };

async function connect(name: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: env().DATABASE_URL,
    application_name: name,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
  });
  // Without a listener, a broken connection would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    // The server must notice within half a minute that this machine is gone, and release its locks.
    await client.query(
      "SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '4', false)",
    );
    return client;
  } catch (error) {
    client.end().catch(() => {});
    throw error;
  }
}

/** Resolves once the connection is lost. */
function lossOf(client: pg.Client, closing: AbortSignal) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const heartbeat = setInterval(() => client.query("SELECT 1").catch(() => resolve()), heartbeatMs);
  client.once("error", () => resolve());
  client.once("end", () => resolve());
  closing.addEventListener("abort", () => resolve(), { once: true });
  if (closing.aborted) resolve();
  return promise.finally(() => clearInterval(heartbeat));
}

/** Keeps a connection for LISTEN or session locks, and reconnects when it is lost. Never throws; a failing `up` is a loss. */
export function keepConnection(name: string, held: Held): KeptConnection {
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
  const reconnect = async () => {
    let delayMs = firstDelayMs;
    while (!closing.signal.aborted) {
      const began = Date.now();
      await once().catch((error) =>
        log.warn("no connection to the database", { name, ...errorFacts(error) }),
      );
      if (closing.signal.aborted) return;
      delayMs = Date.now() - began > 10_000 ? firstDelayMs : Math.min(delayMs * 2, maxDelayMs);
      log.info("connecting to the database again", { name });
      await sleep(delayMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  };
  const ended = reconnect();
  return {
    isUp: () => isUp,
    close: () => {
      closing.abort();
      return ended;
    },
  };
}
