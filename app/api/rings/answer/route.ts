import { route } from "#lib/boundary.ts";
import { parse } from "#lib/input.ts";
import { refuseForeignOrigin } from "#lib/origin.ts";
import { jsonOf } from "#lib/request.ts";
import { answerInput } from "#lib/rings/rules.ts";
import { answerRing } from "#lib/rings/server/answer-ring.ts";
import { requireActor } from "#lib/session.ts";

/** An answer that was pressed on the notification itself: from the service worker, which has the browser's cookies. */
export const POST = route(async (request: Request) => {
  await refuseForeignOrigin();
  const input = parse(answerInput, await jsonOf(request));
  return Response.json(await answerRing(await requireActor(), input));
});
