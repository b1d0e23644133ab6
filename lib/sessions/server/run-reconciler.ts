import "server-only";
import { errorFacts, log } from "#lib/log.ts";
import { anythingLive, withReconcilerLock } from "#lib/sessions/store/compare-sessions.ts";
import { reconcile } from "./reconcile-sessions.ts";

const intervalMs = 15_000;
/** LiveKit's refreshed tokens live some ten minutes, so that long someone may try to enter the room of a closed session. */
const watchClosedMs = 15 * 60_000;

// On globalThis, because reloading code in development would start another one each time.
const shared = globalThis as typeof globalThis & { bedsideReconciler?: () => Promise<void> };

/** Never throws. Returns a function that stops it and resolves when the running round is done. */
export function startReconciler(): () => Promise<void> {
  shared.bedsideReconciler ??= run();
  return shared.bedsideReconciler;
}

function run() {
  // A first round always runs, because of what happened while the app was down.
  let watchUntil = Number.POSITIVE_INFINITY;
  const round = async () => {
    const live = await anythingLive();
    if (!live && Date.now() > watchUntil) return;
    await withReconcilerLock(() => reconcile());
    if (live || watchUntil === Number.POSITIVE_INFINITY) watchUntil = Date.now() + watchClosedMs;
  };
  let running: Promise<void> | undefined;
  const tick = () => {
    running ??= round()
      .catch((error) => log.warn("sessions were not compared with rooms", errorFacts(error)))
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(tick, intervalMs);
  timer.unref();
  tick();
  return async () => {
    clearInterval(timer);
    shared.bedsideReconciler = undefined;
    await running;
  };
}
