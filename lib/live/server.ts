import "server-only";
import { type Actor, type CallRef, within } from "#lib/access.ts";
import { transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { emit, type LiveEvent, listen } from "#lib/events.ts";
import { errorFacts, log } from "#lib/log.ts";
import { stillSignedIn } from "#lib/session.ts";
import type { LiveMessage } from "./rules.ts";
import * as store from "./store.ts";

const heartbeatMs = 20_000;
/** As many tabs as anybody has open; beyond it something is wrong. */
const maxStreamsPerSignIn = 12;
/** The same for all browsers of one person. */
const maxStreamsPerPerson = 60;
/** A browser that takes nothing any more is let go after so many waiting messages; it comes back and gets the state. */
const maxWaiting = 64;
/** The same news about one call is told at once, and then not more often than this. */
const quietMs = 300;

type Stream = {
  readonly actor: Actor;
  /** The call in whose waiting room this page is. */
  readonly waitsFor: CallRef | null;
  readonly write: (text: string) => void;
  readonly close: () => void;
};
type CallEvent = Extract<LiveEvent, CallRef>;
type Hub = {
  readonly streams: Set<Stream>;
  /** News that were told just now. */
  readonly told: Map<string, { event: CallEvent; again: boolean }>;
  readonly stop: () => void;
};

// Kept on globalThis: Next may load this module more than once in a process.
const shared = globalThis as typeof globalThis & { bedsideStreams?: Hub };

const tell = (stream: Stream, message: LiveMessage) => stream.write(`data: ${JSON.stringify(message)}\n\n`);

const quietly = (work: Promise<unknown>): void =>
  void work.catch((error) => log.warn("live updates failed", errorFacts(error)));

const sendState = async (stream: Stream) =>
  tell(stream, { kind: "state", visits: await store.openVisits(stream.actor, new Date()) });

/** One question to the database for all who are connected: who of them belongs to the call, and how it stands. */
const tellMembers = async (hub: Hub, event: CallEvent) => {
  const reached = [...hub.streams].filter(({ actor }) => within(actor, event));
  if (reached.length === 0) return;
  const visits = await store.visitFor(
    event,
    [...new Set(reached.map(({ actor }) => actor.userId))],
    new Date(),
  );
  for (const stream of reached) {
    const visit = visits.get(stream.actor.userId);
    if (visit !== undefined) tell(stream, { ...event, visit });
  }
};

const onCallEvent = (hub: Hub, event: CallEvent) => {
  const key = `${event.kind} ${event.type}:${event.id}`;
  const known = hub.told.get(key);
  if (known) {
    known.again = true;
    return;
  }
  const entry = { event, again: false };
  hub.told.set(key, entry);
  quietly(tellMembers(hub, event));
  setTimeout(() => {
    hub.told.delete(key);
    if (entry.again) onCallEvent(hub, event);
  }, quietMs);
};

/** Closes the streams whose sign-in no longer counts. Answers the others. */
const endDead = async (streams: readonly Stream[]): Promise<Stream[]> => {
  if (streams.length === 0) return [];
  const live = await stillSignedIn(streams.map(({ actor }) => actor));
  const isLive = (stream: Stream) => live.has(stream.actor.signInId);
  for (const stream of streams.filter((one) => !isLive(one))) {
    tell(stream, { kind: "sign-in-ended" });
    stream.close();
  }
  return streams.filter(isLive);
};

const waits = (streams: Iterable<Stream>) =>
  [...streams].flatMap(({ actor, waitsFor }) => (waitsFor ? [{ ...waitsFor, userId: actor.userId }] : []));

/** Notes who is in a waiting room. That somebody came is told with it: those who start the visit see it at once. */
const noteWaiting = async (streams: readonly Stream[]) => {
  const waiting = waits(streams);
  if (waiting.length === 0) return;
  await transaction(async (tx) => {
    for (const ref of await store.markWaiting(tx, waiting, new Date()))
      await emit(tx, { kind: "call-changed", ...ref });
  });
};

const openHub = (): Hub => {
  const streams = new Set<Stream>();
  const unlisten = listen(
    (event) => {
      if (event.kind !== "sign-in-ended") return onCallEvent(hub, event);
      // Also told of people who were removed from a call: those that are still signed in hear how things stand now.
      const theirs = [...streams].filter(({ actor }) => actor.userId === event.userId);
      quietly(endDead(theirs).then((alive) => Promise.all(alive.map(sendState))));
    },
    () => {
      quietly(Promise.all([...streams].map(sendState)));
    },
  );
  const heartbeat = setInterval(() => {
    for (const stream of streams) stream.write("event: beat\ndata\n\n");
    quietly(endDead([...streams]).then(noteWaiting));
  }, heartbeatMs);
  heartbeat.unref();
  const stop = () => {
    clearInterval(heartbeat);
    unlisten();
    for (const stream of streams) stream.close();
  };
  const hub: Hub = { streams, told: new Map(), stop };
  return hub;
};

const hubNow = () => {
  shared.bedsideStreams ??= openHub();
  return shared.bedsideStreams;
};

/**
 * What concerns the actor as server-sent events, each a LiveMessage: first the present state, then every change of a call
 * they belong to, until the browser leaves (`left`) or the sign-in ends. An event `beat` every 20 s keeps proxies from
 * closing, and tells the browser that the connection lives. While it is open the actor is in the waiting room of
 * `waitsFor`; that counts for members alone.
 * @throws AppError TOO_MANY_ATTEMPTS when this sign-in, or this person, has too many streams open already
 */
export const openStream = (
  actor: Actor,
  left: AbortSignal,
  waitsFor: CallRef | null = null,
): ReadableStream<Uint8Array> => {
  const hub = hubNow();
  const theirs = [...hub.streams].filter((stream) => stream.actor.userId === actor.userId);
  const own = theirs.filter((stream) => stream.actor.signInId === actor.signInId);
  if (own.length >= maxStreamsPerSignIn || theirs.length >= maxStreamsPerPerson)
    throw new AppError("TOO_MANY_ATTEMPTS");
  const encoder = new TextEncoder();
  let close = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        close = () => {
          if (!hub.streams.delete(stream)) return;
          left.removeEventListener("abort", close);
          try {
            controller.close();
          } catch {
            // Cancelled by the reader already.
          }
        };
        const write = (text: string) => {
          if (!hub.streams.has(stream)) return;
          if ((controller.desiredSize ?? 0) <= 0) return close();
          controller.enqueue(encoder.encode(text));
        };
        const stream: Stream = {
          actor,
          waitsFor: waitsFor && within(actor, waitsFor) ? waitsFor : null,
          write,
          close,
        };
        hub.streams.add(stream);
        left.addEventListener("abort", close, { once: true });
        if (left.aborted) return close();
        write("retry: 2000\n\n");
        // The database is away: the browser comes back by itself.
        sendState(stream).catch(close);
        quietly(noteWaiting([stream]));
      },
      cancel: () => close(),
    },
    new CountQueuingStrategy({ highWaterMark: maxWaiting }),
  );
};

/** How many streams are open in this process. */
export const openStreams = (): number => shared.bedsideStreams?.streams.size ?? 0;

/** Closes every stream: for scripts and tests that are done. */
export const closeStreams = (): void => {
  shared.bedsideStreams?.stop();
  shared.bedsideStreams = undefined;
};
