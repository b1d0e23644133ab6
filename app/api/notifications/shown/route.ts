import { route } from "#lib/boundary.ts";
import { parse } from "#lib/input.ts";
import { shownInput } from "#lib/notifications/rules.ts";
import { confirmShown } from "#lib/notifications/server.ts";
import { jsonOf } from "#lib/request.ts";

/** The service worker tells that it showed a push; the delivery's random id is all it knows and needs. */
export const POST = route(async (request: Request) => {
  await confirmShown(parse(shownInput, await jsonOf(request)));
  return new Response(null, { status: 204 });
});
