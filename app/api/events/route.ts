import type { CallRef } from "#lib/access.ts";
import { route } from "#lib/boundary.ts";
import { openStream } from "#lib/live/server/open-stream.ts";
import { requireActor } from "#lib/session.ts";

const cid = /^([A-Za-z0-9_-]{1,64}):([A-Za-z0-9_-]{1,64})$/;

/** `?waiting=type:id` says in whose waiting room the page is. */
const waitsFor = (request: Request): CallRef | null => {
  const [, type, id] = cid.exec(new URL(request.url).searchParams.get("waiting") ?? "") ?? [];
  return type && id ? { type, id } : null;
};

/** What concerns the signed-in person, as server-sent events. no-transform: compressing would hold events back. */
export const GET = route(
  async (request: Request) =>
    new Response(openStream(await requireActor(), request.signal, waitsFor(request)), {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
      },
    }),
);

export const dynamic = "force-dynamic";
