import { join } from "node:path";
import { inject } from "vitest";
import { type Part, startPart, tail } from "#scripts/processes.mjs";

const root = join(import.meta.dirname, "..", "..");
let started = 0;

/** `npm run worker` in a process of its own, with the test's environment and database. */
export const spawnWorker = (): Part & { kill9: () => Promise<void>; said: () => string } => {
  const log = join(inject("folder"), `worker-${process.pid}-${++started}.log`);
  const args = ["--conditions=react-server", join(root, "scripts", "worker.ts")];
  const env = { ...process.env, LOG_LEVEL: "info", VITEST: undefined };
  const part = startPart("a worker", process.execPath, args, { log, env, cwd: root });
  return {
    ...part,
    kill9: async () => {
      process.kill(part.trace.pid, "SIGKILL");
      await part.exited;
    },
    said: () => tail(log, 1_000),
  };
};
