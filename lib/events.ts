import "server-only";
import { z } from "zod";
import { type KeptConnection, keepConnection } from "./connection.ts";
import type { Tx } from "./db.ts";

const channel = "bedside_live";

const liveEvent = z.discriminatedUnion("kind", [
  z.object({
    kind: z.enum(["call-started", "call-ended", "call-changed"]),
    type: z.string(),
    id: z.string(),
  }),
  z.object({ kind: z.literal("sign-in-ended"), userId: z.string() }),
]);

/** What changed, by ids only: listeners ask the database for the rest. */
export type LiveEvent = z.output<typeof liveEvent>;

/** Reaches every process when `tx` commits. The same event twice in a transaction arrives once. */
export async function emit(tx: Tx, event: LiveEvent): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${channel}, ${JSON.stringify(event)})`;
}

type Listener = {
  readonly onEvent: (event: LiveEvent) => void;
  /** Called at the start and whenever events may have been missed. */
  readonly onGap: () => void;
};

// On globalThis, because Next may load this module more than once in a process, which must listen only once.
const shared = globalThis as typeof globalThis & {
  bedsideEvents?: { listeners: Set<Listener>; connection: KeptConnection };
};

function parsed(payload: string | undefined): LiveEvent | undefined {
  try {
    return liveEvent.safeParse(JSON.parse(payload ?? "")).data;
  } catch {
    return undefined;
  }
}

function open() {
  const listeners = new Set<Listener>();
  const connection = keepConnection("bedside events", {
    up: async (client) => {
      client.on("notification", ({ payload }) => {
        const event = parsed(payload);
        if (event) for (const listener of listeners) listener.onEvent(event);
      });
      await client.query(`LISTEN "${channel}"`);
      for (const listener of listeners) listener.onGap();
    },
  });
  return { listeners, connection };
}

/** Calls `onEvent` for every event of every process. Returns a function that stops. */
export function listen(onEvent: Listener["onEvent"], onGap: Listener["onGap"] = () => {}): () => void {
  shared.bedsideEvents ??= open();
  const { listeners, connection } = shared.bedsideEvents;
  const listener = { onEvent, onGap };
  listeners.add(listener);
  if (connection.isUp()) queueMicrotask(onGap);
  return () => listeners.delete(listener);
}

/** For scripts and tests that are done. */
export async function closeEvents(): Promise<void> {
  await shared.bedsideEvents?.connection.close();
  shared.bedsideEvents = undefined;
}
