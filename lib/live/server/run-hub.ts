import "server-only";
import { listen } from "#lib/events.ts";
import { errorFacts, log } from "#lib/log.ts";
import {
  type CallEvent,
  endSignedOut,
  noteWaiting,
  type Stream,
  sendState,
  tellMembers,
} from "./tell-streams.ts";

const heartbeatMs = 20_000;
/** How often the same event of a call is told. */
const quietMs = 300;

type Hub = {
  readonly streams: Set<Stream>;
  /** `again`: the event happened once more within `quietMs`. */
  readonly recent: Map<string, { again: boolean }>;
  readonly stop: () => void;
};

// On globalThis, because Next may load this module more than once in a process.
const shared = globalThis as typeof globalThis & { bedsideStreams?: Hub };

export const quietly = (work: Promise<unknown>): void =>
  void work.catch((error) => log.warn("live updates failed", errorFacts(error)));

function onCallEvent(hub: Hub, event: CallEvent): void {
  const key = `${event.kind} ${event.type}:${event.id}`;
  const recent = hub.recent.get(key);
  if (recent) {
    recent.again = true;
    return;
  }
  const entry = { again: false };
  hub.recent.set(key, entry);
  quietly(tellMembers(hub.streams, event));
  setTimeout(() => {
    hub.recent.delete(key);
    if (entry.again) onCallEvent(hub, event);
  }, quietMs);
}

/** Also after someone was removed from a call: if they are still signed in, they get the new state. */
async function onSignInEnded(hub: Hub, userId: string): Promise<void> {
  const theirs = [...hub.streams].filter(({ actor }) => actor.userId === userId);
  await Promise.all((await endSignedOut(theirs)).map(sendState));
}

async function beat(streams: ReadonlySet<Stream>): Promise<void> {
  for (const stream of streams) stream.write("event: beat\ndata\n\n");
  await noteWaiting(await endSignedOut([...streams]));
}

function openHub(): Hub {
  const streams = new Set<Stream>();
  const unlisten = listen(
    (event) =>
      event.kind === "sign-in-ended" ? quietly(onSignInEnded(hub, event.userId)) : onCallEvent(hub, event),
    () => quietly(Promise.all([...streams].map(sendState))),
  );
  const heartbeat = setInterval(() => quietly(beat(streams)), heartbeatMs);
  heartbeat.unref();
  const stop = () => {
    clearInterval(heartbeat);
    unlisten();
    for (const stream of streams) stream.close();
  };
  const hub: Hub = { streams, recent: new Map(), stop };
  return hub;
}

export function hubStreams(): Set<Stream> {
  shared.bedsideStreams ??= openHub();
  return shared.bedsideStreams.streams;
}

export const openStreams = (): number => shared.bedsideStreams?.streams.size ?? 0;

export function closeStreams(): void {
  shared.bedsideStreams?.stop();
  shared.bedsideStreams = undefined;
}
