import { readFileSync, renameSync, writeFileSync } from "node:fs";

/**
 * Returns the end of a log, or "" if there is none.
 * @param {string} log
 */
export function lastLines(log, count = 12) {
  try {
    return readFileSync(log, "utf8").trimEnd().split("\n").slice(-count).join("\n");
  } catch {
    return "";
  }
}

/**
 * Writes a file for its owner only. Readers see the old or the new content, never half of it.
 * @param {string} path
 * @param {string} text
 */
export function writeAtomically(path, text) {
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}
