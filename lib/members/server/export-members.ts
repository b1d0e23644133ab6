import "server-only";
import { type Actor, type CallRef, can } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { recordAlone } from "#lib/audit/server.ts";
import { relationTo } from "#lib/calls/server/permit-call.ts";
import { db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { eachMember } from "#lib/members/server.ts";
import type { MemberRow } from "#lib/members/store/list-members.ts";
import { filterFromText, sortFromText } from "#lib/queries/rules.ts";
import { enforceRateLimit, exportRateLimit } from "#lib/rate-limit.ts";

const heading = [
  "user_id",
  "name",
  "e-mail",
  "role",
  "member since",
  "changed",
  "blocked",
  "account off",
  "custom",
] as const;

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

const rowsAtOnce = 500;

async function* inBatches(members: AsyncIterable<MemberRow>) {
  let batch: string[][] = [];
  for await (const member of members) {
    batch.push(cells(member));
    if (batch.length < rowsAtOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/**
 * The members that match, as rows of a file, read while they are written. That it was done is written down.
 * @throws AppError NOT_FOUND to everybody but admins, whether there is such a call or not; BAD_INPUT with the first rows
 */
export const exportMembers = async (
  actor: Actor,
  { filter: filterText, sort, ...ref }: CallRef & { filter: string; sort: string },
  now = new Date(),
) => {
  if (!can(actor, "admin.read", undefined)) throw new AppError("NOT_FOUND");
  await relationTo(db(), actor, ref);
  const filter = filterFromText(filterText);
  if (!filter) throw new AppError("BAD_INPUT", { fields: { filter: "invalid" } });
  await enforceRateLimit(`export:${actor.userId}`, exportRateLimit, now);
  await recordAlone(auditEntry("members.exported", actor.userId, ref), now);
  return { heading, rows: inBatches(eachMember(actor, { ...ref, filter, sort: sortFromText(sort) })) };
};
