import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beginLifetime } from "./lifetime.mjs";
import { bundledNode, ensurePackages } from "./packages.mjs";
import { explain, Problem, Stopped } from "./progress.mjs";

/**
 * Runs `main` on Node 24 with all packages installed. The computer's own Node may be as old as 20 and node_modules may
 * be missing: so what runs until then is plain JavaScript without a dependency. `main` answers the exit code.
 * @param {string} scriptUrl the calling script's import.meta.url, run again under Node 24
 * @param {(args: string[], life: import("./lifetime.mjs").Lifetime) => Promise<number>} main
 */
export async function bootstrap(scriptUrl, main) {
  const life = beginLifetime();
  let code = 1;
  try {
    if (!process.send) await ensurePackages(life.signal);
    const node = process.send ? undefined : bundledNode();
    if (node && realpathSync(node) !== realpathSync(process.execPath)) {
      const { endMarked, nameRun } = await import("./leftovers.mjs");
      const run = nameRun();
      code = await again(node, fileURLToPath(scriptUrl), life.signal);
      // As a rule nothing is left. If it was killed itself, this is what it had no time for.
      await endMarked(run);
    } else if (!process.features.typescript) {
      throw new Problem(
        "Bedside needs Node 24, and npm did not install it here: install it from https://nodejs.org, then start again.",
      );
    } else {
      code = await main(process.argv.slice(2), life);
    }
  } catch (error) {
    code = life.signal.aborted ? 130 : 1;
    if (!life.signal.aborted && !(error instanceof Stopped)) console.error(`\n${explain(error)}`);
  }
  await life.close();
  process.exit(code);
}

/**
 * The same script once more, on another Node; it gets our signals, and notices by the closed channel if we are killed.
 * @param {string} node
 * @param {string} script
 * @param {AbortSignal} signal
 * @returns {Promise<number>} its exit code
 */
function again(node, script, signal) {
  const child = spawn(node, [script, ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  // The terminal sends Ctrl-C to both of us; a second one makes no difference there.
  signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
