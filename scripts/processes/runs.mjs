import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { endProcess } from "./end.mjs";
import { environmentVariableOf, processRef } from "./identity.mjs";

// Each run has a random id that its children inherit in BEDSIDE_RUN, so that a later run can find and end what a killed
// one left behind. A run inside another one carries both ids.

/** @returns {string} the id of the new run */
export function beginRun() {
  const id = randomBytes(12).toString("hex");
  process.env.BEDSIDE_RUN = [process.env.BEDSIDE_RUN, id].filter(Boolean).join(":");
  return id;
}

/** Returns the pids of a run, except our own. Always empty outside Linux. @param {string} run */
export function pidsOfRun(run) {
  if (process.platform !== "linux") return [];
  const others = readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 1 && pid !== process.pid);
  return others.filter((pid) => environmentVariableOf(pid, "BEDSIDE_RUN").includes(run));
}

/** Ends every process of a run except this one. @param {string} run */
export async function endRun(run) {
  /** @type {import("./end.mjs").StopStep[]} */
  const steps = [
    { signal: "SIGTERM", waitMs: 3000 },
    { signal: "SIGKILL", waitMs: 2000 },
  ];
  await Promise.all(pidsOfRun(run).map((pid) => endProcess(processRef(pid), steps)));
}
