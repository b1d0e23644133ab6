import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { isDiskFull } from "#scripts/bootstrap/disk.mjs";
import { lastLines } from "#scripts/bootstrap/files.mjs";
import { diskFullProblem, Problem } from "#scripts/bootstrap/problem.mjs";
import { freePort } from "#scripts/processes/ports.ts";
import { type Program, startProgram } from "#scripts/processes/start.mjs";
import { postgresBinary, postgresEnvironment } from "./binaries.ts";
import { createCluster, superuser } from "./cluster.ts";
import { endLeftoverPostgres, postgresStopSteps } from "./leftover.ts";
import { failureReason } from "./output.ts";
import { postgresOwner } from "./owner.ts";

export type Postgres = { program: Program; port: number; url: (database: string) => string };

type Options = {
  folder: string;
  password: string;
  log: string;
  port?: number;
  settings?: Record<string, string>;
};

/** PostgreSQL exists but doesn't start on its data folder. */
export class PostgresProblem extends Problem {}

/** Starts PostgreSQL on the loopback, with a new cluster if there is none, and waits until it accepts connections. */
export async function startPostgres({ folder, password, log, port: fixedPort, settings }: Options) {
  const owner = postgresOwner();
  if (existsSync(folder)) await endLeftoverPostgres(folder);
  else await createCluster(folder, password);
  const binary = await postgresBinary("postgres", owner);
  for (let attempt = 1; ; attempt++) {
    const port = fixedPort ?? (await freePort());
    const program = startProgram("PostgreSQL", binary, ["-D", folder, ...flags(port, settings)], {
      ...owner,
      log,
      cwd: "/",
      env: postgresEnvironment,
      stopSteps: postgresStopSteps,
    });
    const url = (database: string) =>
      `postgresql://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
    const failure = await waitUntilReady(program, url("postgres"));
    if (!failure) return { program, port, url } satisfies Postgres;
    await program.stop();
    const isPortTaken = /could not bind|Address already in use/i.test(failure);
    if (isPortTaken && attempt < 3 && !fixedPort) continue;
    if (isDiskFull(failure)) throw diskFullProblem(folder);
    throw new PostgresProblem(`PostgreSQL doesn't start on ${folder}: ${failureReason(failure)}.`);
  }
}

const flags = (port: number, settings: Record<string, string> = {}) =>
  Object.entries({
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    max_connections: "200",
    max_wal_size: "256MB",
    min_wal_size: "32MB",
    timezone: "UTC",
    ...settings,
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

/** Returns what went wrong, or undefined once it is ready. */
async function waitUntilReady(program: Program, url: string): Promise<string | undefined> {
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 50) {
    if (!program.isRunning()) return lastLines(program.log);
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return undefined;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "28P01")
        return "FATAL: its password is not the one in secrets.json";
      await wait(50);
    }
  }
  return `it wasn't ready after 60 s\n${lastLines(program.log)}`;
}
