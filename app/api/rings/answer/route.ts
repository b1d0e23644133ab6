import { refuseForeignOrigin, route } from "#lib/boundary";
import { parse } from "#lib/input";
import { jsonOf } from "#lib/request";
import { answerInput } from "#lib/rings/rules";
import { answerRing } from "#lib/rings/server";
import { requireActor } from "#lib/session";

/** An answer that was pressed on the notification itself: from the service worker, which has the browser's cookies. */
export const POST = route(async (request: Request) => {
  await refuseForeignOrigin();
  const input = parse(answerInput, await jsonOf(request));
  return Response.json(await answerRing(await requireActor(), input));
});
