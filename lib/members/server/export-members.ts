import "server-only";
import { type Actor, type CallRef, can } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { recordAlone } from "#lib/audit/server.ts";
import { relationTo } from "#lib/calls/server/permit-call.ts";
import { type Translator, translatorFor } from "#lib/catalogue.ts";
import { db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { readerLocale } from "#lib/locale.ts";
import { eachMember } from "#lib/members/server.ts";
import type { MemberRow } from "#lib/members/store/list-members.ts";
import { filterFromText, sortFromText } from "#lib/queries/rules.ts";
import { enforceRateLimit, exportRateLimit } from "#lib/rate-limit.ts";

/** `user_id` and `custom` are the names that filters use. */
const headingOf = (t: Translator<"members">): string[] => [
  "user_id",
  t("file.name"),
  t("file.email"),
  t("file.role"),
  t("file.since"),
  t("file.changed"),
  t("file.blocked"),
  t("file.deactivated"),
  "custom",
];

const cells = (member: MemberRow): string[] => [
  member.userId,
  member.name,
  member.email ?? "",
  member.role,
  member.createdAt.toISOString(),
  member.updatedAt.toISOString(),
  member.blockedAt?.toISOString() ?? "",
  member.disabledAt?.toISOString() ?? "",
  JSON.stringify(member.custom),
];

const rowsPerBatch = 500;

async function* inBatches(members: AsyncIterable<MemberRow>) {
  let batch: string[][] = [];
  for await (const member of members) {
    batch.push(cells(member));
    if (batch.length < rowsPerBatch) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Rows are read while the file is written. @throws AppError NOT_FOUND, BAD_INPUT (maybe only with the first rows) */
export async function exportMembers(
  actor: Actor,
  { filter: filterText, sort, ...ref }: CallRef & { filter: string; sort: string },
  now = new Date(),
) {
  if (!can(actor, "admin.read", undefined)) throw new AppError("NOT_FOUND");
  await relationTo(db(), actor, ref);
  const filter = filterFromText(filterText);
  if (!filter) throw new AppError("BAD_INPUT", { fields: { filter: "invalid" } });
  await enforceRateLimit(`export:${actor.userId}`, exportRateLimit, now);
  await recordAlone(auditEntry("members.exported", actor.userId, ref), now);
  const heading = headingOf(translatorFor(readerLocale(actor.locale), "members"));
  return { heading, rows: inBatches(eachMember(actor, { ...ref, filter, sort: sortFromText(sort) })) };
}
