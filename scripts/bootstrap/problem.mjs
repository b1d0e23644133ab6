/** A failure the user can fix. The message says what is wrong and what to do about it. */
export class Problem extends Error {}

/** Thrown when the program is told to stop (Ctrl-C, SIGTERM). Nothing needs explaining. */
export class Stopped extends Error {}

/** @param {string} path */
export const diskFullProblem = (path) =>
  new Problem(`The disk that holds ${path} is full. Free up 2 GB, then try again.`);

/**
 * Returns what to print for a failure: one message if we foresaw it, otherwise the stack.
 * @param {unknown} error
 */
export function explain(error) {
  if (error instanceof Problem) return error.message;
  const { code, path } = /** @type {NodeJS.ErrnoException} */ (Object(error));
  if (code === "ENOSPC") return diskFullProblem(path ?? process.cwd()).message;
  if (path && code && ["EACCES", "EPERM", "EROFS"].includes(code)) {
    return `Can't write to ${path}. Change its owner or permissions, then try again.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
