import type { Lifetime } from "#scripts/bootstrap/lifetime.mjs";
import { Problem } from "#scripts/bootstrap/problem.mjs";
import { print, step } from "#scripts/bootstrap/terminal.mjs";
import { ensureBuild, ensureClient } from "#scripts/build.mjs";
import { ensureServer } from "#scripts/livekit/server.ts";
import { startLiveKit } from "#scripts/livekit/start.ts";
import { isPortFree } from "#scripts/processes/ports.ts";
import { recordRun } from "#scripts/processes/run-record.ts";
import { beginRun, endRun } from "#scripts/processes/runs.mjs";
import type { Program } from "#scripts/processes/start.mjs";
import { root } from "#scripts/root.mjs";
import { crashProblem, startApp, waitUntilHealthy } from "./app.ts";
import { readCredentials } from "./credentials.ts";
import { claimDataFolder, type DataFolder, dataFolderPath } from "./data-folder.ts";
import { databaseUrl, markSeeded, prepareDatabase, startDatabase } from "./database.ts";
import { appEnvironment } from "./environment.ts";
import { parseOptions } from "./options.ts";
import { readyMessage } from "./ready-message.ts";
import { ensureSecrets, type Secrets } from "./secrets.ts";
import { seed } from "./seed.ts";

/** Runs PostgreSQL, LiveKit and the app on this machine until told to stop. Returns the exit code. */
export async function runDemo(mode: "demo" | "dev", args: string[], life: Lifetime): Promise<number> {
  const { port, reset, video } = parseOptions(args);
  const command = `npm run ${mode}`;
  const startOver = `To start over and delete the demo's data: ${command} -- --reset.`;
  const address = `http://localhost:${port}`;
  const run = beginRun();
  const folder = await claimDataFolder(dataFolderPath(root), life, { reset, startOver, address });
  await ensurePortFree(port, command);
  const secrets = ensureSecrets(folder.secrets, startOver);
  const { programs, keep } = programList(folder, run, life);

  const binary = process.env.LIVEKIT_URL || !video ? undefined : await ensureServer(life.signal);
  await ensureClient(life.signal);
  const postgres = await startDatabase(folder, secrets.databasePassword, startOver);
  keep(postgres.program);
  const livekit = binary ? await startVideo(binary, secrets, port, folder.log("livekit")) : undefined;
  if (livekit) keep(livekit.program);
  life.signal.throwIfAborted();

  const env = appEnvironment(secrets, { mode, address, databaseUrl: databaseUrl(postgres), livekit });
  const hasVideo = Boolean(env.LIVEKIT_URL);
  await prepareDatabase(postgres, startOver);
  await seed(folder, env, life.signal);
  await markSeeded(postgres);
  if (mode === "demo") await ensureBuild({ env, signal: life.signal });
  const app = startApp(mode === "demo" ? "start" : "dev", port, folder.log("app"), env);
  keep(app);
  await step("Starting the app", () => waitUntilHealthy(app, { port, hasVideo, signal: life.signal }));
  print(
    readyMessage(readCredentials(folder.credentials), { address, folder: folder.path, command, hasVideo }),
  );

  await untilStopped(programs, life.signal);
  print("\nStopping …");
  await life.close();
  print("Stopped. Your data is kept for the next start.");
  return 0;
}

async function ensurePortFree(port: number, command: string): Promise<void> {
  if (await isPortFree(port)) return;
  throw new Problem(
    `Port ${port} is already in use. Stop the program that uses it, or choose another port: ${command} -- --port ${port + 1}.`,
  );
}

/** The programs of this run. Each is stopped at the end, the latest first, and recorded in case we are killed. */
function programList(folder: DataFolder, run: string, life: Lifetime) {
  const record = recordRun(folder.record, run);
  life.defer(record.remove);
  life.defer(() => endRun(run));
  const programs: Program[] = [];
  const keep = (program: Program) => {
    programs.push(program);
    record.add(program);
    life.defer(() => program.stop());
    life.signal.throwIfAborted();
  };
  return { programs, keep };
}

const startVideo = (binary: string, secrets: Secrets, port: number, log: string) =>
  step("Starting the video server (LiveKit)", () =>
    startLiveKit({
      binary,
      key: secrets.livekitKey,
      secret: secrets.livekitSecret,
      webhookUrl: `http://127.0.0.1:${port}/api/livekit/webhook`,
      log,
    }),
  );

/** @throws {Problem} if a program stops by itself */
async function untilStopped(programs: readonly Program[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const crashed = await Promise.race([
    ...programs.map(async (program) => ({ program, ...(await program.exited) })),
    new Promise<undefined>((resolve) =>
      signal.addEventListener("abort", () => resolve(undefined), { once: true }),
    ),
  ]);
  if (crashed && !signal.aborted)
    throw crashProblem(crashed.program, crashed.signal ?? `exit code ${crashed.code}`);
}
