import { route } from "#lib/boundary.ts";
import { addFromForm } from "#lib/bulk-changes/server/add-members.ts";
import { refuseForeignOrigin } from "#lib/origin.ts";
import { requireActor } from "#lib/session.ts";

/** Takes a list of people as a form that is too large for an action. Answers where the change can be watched. */
export const POST = route(async (request: Request) => {
  await refuseForeignOrigin();
  const { type, id, changeId } = await addFromForm(await requireActor(), request);
  const path = `/admin/calls/${type}/${id}/members/changes/${changeId}`;
  if (request.headers.get("accept")?.includes("application/json")) return Response.json({ path });
  return new Response(null, { status: 303, headers: { location: path } });
});
