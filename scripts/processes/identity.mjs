import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** @typedef {Record<string, string | undefined>} Environment */
/** @typedef {{ pid: number, startedAt: string }} ProcessRef names one process, even after its pid was reused */

const isLinux = process.platform === "linux";
export const isPosix = process.platform !== "win32";

/** Makes an environment with exactly these variables. @param {Environment} variables */
export const environment = (variables) =>
  /** @type {NodeJS.ProcessEnv} */ (/** @type {unknown} */ (variables));

/** @param {number} pid @returns {ProcessRef} */
export const processRef = (pid) => ({ pid, startedAt: startTimeOf(pid) ?? "" });

/** @param {ProcessRef} ref */
export const isAlive = ({ pid, startedAt }) => Boolean(startedAt) && startTimeOf(pid) === startedAt;

/** @param {number} pid @returns {number} 0 if unknown */
export function parentPidOf(pid) {
  if (isLinux) return Number(readProc(`${pid}/status`).match(/^PPid:\s*(\d+)/m)?.[1] ?? 0);
  return isPosix ? Number(ps("ppid", pid)) : 0;
}

/** @param {number} pid @returns {string} "" if unknown */
export const commandLineOf = (pid) =>
  isLinux ? readProc(`${pid}/cmdline`).replaceAll("\0", " ") : ps("command", pid);

/** @param {number} pid @returns {string} "" if unknown or unset; Linux only */
export function environmentVariableOf(pid, /** @type {string} */ name) {
  const variables = isLinux ? readProc(`${pid}/environ`).split("\0") : [];
  return variables.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}

/**
 * Returns a text that no later process with the same pid has, or undefined if there is no such process.
 * @param {number} pid
 */
export function startTimeOf(pid) {
  if (isLinux) return linuxStartTimeOf(pid);
  if (isPosix) return ps("lstart", pid) || undefined;
  try {
    process.kill(pid, 0);
    return String(pid);
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function linuxStartTimeOf(pid) {
  const stat = readProc(`${pid}/stat`);
  // The name before ")" may contain blanks and parentheses.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (!stat || state === "Z") return undefined;
  return `${readProc("sys/kernel/random/boot_id").trim()}/${fields[18]}`;
}

/** @param {string} path */
function readProc(path) {
  try {
    return readFileSync(`/proc/${path}`, "utf8");
  } catch {
    return "";
  }
}

/** @param {string} field @param {number} pid */
function ps(field, pid) {
  const env = { ...process.env, LC_ALL: "C" };
  const { stdout } = spawnSync("ps", ["-o", `${field}=`, "-p", String(pid)], { encoding: "utf8", env });
  return stdout?.trim() ?? "";
}
