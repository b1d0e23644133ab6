import { join } from "node:path";
import { inject } from "vitest";
import { lastLines } from "#scripts/bootstrap/files.mjs";
import { type Program, startProgram } from "#scripts/processes/start.mjs";

const root = join(import.meta.dirname, "..", "..");
let started = 0;

/** Runs `npm run worker` in a process of its own, with the test's environment and database. */
export const startWorkerProcess = (): Program & { kill9: () => Promise<void>; output: () => string } => {
  const log = join(inject("folder"), `worker-${process.pid}-${++started}.log`);
  const args = ["--conditions=react-server", join(root, "scripts", "worker.ts")];
  const env = { ...process.env, LOG_LEVEL: "info", VITEST: undefined };
  const program = startProgram("a worker", process.execPath, args, { log, env, cwd: root });
  return {
    ...program,
    kill9: async () => {
      process.kill(program.ref.pid, "SIGKILL");
      await program.exited;
    },
    output: () => lastLines(log, 1_000),
  };
};
