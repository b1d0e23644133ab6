import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isAlive, processRef } from "#scripts/processes/identity.mjs";

/** @typedef {import("#scripts/processes/identity.mjs").ProcessRef & { note: string }} Holder */

/**
 * Takes a lock unless a living process holds it. link(2) makes this atomic.
 * @param {string} path
 * @param {string} note what others are told about the holder
 * @returns {{ release: () => void } | { holder: Holder }}
 */
export function tryLock(path, note) {
  mkdirSync(dirname(path), { recursive: true });
  const own = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(own, JSON.stringify({ ...processRef(process.pid), note }), { mode: 0o600 });
  try {
    for (;;) {
      if (tryLink(own, path)) return { release: () => rmSync(path, { force: true }) };
      const holder = readHolder(path);
      if (holder && isAlive(holder)) return { holder };
      removeStale(path, `${own}.stale`);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Runs the work with the lock held, waiting for it if necessary.
 * @template T
 * @param {string} path
 * @param {{ note: string, onWait: (holder: Holder) => void, signal?: AbortSignal | undefined }} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, { note, onWait, signal }, work) {
  for (let hasWaited = false; ; hasWaited = true) {
    const lock = tryLock(path, note);
    if ("release" in lock) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    if (!hasWaited) onWait(lock.holder);
    await wait(250, undefined, { signal });
  }
}

/** @param {string} from @param {string} to */
function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
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

/** Moves a stale lock aside, and puts it back if a living process took it in between. @param {string} path @param {string} aside */
function removeStale(path, aside) {
  try {
    renameSync(path, aside);
    const holder = readHolder(aside);
    if (holder && isAlive(holder)) linkSync(aside, path);
  } catch {
    // Another process has already removed it.
  } finally {
    rmSync(aside, { force: true });
  }
}
