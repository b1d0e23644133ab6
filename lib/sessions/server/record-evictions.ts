import "server-only";
import type { CallRef } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { cidOf } from "#lib/calls/rules.ts";
import { transaction } from "#lib/db.ts";
import { isFirstThisMinute } from "#lib/once-a-minute.ts";

/** Records once a minute for the same member and reason, because an evicted browser may keep coming back. */
export async function recordEvictions(
  ref: CallRef,
  evicted: readonly { readonly memberId: string; readonly code: string }[],
  now: Date,
): Promise<void> {
  const entries = evicted
    .filter(({ memberId, code }) => isFirstThisMinute(memberId, `evicted ${cidOf(ref)} ${code}`, now))
    .map(({ memberId, code }) => auditEntry("participant.evicted", null, ref, { memberId, code }));
  if (entries.length > 0) await transaction((tx) => record(tx, entries, now));
}
