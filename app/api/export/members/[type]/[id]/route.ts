import { route } from "#lib/boundary.ts";
import { csvDownload } from "#lib/download.ts";
import { exportMembers } from "#lib/members/server/export-members.ts";
import { refuseForeignSite } from "#lib/origin.ts";
import { requireActor } from "#lib/session.ts";

type Context = { params: Promise<{ type: string; id: string }> };

/** The members that a list shows, all of them, as a file. */
export const GET = route(async (request: Request, { params }: Context) => {
  await refuseForeignSite();
  const actor = await requireActor();
  const query = new URL(request.url).searchParams;
  const asked = { filter: query.get("filter") ?? "", sort: query.get("sort") ?? "" };
  const { heading, rows } = await exportMembers(actor, { ...(await params), ...asked });
  return csvDownload(actor, "members", heading, rows);
});
