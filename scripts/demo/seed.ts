import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDiskFull } from "#scripts/bootstrap/disk.mjs";
import { lastLines } from "#scripts/bootstrap/files.mjs";
import { diskFullProblem, Problem } from "#scripts/bootstrap/problem.mjs";
import { step } from "#scripts/bootstrap/terminal.mjs";
import type { Environment } from "#scripts/processes/identity.mjs";
import { runProgram } from "#scripts/processes/start.mjs";
import { root } from "#scripts/root.mjs";
import type { DataFolder } from "./data-folder.ts";

/** Adds what is missing to the demo's clinic, and writes down how to sign in. */
export async function seed(folder: DataFolder, appEnv: Environment, signal: AbortSignal): Promise<void> {
  const log = folder.log("seed");
  const args = ["--conditions=react-server", join(root, "prisma", "seed.ts")];
  const env = { ...appEnv, SEED_OUTPUT: folder.credentials, JOBS: "off" };
  const { ok, output } = await step("Setting up the clinic", () =>
    runProgram("the seed", process.execPath, args, { log, cwd: root, signal, env }),
  );
  if (!ok && isDiskFull(output)) throw diskFullProblem(folder.path);
  if (!ok) throw new Problem(`Couldn't set up the clinic. The end of ${log}:\n${lastLines(log)}`);
  if (!existsSync(folder.credentials)) throw new Problem(`The seed didn't say how to sign in. See ${log}.`);
}
