import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { runToEnd } from "./processes.mjs";
import { diskFull, Problem, say, saysDiskFull, step } from "./progress.mjs";
import { root } from "./root.mjs";

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, link?: boolean }>} Packages */

/** @param {string} file @returns {Packages | undefined} */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/**
 * Whether node_modules is what package-lock.json says. npm writes its own list there last of all, so a broken-off
 * installation is seen too. Packages for other kinds of computers are optional and may be missing.
 * @param {string} folder with package-lock.json and node_modules
 */
export function packagesAreFresh(folder) {
  const wanted = packagesOf(join(folder, "package-lock.json"));
  const installed = packagesOf(join(folder, "node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  const same = Object.entries(installed).every(([path, { version, integrity }]) => {
    const entry = wanted[path];
    return entry?.version === version && (!integrity || !entry?.integrity || entry.integrity === integrity);
  });
  return (
    same &&
    Object.entries(wanted).every(
      ([path, entry]) => path === "" || path in installed || entry.optional === true,
    )
  );
}

/** The Node 24 that came with the packages, or undefined where it does not run. */
export function bundledNode() {
  const file = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  return existsSync(file) && spawnSync(file, ["--version"]).status === 0 ? file : undefined;
}

/** @param {string} place @param {number} megabytes @throws {Problem} when the disk has less left */
export async function needSpace(place, megabytes) {
  const { bavail, bsize } = await statfs(place);
  if (bavail * bsize < megabytes * 1e6) throw new Problem(diskFull(place));
}

/**
 * Installs the packages when node_modules is missing or not what package-lock.json says. Two at once install once.
 * @param {AbortSignal} signal
 */
export async function ensurePackages(signal) {
  if (packagesAreFresh(root)) return;
  const folder = join(root, ".data");
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const onWait = () => say("Waiting for another Bedside that is installing the packages …");
  await withLock(join(folder, "install.lock"), { note: "npm ci", onWait, signal }, async () => {
    if (packagesAreFresh(root)) return;
    await needSpace(root, 2000);
    await step("Installing the packages (npm ci), which takes a few minutes", () =>
      install(join(folder, "logs", "npm.log"), signal),
    );
  });
}

/** @param {string} log @param {AbortSignal} signal */
async function install(log, signal) {
  const npm = process.env.npm_execpath?.endsWith(".js")
    ? [process.execPath, process.env.npm_execpath]
    : ["npm"];
  const [command = "npm", ...first] = npm;
  const { ok, output } = await runToEnd("npm ci", command, [...first, "ci", "--no-audit", "--no-fund"], {
    log,
    cwd: root,
    signal,
  });
  if (ok) return;
  if (saysDiskFull(output)) throw new Problem(diskFull(root));
  const reasons = output.split("\n").filter((line) => /^npm (error|ERR!)/.test(line));
  say(reasons.slice(0, 6).join("\n"));
  throw new Problem(
    `The packages could not be installed: check the network, then start again (npm's output is in ${log}).`,
  );
}
