import { join } from "node:path";
import type { Lifetime } from "#scripts/bootstrap/lifetime.mjs";
import { Problem } from "#scripts/bootstrap/problem.mjs";
import { print } from "#scripts/bootstrap/terminal.mjs";
import { ensureBuild, ensureClient } from "#scripts/build.mjs";
import { ensureServer } from "#scripts/livekit/server.ts";
import { cleanUpTestRuns } from "#scripts/processes/leftovers.ts";
import { beginRun, endRun } from "#scripts/processes/runs.mjs";
import { root } from "#scripts/root.mjs";
import { ensureBrowsers } from "./browsers.ts";
import { runVitest } from "./vitest.ts";

/** Returns Vitest's exit code. */
export async function runTests(args: string[], life: Lifetime): Promise<number> {
  await ensureClient(life.signal);
  if (mayIncludeE2e(args)) await prepareE2e(life.signal);
  const run = beginRun();
  life.defer(cleanUpTestRuns);
  life.defer(() => endRun(run));
  return runVitest(args, life.signal);
}

/** Tells whether Vitest's arguments may select tests of the whole app in real browsers. */
function mayIncludeE2e(args: string[]): boolean {
  const files = args.filter((arg) => /^(\.\/)?tests\/|\.test\./.test(arg));
  if (args.includes("unit")) return false;
  return files.length === 0 || files.some((file) => /e2e|faults/.test(file));
}

async function prepareE2e(signal: AbortSignal): Promise<void> {
  await ensureBrowsers(join(root, ".data", "logs", "apt.log"), signal);
  try {
    await ensureServer(signal);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    print(`${error.message}\nTests with video are skipped.`);
  }
  await ensureBuild({ signal });
}
