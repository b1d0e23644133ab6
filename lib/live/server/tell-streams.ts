import "server-only";
import { type Actor, type CallRef, within } from "#lib/access.ts";
import { transaction } from "#lib/db.ts";
import { emit, type LiveEvent } from "#lib/events.ts";
import type { LiveMessage } from "#lib/live/rules.ts";
import * as store from "#lib/live/store.ts";
import { stillSignedIn } from "#lib/session.ts";

export type Stream = {
  readonly actor: Actor;
  readonly waitsFor: CallRef | null;
  readonly write: (text: string) => void;
  readonly close: () => void;
};
export type CallEvent = Extract<LiveEvent, CallRef>;

const tell = (stream: Stream, message: LiveMessage) => stream.write(`data: ${JSON.stringify(message)}\n\n`);

export const sendState = async (stream: Stream): Promise<void> =>
  tell(stream, { kind: "state", visits: await store.openVisits(stream.actor, new Date()) });

export async function tellMembers(streams: Iterable<Stream>, event: CallEvent): Promise<void> {
  const reached = [...streams].filter(({ actor }) => within(actor, event));
  if (reached.length === 0) return;
  const userIds = [...new Set(reached.map(({ actor }) => actor.userId))];
  const visits = await store.visitFor(event, userIds, new Date());
  for (const stream of reached) {
    const visit = visits.get(stream.actor.userId);
    if (visit !== undefined) tell(stream, { ...event, visit });
  }
}

/** Returns the streams that stay open. */
export async function endSignedOut(streams: readonly Stream[]): Promise<Stream[]> {
  if (streams.length === 0) return [];
  const live = await stillSignedIn(streams.map(({ actor }) => actor));
  const isLive = (stream: Stream) => live.has(stream.actor.signInId);
  for (const stream of streams.filter((one) => !isLive(one))) {
    tell(stream, { kind: "sign-in-ended" });
    stream.close();
  }
  return streams.filter(isLive);
}

/** Records who is in a waiting room, and tells those who can start the visit about newcomers. */
export async function noteWaiting(streams: readonly Stream[]): Promise<void> {
  const waiting = streams.flatMap(({ actor, waitsFor }) =>
    waitsFor ? [{ ...waitsFor, userId: actor.userId }] : [],
  );
  if (waiting.length === 0) return;
  await transaction(async (tx) => {
    for (const ref of await store.markWaiting(tx, waiting, new Date()))
      await emit(tx, { kind: "call-changed", ...ref });
  });
}
