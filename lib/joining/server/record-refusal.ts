import "server-only";
import type { Actor, CallRef } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { recordAlone } from "#lib/audit/server.ts";
import { cidOf } from "#lib/calls/rules.ts";
import type { JoinRefusal } from "#lib/joining/rules.ts";
import { isFirstThisMinute } from "#lib/once-a-minute.ts";

/** Records a refusal once a minute for the same person, call and reason, because a waiting page keeps asking. */
export async function recordRefusal(
  actor: Actor,
  ref: CallRef,
  code: JoinRefusal["code"],
  now: Date,
): Promise<void> {
  if (!isFirstThisMinute(actor.userId, `${cidOf(ref)} ${code}`, now)) return;
  await recordAlone(auditEntry("join.refused", actor.userId, ref, { code }), now);
}
