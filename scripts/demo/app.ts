import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isDiskFull } from "#scripts/bootstrap/disk.mjs";
import { lastLines } from "#scripts/bootstrap/files.mjs";
import { diskFullProblem, Problem } from "#scripts/bootstrap/problem.mjs";
import type { Environment } from "#scripts/processes/identity.mjs";
import { type Program, startProgram } from "#scripts/processes/start.mjs";
import { root } from "#scripts/root.mjs";

const next = join(root, "node_modules", "next", "dist", "bin", "next");

export function startApp(action: "start" | "dev", port: number, log: string, env: Environment): Program {
  const args = [next, action, "--hostname", "127.0.0.1", "--port", String(port)];
  return startProgram("The app", process.execPath, args, {
    log,
    cwd: root,
    env,
    stopSteps: [
      { signal: "SIGTERM", waitMs: 3000 },
      { signal: "SIGKILL", waitMs: 2000 },
    ],
  });
}

type Health = { status?: string; database?: string; jobs?: string };
type Expected = { port: number; hasVideo: boolean; signal: AbortSignal };

/** Waits until /api/health is good. The limit is long because `next dev` compiles the app on the first request. */
export async function waitUntilHealthy(app: Program, { port, hasVideo, signal }: Expected): Promise<void> {
  let last = "nothing";
  for (const deadline = Date.now() + 180_000; Date.now() < deadline; await wait(150, undefined, { signal })) {
    if (!app.isRunning()) throw crashProblem(app, "while starting");
    const health = await fetchHealth(port, signal);
    if (health?.status === "ok") return;
    if (!hasVideo && health?.database === "ok" && health.jobs === "ok") return;
    if (health) last = JSON.stringify(health);
  }
  throw new Problem(`The app isn't healthy. /api/health last returned ${last}. See ${app.log}.`);
}

async function fetchHealth(port: number, signal: AbortSignal): Promise<Health | undefined> {
  const response = await fetch(`http://127.0.0.1:${port}/api/health`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(60_000)]),
  }).catch(() => undefined);
  return response?.json().catch(() => undefined);
}

export function crashProblem(program: Program, how: string): Problem {
  const output = lastLines(program.log);
  if (isDiskFull(output)) return diskFullProblem(program.log);
  return new Problem(
    `${program.name} stopped unexpectedly (${how}), so everything else was stopped too. The end of ${program.log}:\n${output}`,
  );
}
