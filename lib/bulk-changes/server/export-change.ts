import "server-only";
import type { z } from "zod";
import type { Actor, Permit } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { recordAlone } from "#lib/audit/server.ts";
import type { exportInput } from "#lib/bulk-changes/rules.ts";
import { changeOf, rowsForView } from "#lib/bulk-changes/store/view-change.ts";
import { permitCall } from "#lib/calls/server/permit-call.ts";
import { type Translator, translatorFor } from "#lib/catalogue.ts";
import { db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { readerLocale } from "#lib/locale.ts";
import { enforceRateLimit, exportRateLimit } from "#lib/rate-limit.ts";
import { headingsFor } from "./file-headings.ts";

type Input = z.output<typeof exportInput>;
const rowsPerBatch = 1_000;

async function* eachBatch(permit: Permit<"members.manage">, { changeId, only }: Input) {
  for (let after = 0; ; ) {
    const rows = await rowsForView(permit, changeId, { only, after, limit: rowsPerBatch });
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < rowsPerBatch) return;
    after = last.n;
  }
}

async function* asCells(t: Translator<"bulkChanges">, batches: ReturnType<typeof eachBatch>) {
  for await (const rows of batches) {
    yield rows.map(({ line, given, name, role, outcome, person }) => [
      String(line),
      given,
      role ?? "",
      person?.name ?? name,
      outcome ? t(`outcome.${outcome}`) : t("notDone"),
    ]);
  }
}

/** The file can be corrected and uploaded again. @throws AppError NOT_FOUND, NOT_ALLOWED */
export async function exportChange(actor: Actor, input: Input, now = new Date()) {
  const { type, id, changeId } = input;
  const ref = { type, id };
  const { permit } = await permitCall(db(), actor, ref, "members.manage");
  if (!(await changeOf(permit, ref, changeId))) throw new AppError("NOT_FOUND");
  await enforceRateLimit(`export:${actor.userId}`, exportRateLimit, now);
  await recordAlone(auditEntry("bulk-change.exported", actor.userId, ref, { changeId }), now);
  const t = translatorFor(readerLocale(actor.locale), "bulkChanges");
  const { person, role, name } = headingsFor(actor.locale);
  const heading = [t("heading.line"), person, role, name, t("heading.result")];
  return { heading, rows: asCells(t, eachBatch(permit, input)) };
}
