import { commandLineOf, isAlive, parentPidOf, processRef } from "#scripts/processes/identity.mjs";
import { Stopped } from "./problem.mjs";

/**
 * @typedef {object} Lifetime
 * @property {AbortSignal} signal aborted with a Stopped when the program has to end
 * @property {(undo: () => unknown) => void} defer adds something to do at the end; the latest runs first
 * @property {() => Promise<void>} close runs everything deferred, once
 */

/**
 * Turns every way to be stopped into one signal: Ctrl-C, SIGTERM, a closed terminal, and the death of the process that
 * started us, which may have been killed before it could tell us.
 * @returns {Lifetime}
 */
export function beginLifetime() {
  const controller = new AbortController();
  const stop = (/** @type {string} */ reason) => controller.abort(new Stopped(reason));
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const name of signals) process.on(name, () => stop(name));
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => stop("EPIPE"));
  if (process.send) process.once("disconnect", () => stop("the launcher ended"));
  else if (process.env.npm_lifecycle_event) watchNpm(stop);
  return { signal: controller.signal, ...deferredWork() };
}

/** @returns {Pick<Lifetime, "defer" | "close">} */
function deferredWork() {
  /** @type {(() => unknown)[]} */
  const undos = [];
  return {
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
 * npm starts us through a shell, which survives npm and doesn't tell us.
 * @param {(reason: string) => void} stop
 */
function watchNpm(stop) {
  const isNpm = /\bnpm\b/.test(commandLineOf(process.ppid));
  const npm = processRef(isNpm ? process.ppid : parentPidOf(process.ppid));
  setInterval(() => {
    if (!isAlive(npm)) stop("npm ended");
  }, 1000).unref();
}
