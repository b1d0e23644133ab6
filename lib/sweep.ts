import "server-only";
import { forgetWindowsBefore } from "./accounts/store.ts";
import { errorFacts, log } from "./log.ts";
import { forgetEventsBefore } from "./sessions/store.ts";

const everyMs = 3_600_000;
/** LiveKit sends a webhook again for some minutes; after a day nobody asks whether it was seen. */
const keepEventsMs = 24 * 3_600_000;

/** Deletes what is of no use any more: windows of counted sign-ins that are over, and webhooks seen long ago. */
export const sweep = async (now = new Date()): Promise<void> => {
  await forgetWindowsBefore(now);
  await forgetEventsBefore(new Date(now.getTime() - keepEventsMs));
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
