import { exportAudit } from "#lib/audit/server/export-audit.ts";
import { refuseForeignSite, route } from "#lib/boundary.ts";
import { jsonLinesDownload } from "#lib/download.ts";
import { requireActor } from "#lib/session.ts";

/** The audit log, all of it, as a file. */
export const GET = route(async () => {
  await refuseForeignSite();
  const actor = await requireActor();
  return jsonLinesDownload(actor, "audit", await exportAudit(actor));
});
