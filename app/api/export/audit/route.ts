import { exportAudit } from "#lib/audit/export";
import { route } from "#lib/boundary";
import { jsonLinesDownload } from "#lib/download";
import { requireActor } from "#lib/session";

/** The audit log, all of it, as a file. */
export const GET = route(async () => jsonLinesDownload("audit", await exportAudit(await requireActor())));
