import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "#scripts/processes/start.mjs";
import { root } from "#scripts/root.mjs";
import { ensureFreeSpace, isDiskFull } from "./disk.mjs";
import { withLock } from "./lock.mjs";
import { diskFullProblem, Problem } from "./problem.mjs";
import { print, step } from "./terminal.mjs";

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean }>} Packages */

/**
 * Tells whether node_modules matches package-lock.json. npm writes its own list there last, so an interrupted install
 * doesn't match. Packages for other platforms are optional and may be missing.
 * @param {string} folder with package-lock.json and node_modules
 */
export function arePackagesCurrent(folder) {
  const wanted = readPackages(join(folder, "package-lock.json"));
  const installed = readPackages(join(folder, "node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  const isWanted = Object.entries(installed).every(([path, { version, integrity }]) => {
    const entry = wanted[path];
    return entry?.version === version && (!integrity || !entry?.integrity || entry.integrity === integrity);
  });
  const isComplete = Object.entries(wanted).every(
    ([path, { optional }]) => path === "" || path in installed || optional === true,
  );
  return isWanted && isComplete;
}

/** @param {string} file @returns {Packages | undefined} */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** Returns the Node 24 from node_modules, or undefined if it doesn't run here. */
export function bundledNode() {
  const file = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  return existsSync(file) && spawnSync(file, ["--version"]).status === 0 ? file : undefined;
}

/**
 * Installs the packages unless they are current. Parallel calls install once.
 * @param {AbortSignal} signal
 */
export async function ensurePackages(signal) {
  if (arePackagesCurrent(root)) return;
  const folder = join(root, ".data");
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const onWait = () => print("Waiting for another Bedside process to install the packages …");
  await withLock(join(folder, "install.lock"), { note: "npm ci", onWait, signal }, async () => {
    if (arePackagesCurrent(root)) return;
    await ensureFreeSpace(root, 2000);
    await step("Installing packages (npm ci), about a minute", () =>
      install(join(folder, "logs", "npm.log"), signal),
    );
  });
}

/** @param {string} log @param {AbortSignal} signal */
async function install(log, signal) {
  const script = process.env.npm_execpath?.endsWith(".js") ? process.env.npm_execpath : undefined;
  const command = script ? process.execPath : "npm";
  const args = [...(script ? [script] : []), "ci", "--no-audit", "--no-fund"];
  const { ok, output } = await runProgram("npm ci", command, args, { log, cwd: root, signal });
  if (ok) return;
  if (isDiskFull(output)) throw diskFullProblem(root);
  const errors = output.split("\n").filter((line) => /^npm (error|ERR!)/.test(line));
  print(errors.slice(0, 6).join("\n"));
  throw new Problem(`Couldn't install the packages. Check the network, then try again. Full output: ${log}`);
}
