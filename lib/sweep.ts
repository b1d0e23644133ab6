import "server-only";
import { forgetSignInsBefore } from "#lib/accounts/store.ts";
import { keptDays } from "#lib/bulk-changes/rules.ts";
import { deleteChangesBefore } from "#lib/bulk-changes/store/advance-change.ts";
import { forgetEventsBefore } from "#lib/sessions/store/lock-session.ts";
import { errorFacts, log } from "./log.ts";
import { forgetWindowsBefore } from "./rate-limit.ts";

const everyMs = 3_600_000;
/** LiveKit sends a webhook again for some minutes; after a day nobody asks whether it was seen. */
const keepEventsMs = 24 * 3_600_000;

/** A sign-in that is over says on which browser somebody was; that it was stands in the audit log. */
const keepSignInsMs = 90 * 24 * 3_600_000;
const keepChangesMs = keptDays * 24 * 3_600_000;

/**
 * Deletes what is of no use any more: windows of counted sign-ins that are over, webhooks seen long ago, sign-ins and
 * lists of people that were long done with.
 */
export const sweep = async (now = new Date()): Promise<void> => {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  await forgetWindowsBefore(now);
  await forgetEventsBefore(ago(keepEventsMs));
  await forgetSignInsBefore(ago(keepSignInsMs));
  await deleteChangesBefore(ago(keepChangesMs));
};

// Kept on globalThis, so that reloading code in development does not start another one each time.
const shared = globalThis as typeof globalThis & { bedsideSweep?: NodeJS.Timeout };

/** Sweeps now, and then every hour. Never throws. */
export const startSweeping = (): void => {
  if (shared.bedsideSweep) return;
  const quietly = () => sweep().catch((error) => log.warn("old rows were not swept", errorFacts(error)));
  shared.bedsideSweep = setInterval(quietly, everyMs);
  shared.bedsideSweep.unref();
  void quietly();
};
