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

/** What just changed, by ids alone: whoever hears it asks the database for the rest. */
export type LiveEvent = z.output<typeof liveEvent>;

/** Tells every process at the commit of `tx`, and nobody when it rolls back. The same event twice is told once. */
export const emit = async (tx: Tx, event: LiveEvent): Promise<void> => {
  await tx.$executeRaw`SELECT pg_notify(${channel}, ${JSON.stringify(event)})`;
};

type Listener = {
  readonly onEvent: (event: LiveEvent) => void;
  /** Events may have been missed: look at everything again. Called once at the beginning, too. */
  readonly onGap: () => void;
};

// Kept on globalThis: Next may load this module more than once in a process, which must still listen only once.
const shared = globalThis as typeof globalThis & {
  bedsideEvents?: { listeners: Set<Listener>; connection: KeptConnection };
};

const parsed = (payload: string | undefined): LiveEvent | undefined => {
  try {
    return liveEvent.safeParse(JSON.parse(payload ?? "")).data;
  } catch {
    return undefined;
  }
};

const open = () => {
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
};

/**
 * Hears every event of every process, over one connection that gets itself back. `onGap` says that events may have been
 * missed meanwhile. Answers how to stop.
 */
export const listen = (onEvent: Listener["onEvent"], onGap: Listener["onGap"] = () => {}): (() => void) => {
  shared.bedsideEvents ??= open();
  const { listeners, connection } = shared.bedsideEvents;
  const listener = { onEvent, onGap };
  listeners.add(listener);
  if (connection.isUp()) queueMicrotask(onGap);
  return () => listeners.delete(listener);
};

/** Ends the connection: for scripts and tests that are done. */
export const closeEvents = async (): Promise<void> => {
  await shared.bedsideEvents?.connection.close();
  shared.bedsideEvents = undefined;
};
