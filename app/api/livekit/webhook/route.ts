import { route } from "#lib/boundary";
import { textOf } from "#lib/request";
import { receiveWebhook } from "#lib/sessions/webhook";

/** LiveKit tells who came and who left. Signed: a caller without LiveKit's key is refused. */
export const POST = route(async (request) => {
  await receiveWebhook(await textOf(request, 256 * 1024), request.headers.get("authorization"));
  return new Response(null, { status: 204 });
});
