import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/**
 * Hashes the names and contents of files, including all files in folders. Missing paths are skipped.
 * @param {string} base
 * @param {string[]} paths relative to `base`
 */
export function fingerprint(base, paths) {
  const hash = createHash("sha256");
  const files = paths.flatMap((path) => filesUnder(join(base, path))).sort();
  for (const file of files) {
    hash.update(`${relative(base, file)}\0`);
    hash.update(readFileSync(file));
    hash.update("\0");
  }
  return hash.digest("hex");
}

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
}
