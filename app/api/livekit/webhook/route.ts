import { route } from "#lib/boundary.ts";
import { textOf } from "#lib/request.ts";
import { receiveWebhook } from "#lib/sessions/server/receive-webhook.ts";

/** LiveKit tells who came and who left. Signed: a caller without LiveKit's key is refused. */
export const POST = route(async (request) => {
  await receiveWebhook(await textOf(request, 256 * 1024), request.headers.get("authorization"));
  return new Response(null, { status: 204 });
});
