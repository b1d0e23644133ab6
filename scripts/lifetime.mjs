import { commandOf, isAlive, parentOf, traceOf } from "./processes.mjs";
import { Stopped } from "./progress.mjs";

/**
 * @typedef {object} Lifetime
 * @property {AbortSignal} signal aborted (with a Stopped) when this program is to end
 * @property {(undo: () => unknown) => void} defer what to do at the end; the latest first
 * @property {() => Promise<void>} close does all that, once
 */

/**
 * Turns every way of being told to stop into one signal: Ctrl-C, SIGTERM, a closed terminal, and the death of whoever
 * started us (npm, or the launcher of bootstrap.mjs), who may have been killed without a chance to pass it on.
 * @returns {Lifetime}
 */
export function beginLifetime() {
  const controller = new AbortController();
  /** @type {(() => unknown)[]} */
  const undos = [];
  const stop = (/** @type {string} */ why) => controller.abort(new Stopped(why));
  for (const name of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
    process.on(name, () => stop(name));
  // A closed terminal takes our words away, not our duty to clean up.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => stop("EPIPE"));
  if (process.send) process.once("disconnect", () => stop("the launcher ended"));
  else if (process.env.npm_lifecycle_event) watchNpm(stop);
  return {
    signal: controller.signal,
    defer: (undo) => void undos.push(undo),
    close: async () => {
      for (let undo = undos.pop(); undo; undo = undos.pop()) {
        try {
          await undo();
        } catch (error) {
          console.error(error);
        }
      }
    },
  };
}

/**
 * npm runs us by way of a shell, which outlives it without a word.
 * @param {(why: string) => void} stop
 */
function watchNpm(stop) {
  const isNpm = /\bnpm\b/.test(commandOf(process.ppid));
  const npm = traceOf(isNpm ? process.ppid : parentOf(process.ppid));
  setInterval(() => {
    if (!isAlive(npm)) stop("npm ended");
  }, 1000).unref();
}
