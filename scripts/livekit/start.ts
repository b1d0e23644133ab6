import { setTimeout as wait } from "node:timers/promises";
import { lastLines } from "#scripts/bootstrap/files.mjs";
import { Problem } from "#scripts/bootstrap/problem.mjs";
import type { StopStep } from "#scripts/processes/end.mjs";
import { freePort } from "#scripts/processes/ports.ts";
import { type Program, startProgram } from "#scripts/processes/start.mjs";
import { livekitConfig, type Options } from "./config.ts";

export type LiveKit = { program: Program; url: string; port: number };

/** LiveKit waits for its participants after the first signal, and ends at once after the second. */
const stopSteps: StopStep[] = [
  { signal: "SIGINT", waitMs: 300 },
  { signal: "SIGTERM", waitMs: 5000 },
  { signal: "SIGKILL", waitMs: 2000 },
];

/** Starts LiveKit on the loopback and waits until it is ready. */
export async function startLiveKit(
  options: Options & { binary: string; log: string; port?: number },
): Promise<LiveKit> {
  const { binary, log } = options;
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    // The environment hides the secret; command lines are visible to every user of the machine.
    const LIVEKIT_CONFIG = JSON.stringify(await livekitConfig(port, options));
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, LIVEKIT_CONFIG };
    const program = startProgram("LiveKit", binary, [], { log, env, stopSteps });
    if (await isReady(program, port)) return { program, port, url: `ws://127.0.0.1:${port}` };
    await program.stop();
    const output = lastLines(log, 3);
    if (/address already in use/i.test(output) && attempt < 3) continue;
    throw new Problem(
      `The video server (LiveKit) doesn't start (log: ${log}): ${output.split("\n").at(-1)}.`,
    );
  }
}

async function isReady(program: Program, port: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < 20_000 && program.isRunning(); waitedMs += 50) {
    const signal = AbortSignal.timeout(2000);
    const response = await fetch(`http://127.0.0.1:${port}/`, { signal }).catch(() => undefined);
    if (response?.ok) return true;
    await wait(50);
  }
  return false;
}
