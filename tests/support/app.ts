import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { inject } from "vitest";
import { lastLines } from "#scripts/bootstrap/files.mjs";
import { freePort } from "#scripts/processes/ports.ts";
import { type Program, startProgram } from "#scripts/processes/start.mjs";
import { startLiveKit, type TestLiveKit } from "./livekit.ts";

const root = join(import.meta.dirname, "..", "..");
const next = join(root, "node_modules", "next", "dist", "bin", "next");

export type TestApp = {
  /** `http://localhost:port`; the port stays the same after a restart. */
  url: string;
  livekit: TestLiveKit;
  databaseUrl: string;
  kill9: () => Promise<void>;
  /** Starts it again on the same port, and waits until it is ready. */
  start: () => Promise<void>;
  stop: () => Promise<void>;
  log: () => string;
  running: () => boolean;
};

const isReady = async (url: string) => {
  try {
    const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2_000) });
    return answer.status === 200;
  } catch {
    return false;
  }
};

/**
 * Starts the built app as in production, with a LiveKit server of its own, on random loopback ports. It gets the test's
 * environment (tests/support/environment.ts) and `env`. LiveKit reports to `webhookUrl`, by default to the app.
 */
export const startApp = async (env: Record<string, string> = {}, webhookUrl?: string): Promise<TestApp> => {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const livekit = await startLiveKit(webhookUrl ?? `http://127.0.0.1:${port}/api/livekit/webhook`);
  const databaseUrl = process.env.DATABASE_URL ?? "";
  const logFile = join(inject("folder"), `app-${port}.log`);
  const variables = {
    ...process.env,
    NODE_ENV: "production",
    VITEST: undefined,
    PUBLIC_URL: url,
    DATABASE_URL: databaseUrl,
    LIVEKIT_URL: livekit.url,
    LIVEKIT_API_KEY: livekit.key,
    LIVEKIT_API_SECRET: livekit.secret,
    JOBS: "inline",
    LOG_LEVEL: "info",
    ...env,
  };
  let program: Program;
  const start = async () => {
    const args = [next, "start", "--port", String(port), "--hostname", "127.0.0.1"];
    program = startProgram("the app", process.execPath, args, { log: logFile, env: variables, cwd: root });
    for (const deadline = Date.now() + 60_000; !(await isReady(url)); await wait(100)) {
      if (!program.isRunning() || Date.now() > deadline)
        throw new Error(`The app did not start:\n${lastLines(logFile, 40)}`);
    }
  };
  await start().catch(async (error) => {
    await livekit.stop();
    throw error;
  });
  return {
    url,
    livekit,
    databaseUrl,
    start,
    kill9: async () => {
      process.kill(-program.ref.pid, "SIGKILL");
      await program.exited;
    },
    stop: async () => {
      await program.stop();
      await livekit.stop();
    },
    log: () => lastLines(logFile, 10_000),
    running: () => program.isRunning(),
  };
};
