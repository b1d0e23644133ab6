import "server-only";
import { forgetSignInsBefore } from "#lib/accounts/store.ts";
import { keptDays } from "#lib/bulk-changes/rules.ts";
import { deleteChangesBefore } from "#lib/bulk-changes/store/advance-change.ts";
import { forgetEventsBefore } from "#lib/sessions/store/lock-session.ts";
import { errorFacts, log } from "./log.ts";
import { forgetWindowsBefore } from "./rate-limit.ts";

const intervalMs = 3_600_000;
/** LiveKit repeats a webhook for some minutes only. */
const keepEventsMs = 24 * 3_600_000;

/** Ended sign-ins tell which browsers people used. The audit log keeps what matters. */
const keepSignInsMs = 90 * 24 * 3_600_000;
const keepChangesMs = keptDays * 24 * 3_600_000;

/** Deletes what is no longer needed: old rate-limit windows, webhooks, sign-ins and bulk changes. */
export async function sweep(now = new Date()): Promise<void> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  await forgetWindowsBefore(now);
  await forgetEventsBefore(ago(keepEventsMs));
  await forgetSignInsBefore(ago(keepSignInsMs));
  await deleteChangesBefore(ago(keepChangesMs));
}

// On globalThis, because development reloads this file.
const shared = globalThis as typeof globalThis & { bedsideSweep?: NodeJS.Timeout };

/** Sweeps now and every hour. Never throws. */
export function startSweeping(): void {
  if (shared.bedsideSweep) return;
  const quietly = () => sweep().catch((error) => log.warn("old rows were not swept", errorFacts(error)));
  shared.bedsideSweep = setInterval(quietly, intervalMs);
  shared.bedsideSweep.unref();
  void quietly();
}
