import { createHash } from "node:crypto";
import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { endLeftovers } from "./leftovers.mjs";
import { tryLock } from "./lock.mjs";
import { needSpace } from "./packages.mjs";
import { canReach, postgresOwner, whatIsWrong } from "./postgres.mjs";
import { Problem } from "./progress.mjs";

/**
 * @typedef {object} DataFolder everything the demo keeps
 * @property {string} path
 * @property {string} cluster PostgreSQL's data
 * @property {string} secrets
 * @property {string} waysIn how to sign in, as the seed wrote it
 * @property {string} record what the running demo started
 * @property {(name: string) => string} log
 */

/** @param {string} path @returns {DataFolder} */
export const layout = (path) => ({
  path,
  cluster: join(path, "postgres"),
  secrets: join(path, "secrets.json"),
  waysIn: join(path, "ways-in.json"),
  record: join(path, "processes.json"),
  log: (name) => join(path, "logs", `${name}.log`),
});

/**
 * The data folder of a clone: BEDSIDE_DATA if that is set, else `.data` in it. Where we are root and PostgreSQL's own user cannot reach that (a clone below
 * /root), a folder of this clone in /var/tmp.
 * @param {string} root
 * @returns {string}
 */
export function dataFolderOf(root) {
  if (process.env.BEDSIDE_DATA) return resolve(process.env.BEDSIDE_DATA);
  const inside = join(root, ".data");
  if (existsSync(inside) && !statSync(inside).isDirectory()) {
    throw new Problem(`${inside} is not a folder: delete or rename it, then start again.`);
  }
  const owner = postgresOwner();
  if (canReach(root, owner)) return inside;
  const outside = join("/var/tmp", `bedside-${createHash("sha256").update(root).digest("hex").slice(0, 12)}`);
  if (existsSync(outside) && lstatSync(outside).uid !== process.getuid?.()) {
    throw new Problem(`${outside} belongs to another user: delete it, then start again.`);
  }
  return outside;
}

/**
 * Takes a data folder for this run alone, ends what a killed run left in it, empties it if asked, and says what is wrong
 * with it before anything is started on it.
 * @param {string} path
 * @param {{ reset: boolean, command: string }} options
 * @param {import("./lifetime.mjs").Lifetime} life
 * @param {string} note what to tell others who want it: our address
 * @returns {Promise<DataFolder>}
 */
export async function takeFolder(path, { reset, command }, life, note) {
  mkdirSync(path, { recursive: true, mode: 0o711 });
  // PostgreSQL's user passes through; the secrets in it are for their owner alone.
  chmodSync(path, 0o711);
  const lock = tryLock(join(path, "lock"), note);
  if ("holder" in lock) {
    throw new Problem(
      `Bedside already runs here (${lock.holder.note}, process ${lock.holder.pid}): use that one, or stop it first.`,
    );
  }
  life.defer(lock.release);
  const folder = layout(path);
  await endLeftovers(folder.record, folder.cluster);
  if (reset) {
    for (const part of [folder.cluster, folder.secrets, folder.waysIn, join(path, "logs")]) {
      rmSync(part, { recursive: true, force: true });
    }
  }
  const startOver = `start over with “${command} -- --reset”, which deletes the demo's data`;
  const wrong = whatIsWrong(folder.cluster);
  if (wrong)
    throw new Problem(`The data in ${folder.cluster} cannot be used, because ${wrong}: ${startOver}.`);
  if (existsSync(folder.cluster) && !existsSync(folder.secrets)) {
    throw new Problem(
      `${basename(folder.secrets)} is missing in ${path}, so its data cannot be opened: ${startOver}.`,
    );
  }
  await needSpace(path, 300);
  return folder;
}
