import { route } from "#lib/boundary";
import { openStream } from "#lib/live/server";
import { requireActor } from "#lib/session";

/** What concerns the signed-in person, as server-sent events. no-transform: compressing would hold events back. */
export const GET = route(
  async (request: Request) =>
    new Response(openStream(await requireActor(), request.signal), {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
      },
    }),
);

export const dynamic = "force-dynamic";
