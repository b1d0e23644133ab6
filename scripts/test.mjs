import { spawn } from "node:child_process";
import { join } from "node:path";
import { bootstrap } from "./bootstrap.mjs";
import { ensureBrowsers } from "./browsers.mjs";
import { ensureBuild, ensureClient } from "./build.mjs";
import { end, traceOf } from "./processes.mjs";
import { explain, Problem, say } from "./progress.mjs";
import { root } from "./root.mjs";

/**
 * Whether the tests that were asked for may include those of the whole app in real browsers. They need the production
 * build, the browsers and LiveKit; the others need none of these.
 * @param {string[]} args for Vitest
 */
function needsTheWholeApp(args) {
  const files = args.filter((arg) => /^(\.\/)?tests\/|\.test\./.test(arg));
  if (args.includes("unit")) return false;
  return files.length === 0 || files.some((file) => /e2e|faults/.test(file));
}

// `npm test [-- what Vitest takes]`: gets everything the tests need, and runs them.
await bootstrap(import.meta.url, async (args, life) => {
  const { endMarked, nameRun, sweepTestRuns } = await import("./leftovers.mjs");
  const { signal } = life;
  await ensureClient(signal);
  if (needsTheWholeApp(args)) {
    const { ensureServer } = await import("./livekit.mjs");
    await ensureBrowsers(join(root, ".data", "logs", "apt.log"), signal);
    await ensureServer(signal).catch((error) => {
      if (!(error instanceof Problem)) throw error;
      say(`${explain(error)}\nUntil then the tests with video are skipped.`);
    });
    await ensureBuild({ signal });
  }
  const run = nameRun();
  life.defer(sweepTestRuns);
  life.defer(() => endMarked(run));
  return vitest(args, signal);
});

/**
 * Vitest in a process group of its own: it is told to stop once, by us, and has ten seconds for that.
 * @param {string[]} args
 * @param {AbortSignal} signal
 * @returns {Promise<number>} its exit code
 */
function vitest(args, signal) {
  const script = join(root, "node_modules", "vitest", "vitest.mjs");
  const child = spawn(process.execPath, [script, "run", ...args], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    detached: process.platform !== "win32",
    env: { ...process.env, NODE_ENV: "test", NEXT_TELEMETRY_DISABLED: "1" },
  });
  const trace = traceOf(child.pid ?? 0);
  const stop = () =>
    end(trace, [
      { signal: "SIGTERM", waitMs: 10_000 },
      { signal: "SIGKILL", waitMs: 2000 },
    ]);
  signal.addEventListener("abort", () => void stop(), { once: true });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
