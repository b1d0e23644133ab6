import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isAlive, traceOf } from "./processes.mjs";

/** @typedef {import("./processes.mjs").Trace & { note: string }} Holder */

/**
 * Takes a lock, also from a holder that died. Made with link(2), which is atomic.
 * @param {string} path
 * @param {string} note what the holder would say about itself
 * @returns {{ release: () => void } | { holder: Holder }}
 */
export function tryLock(path, note) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(mine, JSON.stringify({ ...traceOf(process.pid), note }), { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(mine, path);
        return { release: () => rmSync(path, { force: true }) };
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
      }
      const holder = readHolder(path);
      if (holder && isAlive(holder)) return { holder };
      setAside(path, `${mine}.stale`);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * Runs the work with the lock held; waits while somebody living holds it.
 * @template T
 * @param {string} path
 * @param {{ note: string, onWait: (holder: Holder) => void, signal?: AbortSignal }} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, { note, onWait, signal }, work) {
  for (let told = false; ; told = true) {
    const lock = tryLock(path, note);
    if ("release" in lock) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    if (!told) onWait(lock.holder);
    await wait(250, undefined, { signal });
  }
}

/** @param {string} path @returns {Holder | undefined} */
function readHolder(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Takes a dead holder's lock away; when another starter was quicker and it is a living one's, puts it back. @param {string} path @param {string} aside */
function setAside(path, aside) {
  try {
    renameSync(path, aside);
    if (isAlive(readHolder(aside))) linkSync(aside, path);
  } catch {
    // Somebody else has taken it away already.
  } finally {
    rmSync(aside, { force: true });
  }
}
