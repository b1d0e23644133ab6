import { route } from "#lib/boundary.ts";
import { exportInput } from "#lib/bulk-changes/rules.ts";
import { exportChange } from "#lib/bulk-changes/server/export-change.ts";
import { csvDownload } from "#lib/download.ts";
import { parse } from "#lib/input.ts";
import { refuseForeignSite } from "#lib/origin.ts";
import { requireActor } from "#lib/session.ts";

type Context = { params: Promise<{ changeId: string }> };

/** The rows of a bulk change with what came of each, as a file. */
export const GET = route(async (request: Request, { params }: Context) => {
  await refuseForeignSite();
  const actor = await requireActor();
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const input = parse(exportInput, { ...query, ...(await params) });
  const { heading, rows } = await exportChange(actor, input);
  return csvDownload(actor, "bulk-change", heading, rows);
});
