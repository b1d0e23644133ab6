import "server-only";
import { type Actor, type CallRef, within } from "#lib/access.ts";
import { AppError } from "#lib/errors.ts";
import { hubStreams, quietly } from "./run-hub.ts";
import { noteWaiting, type Stream, sendState } from "./tell-streams.ts";

const maxStreamsPerSignIn = 12;
const maxStreamsPerPerson = 60;
/** A browser that stops reading is dropped. It reconnects and gets the state. */
const maxQueued = 64;

function checkLimits(actor: Actor, streams: Iterable<Stream>): void {
  const theirs = [...streams].filter((stream) => stream.actor.userId === actor.userId);
  const own = theirs.filter((stream) => stream.actor.signInId === actor.signInId);
  if (own.length >= maxStreamsPerSignIn || theirs.length >= maxStreamsPerPerson)
    throw new AppError("TOO_MANY_ATTEMPTS");
}

function addStream(
  controller: ReadableStreamDefaultController<Uint8Array>,
  streams: Set<Stream>,
  who: Pick<Stream, "actor" | "waitsFor">,
  left: AbortSignal,
): Stream {
  const encoder = new TextEncoder();
  const close = () => {
    if (!streams.delete(stream)) return;
    left.removeEventListener("abort", close);
    try {
      controller.close();
    } catch {
      // The reader cancelled it already.
    }
  };
  const write = (text: string) => {
    if (!streams.has(stream)) return;
    if ((controller.desiredSize ?? 0) <= 0) return close();
    controller.enqueue(encoder.encode(text));
  };
  const stream: Stream = { ...who, write, close };
  streams.add(stream);
  left.addEventListener("abort", close, { once: true });
  return stream;
}

/**
 * What concerns the actor as server-sent events, each a LiveMessage, until the browser leaves (`left`) or the sign-in ends.
 * While it is open, a member is in the waiting room of `waitsFor`. @throws AppError TOO_MANY_ATTEMPTS
 */
export function openStream(
  actor: Actor,
  left: AbortSignal,
  waitsFor: CallRef | null = null,
): ReadableStream<Uint8Array> {
  const streams = hubStreams();
  checkLimits(actor, streams);
  const who = { actor, waitsFor: waitsFor && within(actor, waitsFor) ? waitsFor : null };
  let stream: Stream | undefined;
  const close = () => stream?.close();
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        stream = addStream(controller, streams, who, left);
        if (left.aborted) return close();
        stream.write("retry: 2000\n\n");
        // When the database is away, the browser reconnects by itself.
        sendState(stream).catch(close);
        quietly(noteWaiting([stream]));
      },
      cancel: close,
    },
    new CountQueuingStrategy({ highWaterMark: maxQueued }),
  );
}
