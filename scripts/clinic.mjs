import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { BeforeReleaseError, deploy } from "#prisma/migrate.ts";
import { ensureBuild, ensureClient } from "./build.mjs";
import { dataFolderOf, takeFolder } from "./folder.mjs";
import { endMarked, keepRecord, nameRun } from "./leftovers.mjs";
import { ensureServer, startLiveKit } from "./livekit.mjs";
import { readOptions } from "./options.mjs";
import { query, startPostgres } from "./postgres.mjs";
import { isPortFree, runToEnd, startPart, tail } from "./processes.mjs";
import { diskFull, Problem, say, saysDiskFull, step } from "./progress.mjs";
import { root } from "./root.mjs";
import { keepSecrets } from "./secrets.mjs";
import { readWaysIn, waysIn } from "./ways.mjs";

/** @typedef {import("./processes.mjs").Part} Part */

const databaseName = "bedside";
const seeded = "seeded";

/**
 * Runs the whole clinic on this computer until it is told to stop: PostgreSQL, LiveKit and the app.
 * @param {"demo" | "dev"} mode
 * @param {string[]} args
 * @param {import("./lifetime.mjs").Lifetime} life
 * @returns {Promise<number>} the exit code
 */
export async function runClinic(mode, args, life) {
  const { port, reset, video } = readOptions(args);
  const command = `npm run ${mode}`;
  const address = `http://localhost:${port}`;
  const run = nameRun();
  const folder = await takeFolder(dataFolderOf(root), { reset, command }, life, address);
  if (!(await isPortFree(port))) {
    throw new Problem(
      `Port ${port} is taken by another program: stop that one, or choose another port with “${command} -- --port ${port + 1}”.`,
    );
  }
  const secrets = keepSecrets(folder.secrets);
  const record = keepRecord(folder.record, run);
  life.defer(record.clear);
  life.defer(() => endMarked(run));
  /** @type {Part[]} */
  const parts = [];
  const keep = (/** @type {Part} */ part) => {
    parts.push(part);
    record.add(part);
    life.defer(() => part.stop());
  };

  const program = process.env.LIVEKIT_URL || !video ? undefined : await ensureServer(life.signal);
  await ensureClient(life.signal);
  const database = await step("Starting PostgreSQL", () => startDatabase(folder, secrets, command));
  keep(database.part);
  life.signal.throwIfAborted();
  const livekit = program && (await startVideo(program, secrets, port, folder.log("livekit")));
  if (livekit) keep(livekit.part);
  life.signal.throwIfAborted();

  const own = livekit && {
    LIVEKIT_URL: livekit.url,
    LIVEKIT_API_KEY: secrets.livekitKey,
    LIVEKIT_API_SECRET: secrets.livekitSecret,
  };
  const env = {
    ...process.env,
    DATABASE_URL: database.url(databaseName),
    PUBLIC_URL: address,
    APP_SECRET: secrets.appSecret,
    NEXTAUTH_URL: address,
    NEXTAUTH_SECRET: secrets.appSecret,
    VAPID_PUBLIC_KEY: secrets.vapidPublicKey,
    VAPID_PRIVATE_KEY: secrets.vapidPrivateKey,
    VAPID_SUBJECT: process.env.VAPID_SUBJECT || "mailto:clinic@bedside.example",
    DEMO: "1",
    JOBS: "inline",
    NEXT_TELEMETRY_DISABLED: "1",
    NODE_ENV: mode === "demo" ? "production" : "development",
    ...own,
  };
  await prepareDatabase(database, command);
  await seed(database, env, folder, life.signal);
  if (mode === "demo") await ensureBuild({ env, signal: life.signal });

  const action = mode === "demo" ? "start" : "dev";
  const next = join(root, "node_modules", "next", "dist", "bin", "next");
  const app = startPart(
    "The app",
    process.execPath,
    [next, action, "--hostname", "127.0.0.1", "--port", String(port)],
    {
      log: folder.log("app"),
      cwd: root,
      env,
      pushes: [
        { signal: "SIGTERM", waitMs: 3000 },
        { signal: "SIGKILL", waitMs: 2000 },
      ],
    },
  );
  keep(app);
  await step("Starting the app", () =>
    untilHealthy(app, { port, video: Boolean(env.LIVEKIT_URL), signal: life.signal }),
  );

  say(
    waysIn(address, readWaysIn(folder.waysIn), {
      folder: folder.path,
      command,
      video: Boolean(env.LIVEKIT_URL),
    }),
  );
  const ended = await Promise.race([
    ...parts.map(async (part) => ({ part, ...(await part.exited) })),
    new Promise((resolve) => life.signal.addEventListener("abort", () => resolve(undefined), { once: true })),
  ]);
  if (!ended || life.signal.aborted) {
    say("\nStopping …");
    await life.close();
    say("Everything is stopped. The data is kept for the next start.");
    return 0;
  }
  throw stoppedByItself(ended.part, ended.signal ?? `exit code ${ended.code}`);
}

/** @param {Part} part @param {string | number} how */
function stoppedByItself(part, how) {
  const last = tail(part.log);
  if (saysDiskFull(last)) return new Problem(diskFull(part.log));
  return new Problem(
    `${part.name} stopped by itself (${how}), so the rest was stopped too. The end of ${part.log}:\n${last}`,
  );
}

/** @param {import("./folder.mjs").DataFolder} folder @param {import("./secrets.mjs").Secrets} secrets @param {string} command */
const startDatabase = ({ cluster, log }, { databasePassword: password }, command) =>
  startPostgres({ folder: cluster, password, log: log("postgres") }).catch((error) => {
    if (!(error instanceof Problem) || !error.message.startsWith("PostgreSQL does not start")) throw error;
    throw new Problem(
      `${error.message.replace(/\.$/, "")}. If that stays so, start over with “${command} -- --reset”, which deletes the demo's data.`,
    );
  });

/** @param {string} program @param {import("./secrets.mjs").Secrets} secrets @param {number} port @param {string} log */
const startVideo = (program, secrets, port, log) =>
  step("Starting the video server (LiveKit)", () =>
    startLiveKit({
      program,
      key: secrets.livekitKey,
      secret: secrets.livekitSecret,
      webhookUrl: `http://127.0.0.1:${port}/api/livekit/webhook`,
      log,
    }),
  );

/**
 * Makes and migrates the database. One whose seeding was broken off is made anew: it holds half a clinic and nothing
 * that anybody made.
 * @param {import("./postgres.mjs").Postgres} database
 * @param {string} command
 */
async function prepareDatabase(database, command) {
  const [found] = await query(
    database.url("postgres"),
    "select shobj_description(oid, 'pg_database') as state from pg_database where datname = $1",
    [databaseName],
  );
  if (found?.state !== seeded) {
    await query(database.url("postgres"), `drop database if exists ${databaseName} with (force)`);
    await query(database.url("postgres"), `create database ${databaseName}`);
  }
  try {
    const { edited } = await deploy(database.url(databaseName));
    if (edited.length === 0) return;
  } catch (error) {
    if (error instanceof BeforeReleaseError) throw new Problem(error.message);
    say(String(/** @type {Error} */ (error).message).trim());
  }
  throw new Problem(
    `The data here was made by another version of Bedside and does not fit: start over with “${command} -- --reset”, which deletes it.`,
  );
}

/**
 * Fills an empty database with the clinic, and writes down the ways in; a few moments when that was done before.
 * @param {import("./postgres.mjs").Postgres} database
 * @param {import("./processes.mjs").Environment} env
 * @param {import("./folder.mjs").DataFolder} folder
 * @param {AbortSignal} signal
 */
async function seed(database, env, folder, signal) {
  const log = folder.log("seed");
  await step("Setting up the clinic", async () => {
    const { ok, output } = await runToEnd(
      "the seed",
      process.execPath,
      ["--conditions=react-server", join(root, "prisma", "seed.ts")],
      { log, cwd: root, signal, env: { ...env, SEED_OUTPUT: folder.waysIn, JOBS: "off" } },
    );
    if (!ok && saysDiskFull(output)) throw new Problem(diskFull(folder.path));
    if (!ok) throw new Problem(`The clinic could not be set up (see ${log}). The end of it:\n${tail(log)}`);
  });
  if (!existsSync(folder.waysIn)) throw new Problem(`The seed did not say how to sign in (see ${log}).`);
  await query(database.url("postgres"), `comment on database ${databaseName} is '${seeded}'`);
}

/**
 * Waits until the app says that it and all it needs is well; without a video server, all but that.
 * @param {Part} app
 * @param {{ port: number, video: boolean, signal: AbortSignal }} options
 */
async function untilHealthy(app, { port, video, signal }) {
  let said = "nothing";
  // Next's development server compiles the app when it is first asked for something.
  for (const until = Date.now() + 180_000; Date.now() < until; await wait(150, undefined, { signal })) {
    if (!app.running()) throw stoppedByItself(app, "while starting");
    const response = await fetch(`http://127.0.0.1:${port}/api/health`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(60_000)]),
    }).catch(() => undefined);
    const health = await response?.json().catch(() => undefined);
    if (health?.status === "ok" || (!video && health?.database === "ok" && health?.jobs === "ok")) return;
    if (health) said = JSON.stringify(health);
  }
  throw new Problem(`The app does not become well: /api/health answers ${said} (see ${app.log}).`);
}
