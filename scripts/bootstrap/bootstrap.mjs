import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beginRun, endRun } from "#scripts/processes/runs.mjs";
import { beginLifetime } from "./lifetime.mjs";
import { bundledNode, ensurePackages } from "./packages.mjs";
import { explain, Problem, Stopped } from "./problem.mjs";

/** @typedef {(args: string[], life: import("./lifetime.mjs").Lifetime) => Promise<number>} Main returns the exit code */

/**
 * Runs a command on Node 24 with all packages installed, then exits. Until `main` is called, the code may run on Node 20
 * without packages, so everything in this folder is plain JavaScript without dependencies.
 * @param {string} scriptUrl import.meta.url of the calling script, which is run again on Node 24
 * @param {Main} main
 */
export async function bootstrap(scriptUrl, main) {
  const life = beginLifetime();
  let code = 1;
  try {
    code = await runOnNode24(scriptUrl, main, life);
  } catch (error) {
    if (life.signal.aborted) code = 130;
    else if (!(error instanceof Stopped)) console.error(`\n${explain(error)}`);
  }
  await life.close();
  process.exit(code);
}

/** @param {string} scriptUrl @param {Main} main @param {import("./lifetime.mjs").Lifetime} life */
async function runOnNode24(scriptUrl, main, life) {
  const isRerun = Boolean(process.send);
  if (!isRerun) {
    await ensurePackages(life.signal);
    const node = bundledNode();
    if (node && realpathSync(node) !== realpathSync(process.execPath)) {
      return rerun(node, fileURLToPath(scriptUrl), life.signal);
    }
  }
  if (!process.features.typescript) {
    throw new Problem(
      "Bedside runs on Node 24, and npm couldn't install it here. Get it from https://nodejs.org, then try again.",
    );
  }
  return main(process.argv.slice(2), life);
}

/**
 * Runs this script again on another Node. It gets our signals, and notices the closed channel if we are killed.
 * @param {string} node
 * @param {string} script
 * @param {AbortSignal} signal
 * @returns {Promise<number>} the exit code
 */
async function rerun(node, script, signal) {
  const run = beginRun();
  const child = spawn(node, [script, ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  // The child cleans up after itself unless it was killed.
  await endRun(run);
  return code ?? 1;
}
