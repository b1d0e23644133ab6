import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** @typedef {Record<string, string | undefined>} Environment */
/** @typedef {{ pid: number, born: string }} Trace what tells a process from another one that got its number later */
/** @typedef {{ signal: NodeJS.Signals, waitMs: number }} Push one step of ending a process */
/**
 * @typedef {object} Part a program that we started
 * @property {string} name
 * @property {Trace} trace
 * @property {string} log
 * @property {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} exited never rejects
 * @property {() => boolean} running
 * @property {() => Promise<void>} stop ends it and whatever it started, and waits for that
 */

const posix = process.platform !== "win32";

/** An environment with these variables and no others. @param {Environment} variables */
export const exactly = (variables) => /** @type {NodeJS.ProcessEnv} */ (/** @type {unknown} */ (variables));

/** @type {Push[]} */
const politeThenFirm = [
  { signal: "SIGTERM", waitMs: 8000 },
  { signal: "SIGKILL", waitMs: 2000 },
];

/**
 * When a process began, as a text that no later process with the same number has; undefined when there is none.
 * @param {number} pid
 */
export function bornAt(pid) {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return state === "Z"
        ? undefined
        : `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${fields[18]}`;
    } catch {
      return undefined;
    }
  }
  if (posix) {
    const answer = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: exactly({ LC_ALL: "C" }),
    });
    return answer.stdout?.trim() || undefined;
  }
  try {
    process.kill(pid, 0);
    return String(pid);
  } catch {
    return undefined;
  }
}

/** The number of a process's parent, or 0. @param {number} pid */
export function parentOf(pid) {
  if (process.platform === "linux") {
    try {
      return Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/^PPid:\s*(\d+)/m)?.[1] ?? 0);
    } catch {
      return 0;
    }
  }
  return posix
    ? Number(spawnSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" }).stdout) || 0
    : 0;
}

/** @param {number} pid @returns {Trace} */
export const traceOf = (pid) => ({ pid, born: bornAt(pid) ?? "" });

/** @param {Trace | undefined} trace */
export const isAlive = (trace) =>
  Boolean(trace?.born) && bornAt(/** @type {Trace} */ (trace).pid) === trace?.born;

/** The command line of a running process, or "" when it cannot be seen. @param {number} pid */
export function commandOf(pid) {
  if (process.platform === "linux") {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return "";
    }
  }
  return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
}

/** Signals a process and everything in its group. @param {number} pid @param {NodeJS.Signals} signal */
function signalGroup(pid, signal) {
  try {
    if (posix) process.kill(-pid, signal);
    else spawnSync("taskkill", ["/pid", String(pid), "/t", "/f"]);
  } catch {
    // It is gone already.
  }
}

/**
 * Ends a process that we started, now or in an earlier run, and the group it leads. A number that now belongs to
 * somebody else's process is left alone.
 * @param {Trace | undefined} trace
 * @param {Push[]} [pushes]
 */
export async function end(trace, pushes = politeThenFirm) {
  if (!trace || !isAlive(trace)) return;
  for (const push of pushes) {
    if (!isAlive(trace)) break;
    signalGroup(trace.pid, push.signal);
    for (let waited = 0; waited < push.waitMs && isAlive(trace); waited += 25) await wait(25);
  }
  endGroup(trace.pid);
}

/** Ends what outlived its leader: the group's number stays reserved as long as one of them lives. @param {number} pid */
function endGroup(pid) {
  if (posix && pid > 1 && bornAt(pid) === undefined) signalGroup(pid, "SIGKILL");
}

/**
 * Starts a program in a process group of its own (a Ctrl-C at the terminal reaches us alone, and we stop the parts in
 * order), with its output appended to a log file, so that it outlives neither us nor a full pipe.
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 * @param {{ log: string, env?: Environment, cwd?: string, uid?: number, gid?: number, pushes?: Push[] }} options
 * @returns {Part}
 */
export function startPart(name, command, args, { log, pushes, ...options }) {
  mkdirSync(dirname(log), { recursive: true });
  const tooLong = (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 10_000_000;
  const output = openSync(log, tooLong ? "w" : "a", 0o600);
  const env = exactly({ ...(options.env ?? process.env), BEDSIDE_RUN: process.env.BEDSIDE_RUN });
  const child = spawn(command, args, {
    ...options,
    env,
    detached: posix,
    windowsHide: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  let running = true;
  /** @type {Part["exited"]} */
  const exited = new Promise((resolve) => {
    child.once("error", () => resolve({ code: 127, signal: null }));
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  void exited.then(() => {
    running = false;
  });
  const trace = child.pid === undefined ? { pid: 0, born: "" } : traceOf(child.pid);
  return {
    name,
    trace,
    log,
    exited,
    running: () => running,
    stop: async () => {
      if (running) await end(trace, pushes);
      endGroup(trace.pid);
      // The system knows of its end a moment before we are told.
      await Promise.race([exited, wait(2000, undefined, { ref: false })]);
    },
  };
}

/**
 * Runs a program to its end, with its output in a log file; ended when the signal is aborted.
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 * @param {{ log: string, env?: Environment, cwd?: string, signal?: AbortSignal }} options
 * @returns {Promise<{ ok: boolean, output: string }>} whether it succeeded, and the end of what it said
 */
export async function runToEnd(name, command, args, { signal, ...options }) {
  signal?.throwIfAborted();
  const from = statSync(options.log, { throwIfNoEntry: false })?.size ?? 0;
  const part = startPart(name, command, args, options);
  const stop = () => void part.stop();
  signal?.addEventListener("abort", stop, { once: true });
  const { code } = await part.exited;
  signal?.removeEventListener("abort", stop);
  signal?.throwIfAborted();
  return { ok: code === 0, output: readFileSync(options.log).subarray(from).toString("utf8") };
}

/** The end of a log, for a message. @param {string} log @param {number} [lines] */
export function tail(log, lines = 12) {
  try {
    return readFileSync(log, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch {
    return "";
  }
}

/** Writes a file so that a reader sees the old or the new content, never half of it. @param {string} path @param {string} text @param {number} [mode] */
export function writeWhole(path, text, mode = 0o600) {
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, text, { mode });
  renameSync(draft, path);
}

/** A TCP port of the loopback that nobody listens on. @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * Whether a TCP port of the loopback is nobody's, by the old and the new kind of address: browsers try both for
 * "localhost".
 * @param {number} port
 */
export async function isPortFree(port) {
  return (await isFreeAt("127.0.0.1", port)) && (await isFreeAt("::1", port));
}

/** @param {string} host @param {number} port @returns {Promise<boolean>} true also where there is no such address */
function isFreeAt(host, port) {
  return new Promise((resolve) => {
    const server = createServer().once("error", (/** @type {NodeJS.ErrnoException} */ { code }) =>
      resolve(code !== "EADDRINUSE" && code !== "EACCES"),
    );
    server.listen({ host, port, ipv6Only: host === "::1" }, () => server.close(() => resolve(true)));
  });
}
