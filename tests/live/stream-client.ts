import { afterAll, afterEach, expect, vi } from "vitest";
import type { Actor, CallRef } from "#lib/access.ts";
import { closeDb } from "#lib/db.ts";
import { closeEvents } from "#lib/events.ts";
import type { LiveMessage, LiveVisit } from "#lib/live/rules.ts";
import { openStream } from "#lib/live/server/open-stream.ts";
import { closeStreams, openStreams } from "#lib/live/server/run-hub.ts";

/** Any message, with the fields that some of the kinds have. */
type AnyMessage = { readonly visit: LiveVisit | null; readonly visits: readonly LiveVisit[] };

/** Waits until the assertion holds, with time enough for a busy machine. */
export const eventually = (assertion: () => void | Promise<void>) => vi.waitFor(assertion, 15_000);

const open = new Set<AbortController>();

/** Closes the streams of a test file after each test. */
export const setUpStreams = () => {
  afterEach(async () => {
    for (const one of open) one.abort();
    open.clear();
    await eventually(() => expect(openStreams()).toBe(0));
  });
  afterAll(async () => {
    closeStreams();
    await closeEvents();
    await closeDb();
  });
};

/** An abort signal that also fires after the test. */
export const untilTestEnds = () => {
  const controller = new AbortController();
  open.add(controller);
  return controller;
};

async function* messagesFrom(stream: ReadableStream<Uint8Array>): AsyncGenerator<LiveMessage> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part.startsWith("data: ")) yield JSON.parse(part.slice(6));
  }
}

/** Opens the actor's stream, collects its messages, and waits for the first one. */
export const connect = async (actor: Actor, waitsFor: CallRef | null = null) => {
  const controller = untilTestEnds();
  const messages: LiveMessage[] = [];
  let ended = false;
  void (async () => {
    for await (const message of messagesFrom(openStream(actor, controller.signal, waitsFor)))
      messages.push(message);
    ended = true;
  })();
  await eventually(() => expect(messages.length).toBeGreaterThan(0));
  const of = (kind: LiveMessage["kind"]) =>
    messages.filter((message) => message.kind === kind) as unknown as AnyMessage[];
  return { messages, of, leave: () => controller.abort(), hasEnded: () => ended };
};
