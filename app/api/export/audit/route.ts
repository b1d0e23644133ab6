import { exportAudit } from "#lib/audit/server/export-audit.ts";
import { route } from "#lib/boundary.ts";
import { jsonLinesDownload } from "#lib/download.ts";
import { refuseForeignSite } from "#lib/origin.ts";
import { requireActor } from "#lib/session.ts";

/** The audit log, all of it, as a file. */
export const GET = route(async () => {
  await refuseForeignSite();
  const actor = await requireActor();
  return jsonLinesDownload(actor, "audit", await exportAudit(actor));
});
