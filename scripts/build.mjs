import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { withLock } from "./lock.mjs";
import { runToEnd } from "./processes.mjs";
import { diskFull, Problem, say, saysDiskFull, step } from "./progress.mjs";
import { root } from "./root.mjs";

// Two things are made from the sources: Prisma's client and Next's production build. Each keeps a fingerprint of what it
// was made from beside it, and is made again when that has changed.

const logs = join(root, ".data", "logs");
const schema = ["prisma/schema.prisma", "prisma/models"];
const clientSources = [...schema, "prisma.config.ts", "package-lock.json"];
const appSources = ["app", "components", "lib", "public", ...schema, "package-lock.json", "package.json"];
const appConfig = /^(next\.config|tsconfig|postcss\.config|proxy|instrumentation)/;

/**
 * A fingerprint of the names and contents of files, and of all files under folders.
 * @param {string} base
 * @param {string[]} paths relative to it; missing ones count as missing
 */
export function fingerprint(base, paths) {
  const hash = createHash("sha256");
  const files = paths.flatMap((path) => filesUnder(join(base, path)));
  for (const file of files.sort())
    hash
      .update(`${relative(base, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  return hash.digest("hex");
}

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOTDIR") return [path];
    throw error;
  }
}

/** @param {string} stamp @param {string} current */
const isCurrent = (stamp, current) => existsSync(stamp) && readFileSync(stamp, "utf8") === current;

/**
 * @param {string} name
 * @param {string} script of a package, relative to node_modules
 * @param {string[]} args
 * @param {{ env: import("./processes.mjs").Environment, signal?: AbortSignal }} options
 */
async function make(name, script, args, { env, signal }) {
  const log = join(logs, `${name.replaceAll(" ", "-")}.log`);
  const { ok, output } = await runToEnd(
    name,
    process.execPath,
    [join(root, "node_modules", script), ...args],
    {
      log,
      cwd: root,
      env,
      signal,
    },
  );
  if (ok) return;
  if (saysDiskFull(output)) throw new Problem(diskFull(root));
  say(output.trimEnd().split("\n").slice(-30).join("\n"));
  throw new Problem(
    `${name} failed: mend what it says above, then start again (its whole output is in ${log}).`,
  );
}

/** `prisma generate` and `prisma format` would download an engine that they never run: any program will do. */
export const prismaEnv = {
  ...process.env,
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
};

/** Generates Prisma's client when the schema has changed. @param {AbortSignal} [signal] */
export async function ensureClient(signal) {
  const stamp = join(root, "prisma", "generated", "made-from");
  const current = () => fingerprint(root, clientSources);
  if (isCurrent(stamp, current())) return;
  await withLock(
    join(root, ".data", "client.lock"),
    { note: "prisma", onWait: () => {}, signal },
    async () => {
      if (isCurrent(stamp, current())) return;
      const fingerprintNow = current();
      await step("Generating the database client", () =>
        make("prisma generate", "prisma/build/index.js", ["generate"], { env: prismaEnv, signal }),
      );
      writeFileSync(stamp, fingerprintNow);
    },
  );
}

/** What the production build is made from. */
const appFingerprint = () =>
  fingerprint(root, [...appSources, ...readdirSync(root).filter((name) => appConfig.test(name))]);

/** Whether .next is a production build of the present sources. */
export const buildIsCurrent = () =>
  existsSync(join(root, ".next", "BUILD_ID")) &&
  isCurrent(join(root, ".next", "made-from"), appFingerprint());

/**
 * Builds the app for production, unless it is built from these very sources. Two at once build once.
 * @param {{ env?: import("./processes.mjs").Environment, signal?: AbortSignal, always?: boolean }} [options]
 */
export async function ensureBuild({ env = process.env, signal, always = false } = {}) {
  if (!always && buildIsCurrent()) return;
  const onWait = () => say("Waiting for another build of the app …");
  await withLock(join(root, ".data", "build.lock"), { note: "next build", onWait, signal }, async () => {
    if (!always && buildIsCurrent()) return;
    const fingerprintNow = appFingerprint();
    const plain = { ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
    await step("Building the app (next build)", () =>
      make("next build", "next/dist/bin/next", ["build"], { env: plain, signal }),
    );
    writeFileSync(join(root, ".next", "made-from"), fingerprintNow);
  });
}
