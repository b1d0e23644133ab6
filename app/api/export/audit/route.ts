import { exportAudit } from "#lib/audit/export";
import { refuseForeignSite, route } from "#lib/boundary";
import { jsonLinesDownload } from "#lib/download";
import { requireActor } from "#lib/session";

/** The audit log, all of it, as a file. */
export const GET = route(async () => {
  await refuseForeignSite();
  const actor = await requireActor();
  return jsonLinesDownload(actor, "audit", await exportAudit(actor));
});
