import { spawnSync } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { isAlive, isPosix, startTimeOf } from "./identity.mjs";

/** @typedef {{ signal: NodeJS.Signals, waitMs: number }} StopStep a signal, and how long to wait after it */

/** @type {StopStep[]} */
const defaultSteps = [
  { signal: "SIGTERM", waitMs: 8000 },
  { signal: "SIGKILL", waitMs: 2000 },
];

/**
 * Ends a process and its group. Does nothing if the pid now belongs to another process.
 * @param {import("./identity.mjs").ProcessRef} ref
 */
export async function endProcess(ref, steps = defaultSteps) {
  if (!isAlive(ref)) return;
  for (const { signal, waitMs } of steps) {
    if (!isAlive(ref)) break;
    signalGroup(ref.pid, signal);
    for (let waitedMs = 0; waitedMs < waitMs && isAlive(ref); waitedMs += 25) await wait(25);
  }
  endGroup(ref.pid);
}

/** Kills what outlived the leader of a group. Its pid isn't reused while the group exists. @param {number} pid */
export function endGroup(pid) {
  if (isPosix && pid > 1 && startTimeOf(pid) === undefined) signalGroup(pid, "SIGKILL");
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function signalGroup(pid, signal) {
  try {
    if (isPosix) process.kill(-pid, signal);
    else spawnSync("taskkill", ["/pid", String(pid), "/t", "/f"]);
  } catch {
    // It has already ended.
  }
}
