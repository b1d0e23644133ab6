import { route } from "#lib/boundary";
import { csvDownload } from "#lib/download";
import { exportMembers } from "#lib/members/export";
import { requireActor } from "#lib/session";

type Context = { params: Promise<{ type: string; id: string }> };

/** The members that a list shows, all of them, as a file. */
export const GET = route(async (request: Request, { params }: Context) => {
  const query = new URL(request.url).searchParams;
  const asked = { filter: query.get("filter") ?? "", sort: query.get("sort") ?? "" };
  const { heading, rows } = await exportMembers(await requireActor(), { ...(await params), ...asked });
  return csvDownload("members", heading, rows);
});
