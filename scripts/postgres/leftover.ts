import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { endProcess, type StopStep } from "#scripts/processes/end.mjs";
import { commandLineOf, isAlive, processRef } from "#scripts/processes/identity.mjs";

/** PostgreSQL's fast shutdown, then its immediate one, after which the next start replays the log. */
export const postgresStopSteps: StopStep[] = [
  { signal: "SIGINT", waitMs: 10_000 },
  { signal: "SIGQUIT", waitMs: 3000 },
  { signal: "SIGKILL", waitMs: 2000 },
];

/** Ends a PostgreSQL that a killed run left on this folder, and deletes its pid file. */
export async function endLeftoverPostgres(cluster: string): Promise<void> {
  const pidFile = join(cluster, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const [pid = 0] = readFileSync(pidFile, "utf8").split("\n").map(Number);
  const isOurs = pid > 0 && commandLineOf(pid).includes(cluster);
  if (isOurs) await endProcess(processRef(pid), postgresStopSteps);
  // Windows doesn't tell us the command line, so a living process may be this very PostgreSQL.
  else if (process.platform === "win32" && pid > 0 && isAlive(processRef(pid))) return;
  rmSync(pidFile, { force: true });
}
