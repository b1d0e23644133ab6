import "server-only";
import { type Actor, can } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { recordAlone } from "#lib/audit/server.ts";
import * as store from "#lib/audit/store.ts";
import { AppError } from "#lib/errors.ts";
import { enforceRateLimit, exportRateLimit } from "#lib/rate-limit.ts";

const eventsAtOnce = 1_000;

/** A number of 64 bits is a string in JSON, as it is in what is hashed. */
const toLine = ({ seq, at, ...event }: Awaited<ReturnType<typeof store.eventsAfter>>[number]) => ({
  seq: seq.toString(),
  at: at.toISOString(),
  ...event,
});

async function* inBatches() {
  let last = 0n;
  for (;;) {
    const events = await store.eventsAfter(last, eventsAtOnce);
    const end = events.at(-1);
    if (!end) return;
    yield events.map(toLine);
    last = end.seq;
  }
}

/**
 * The whole audit log, from its first event on, read while it is written, with all that is needed to compute its chain
 * again elsewhere. That it was done is its last event, as a rule.
 * @throws AppError NOT_FOUND to everybody but admins
 */
export const exportAudit = async (actor: Actor, now = new Date()) => {
  if (!can(actor, "admin.read", undefined)) throw new AppError("NOT_FOUND");
  await enforceRateLimit(`export:${actor.userId}`, exportRateLimit, now);
  await recordAlone(auditEntry("audit.exported", actor.userId, "log"), now);
  return inBatches();
};
