import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { endGroup, endProcess } from "./end.mjs";
import { environment, isPosix, processRef } from "./identity.mjs";

/**
 * @typedef {object} Program a program that we started
 * @property {string} name
 * @property {import("./identity.mjs").ProcessRef} ref
 * @property {string} log
 * @property {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} exited never rejects
 * @property {() => boolean} isRunning
 * @property {() => Promise<void>} stop ends it and its children, and waits for that
 *
 * @typedef {object} ProgramOptions
 * @property {string} log
 * @property {import("./identity.mjs").Environment} [env]
 * @property {string} [cwd]
 * @property {number | undefined} [uid]
 * @property {number | undefined} [gid]
 * @property {import("./end.mjs").StopStep[]} [stopSteps]
 */

const maxLogBytes = 10_000_000;

/**
 * Starts a program in its own process group, so that Ctrl-C reaches only us and we stop programs in order.
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 * @param {ProgramOptions} options
 * @returns {Program}
 */
export function startProgram(name, command, args, { log, stopSteps, ...options }) {
  const output = openLog(log);
  const env = environment({ ...(options.env ?? process.env), BEDSIDE_RUN: process.env.BEDSIDE_RUN });
  const stdio = /** @type {import("node:child_process").StdioOptions} */ (["ignore", output, output]);
  const child = spawn(command, args, { ...options, env, detached: isPosix, windowsHide: true, stdio });
  closeSync(output);
  let isRunning = true;
  /** @type {Program["exited"]} */
  const exited = new Promise((resolve) => {
    child.once("error", () => resolve({ code: 127, signal: null }));
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  void exited.then(() => {
    isRunning = false;
  });
  const ref = child.pid === undefined ? { pid: 0, startedAt: "" } : processRef(child.pid);
  const stop = async () => {
    if (isRunning) await endProcess(ref, stopSteps);
    endGroup(ref.pid);
    await Promise.race([exited, wait(2000, undefined, { ref: false })]);
  };
  return { name, ref, log, exited, isRunning: () => isRunning, stop };
}

/** @param {string} log */
function openLog(log) {
  mkdirSync(dirname(log), { recursive: true });
  const isTooLong = (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes;
  return openSync(log, isTooLong ? "w" : "a", 0o600);
}

/**
 * Runs a program until it ends or the signal is aborted.
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 * @param {ProgramOptions & { signal?: AbortSignal | undefined }} options
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export async function runProgram(name, command, args, { signal, ...options }) {
  signal?.throwIfAborted();
  const logStart = statSync(options.log, { throwIfNoEntry: false })?.size ?? 0;
  const program = startProgram(name, command, args, options);
  const stop = () => void program.stop();
  signal?.addEventListener("abort", stop, { once: true });
  const { code } = await program.exited;
  signal?.removeEventListener("abort", stop);
  signal?.throwIfAborted();
  return { ok: code === 0, output: readFileSync(options.log).subarray(logStart).toString("utf8") };
}
