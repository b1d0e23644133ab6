import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { isDiskFull } from "#scripts/bootstrap/disk.mjs";
import { withLock } from "#scripts/bootstrap/lock.mjs";
import { diskFullProblem, Problem } from "#scripts/bootstrap/problem.mjs";
import { print, step } from "#scripts/bootstrap/terminal.mjs";
import { runProgram } from "#scripts/processes/start.mjs";
import { fingerprint } from "./fingerprint.mjs";
import { root } from "./root.mjs";

// Prisma's client and Next's build are generated. Each keeps a fingerprint of its sources and is rebuilt when that changes.

const schema = ["prisma/schema.prisma", "prisma/models"];
const clientSources = [...schema, "prisma.config.ts", "package-lock.json"];
const clientStamp = join(root, "prisma", "generated", "made-from");
const appSources = [
  "app",
  "components",
  "lib",
  "messages/en.json",
  "public",
  ...schema,
  "package-lock.json",
  "package.json",
];
const appConfig = /^(next\.config|tsconfig|postcss\.config|proxy|instrumentation)/;
const appStamp = join(root, ".next", "made-from");

/** @typedef {import("#scripts/processes/identity.mjs").Environment} Environment */

/** Prisma would download an engine that `generate` and `format` never run. Naming any program prevents that. */
export const prismaEnv = {
  ...process.env,
  // `generate` finds the generator of Kysely's types here, and that generator finds Node.
  PATH: [join(root, "node_modules", ".bin"), dirname(process.execPath), process.env.PATH].join(delimiter),
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
};

/** Generates Prisma's client if the schema has changed. @param {AbortSignal} [signal] */
export async function ensureClient(signal) {
  const current = () => fingerprint(root, clientSources);
  if (isCurrent(clientStamp, current())) return;
  const options = { note: "prisma generate", onWait: () => {}, signal };
  await withLock(join(root, ".data", "client.lock"), options, async () => {
    const stamp = current();
    if (isCurrent(clientStamp, stamp)) return;
    await step("Generating the database client", () =>
      runTool("prisma generate", "prisma/build/index.js", ["generate"], prismaEnv, signal),
    );
    writeFileSync(clientStamp, stamp);
  });
}

/**
 * Builds the app for production unless the build is current. Parallel calls build once.
 * @param {{ env?: Environment, signal?: AbortSignal, force?: boolean }} [options]
 */
export async function ensureBuild({ env = process.env, signal, force = false } = {}) {
  if (!force && isBuildCurrent()) return;
  const onWait = () => print("Waiting for another build of the app …");
  await withLock(join(root, ".data", "build.lock"), { note: "next build", onWait, signal }, async () => {
    if (!force && isBuildCurrent()) return;
    const stamp = appFingerprint();
    const buildEnv = { ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
    await step("Building the app (next build)", () =>
      runTool("next build", "next/dist/bin/next", ["build"], buildEnv, signal),
    );
    writeFileSync(appStamp, stamp);
  });
}

const appFingerprint = () =>
  fingerprint(root, [...appSources, ...readdirSync(root).filter((name) => appConfig.test(name))]);

const isBuildCurrent = () =>
  existsSync(join(root, ".next", "BUILD_ID")) && isCurrent(appStamp, appFingerprint());

/** @param {string} stamp @param {string} current */
const isCurrent = (stamp, current) => existsSync(stamp) && readFileSync(stamp, "utf8") === current;

/** @param {string} name @param {string} script @param {string[]} args @param {Environment} env @param {AbortSignal} [signal] */
async function runTool(name, script, args, env, signal) {
  const log = join(root, ".data", "logs", `${name.replaceAll(" ", "-")}.log`);
  const command = [join(root, "node_modules", script), ...args];
  const { ok, output } = await runProgram(name, process.execPath, command, { log, cwd: root, env, signal });
  if (ok) return;
  if (isDiskFull(output)) throw diskFullProblem(root);
  print(output.trimEnd().split("\n").slice(-30).join("\n"));
  throw new Problem(`${name} failed. Fix what it reports above, then try again. Full output: ${log}`);
}
