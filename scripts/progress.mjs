/** A failure that a person can do something about: its message is one sentence saying what. */
export class Problem extends Error {}

/** The work was ended on purpose (Ctrl-C, SIGTERM): nothing to explain. */
export class Stopped extends Error {}

/** @param {string} line */
export const say = (line) => void process.stdout.write(`${line}\n`);

/**
 * Says what is being done, every few seconds that it still is, and how long it took.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @param {number} [everyMs] how often to say that it is still going
 * @returns {Promise<T>}
 */
export async function step(title, work, everyMs = 10_000) {
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  say(`${title} …`);
  const ticker = setInterval(() => say(`  … still at it after ${seconds()}`), everyMs);
  try {
    const result = await work();
    if (Date.now() - startedAt > 1500) say(`  done in ${seconds()}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}

/**
 * What to tell a person about any failure: one sentence when it is one we foresee, the whole stack otherwise.
 * @param {unknown} error
 */
export function explain(error) {
  if (error instanceof Problem) return error.message;
  const code = /** @type {NodeJS.ErrnoException} */ (error)?.code;
  const path = /** @type {NodeJS.ErrnoException} */ (error)?.path;
  if (code === "ENOSPC") return diskFull(path ?? process.cwd());
  if ((code === "EACCES" || code === "EPERM" || code === "EROFS") && path) {
    return `${path} cannot be written: make it yours (chown or chmod), then start again.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** @param {string} place */
export const diskFull = (place) =>
  `The disk that holds ${place} is full: free some space on it (2 GB is plenty), then start again.`;

/**
 * Tells a full disk from the output of another program.
 * @param {string} output
 */
export const saysDiskFull = (output) => /ENOSPC|No space left on device|disk full/i.test(output);
