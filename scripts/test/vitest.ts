import { spawn } from "node:child_process";
import { join } from "node:path";
import { endProcess } from "#scripts/processes/end.mjs";
import { isPosix, processRef } from "#scripts/processes/identity.mjs";
import { root } from "#scripts/root.mjs";

const stopSteps = [
  { signal: "SIGTERM", waitMs: 10_000 },
  { signal: "SIGKILL", waitMs: 2000 },
] as const;

/** Runs Vitest in its own process group, so that we alone tell it to stop. Returns its exit code. */
export function runVitest(args: string[], signal: AbortSignal): Promise<number> {
  const script = join(root, "node_modules", "vitest", "vitest.mjs");
  const child = spawn(process.execPath, [script, "run", ...args], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    detached: isPosix,
    env: { ...process.env, NODE_ENV: "test", NEXT_TELEMETRY_DISABLED: "1" },
  });
  const ref = processRef(child.pid ?? 0);
  signal.addEventListener("abort", () => void endProcess(ref, [...stopSteps]), { once: true });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
