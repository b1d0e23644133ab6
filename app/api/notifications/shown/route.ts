import { route } from "#lib/boundary";
import { parse } from "#lib/input";
import { shownInput } from "#lib/notifications/rules";
import { confirmShown } from "#lib/notifications/server";
import { jsonOf } from "#lib/request";

/** The service worker tells that it showed a push; the delivery's random id is all it knows and needs. */
export const POST = route(async (request: Request) => {
  await confirmShown(parse(shownInput, await jsonOf(request)));
  return new Response(null, { status: 204 });
});
