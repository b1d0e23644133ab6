import "server-only";
import { type Actor, can } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { recordAlone } from "#lib/audit/server.ts";
import { eventsAfter } from "#lib/audit/store.ts";
import { AppError } from "#lib/errors.ts";
import { enforceRateLimit, exportRateLimit } from "#lib/rate-limit.ts";

const eventsPerBatch = 1_000;

/** 64-bit numbers are strings in JSON, as they are in the hashed text. */
const lineOf = ({ seq, at, ...event }: Awaited<ReturnType<typeof eventsAfter>>[number]) => ({
  seq: seq.toString(),
  at: at.toISOString(),
  ...event,
});

async function* eachBatch() {
  let last = 0n;
  for (;;) {
    const events = await eventsAfter(last, eventsPerBatch);
    const end = events.at(-1);
    if (!end) return;
    yield events.map(lineOf);
    last = end.seq;
  }
}

/** Has everything that recomputing the chain needs. @throws AppError NOT_FOUND to everyone except admins */
export async function exportAudit(actor: Actor, now = new Date()) {
  if (!can(actor, "admin.read", undefined)) throw new AppError("NOT_FOUND");
  await enforceRateLimit(`export:${actor.userId}`, exportRateLimit, now);
  await recordAlone(auditEntry("audit.exported", actor.userId, "log"), now);
  return eachBatch();
}
