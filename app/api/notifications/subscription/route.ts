import { route } from "#lib/boundary.ts";
import { parse } from "#lib/input.ts";
import { replacementInput } from "#lib/notifications/rules.ts";
import { notificationSetup, replaceSubscription } from "#lib/notifications/server.ts";
import { refuseForeignOrigin } from "#lib/origin.ts";
import { jsonOf } from "#lib/request.ts";
import { requireActor } from "#lib/session.ts";

/** The key to subscribe with, for a service worker that has no page to ask. */
export const GET = route(async () =>
  Response.json(await notificationSetup(await requireActor()), { headers: { "cache-control": "no-store" } }),
);

/** The browser's push service gave it another endpoint. */
export const POST = route(async (request: Request) => {
  await refuseForeignOrigin();
  const input = parse(replacementInput, await jsonOf(request));
  return Response.json(await replaceSubscription(await requireActor(), input));
});
