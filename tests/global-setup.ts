import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { deploy } from "#prisma/migrate.ts";
import { findBrowsers } from "#scripts/browsers.mjs";
import { endMarked, keepRecord, nameRun, sweepTestRuns, testRunPrefix } from "#scripts/leftovers.mjs";
import { findServer } from "#scripts/livekit.mjs";
import { query, startPostgres } from "#scripts/postgres.mjs";
import { makeSecrets } from "#scripts/secrets.mjs";
import type { Parts } from "#tests/support/needs.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The one PostgreSQL of the run, and the migrated database that others are copied from. */
    postgres: { url: string; template: string };
    /** Where the programs are that are not ours, or why there is none. */
    parts: Parts;
    /** A folder of the run, deleted at its end. */
    folder: string;
    vapid: { publicKey: string; privateKey: string };
  }
}

const template = "template_migrated";

export default async function setup(project: TestProject) {
  await sweepTestRuns();
  const run = nameRun();
  const folder = mkdtempSync(join(tmpdir(), testRunPrefix));
  chmodSync(folder, 0o711);
  const record = keepRecord(join(folder, "run.json"), run);
  const database = await startPostgres({
    folder: join(folder, "postgres"),
    password: "test",
    log: join(folder, "postgres.log"),
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "400" },
  });
  record.add(database.part);
  const stop = async () => {
    await endMarked(run);
    await database.part.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await query(database.url("postgres"), `create database ${template}`);
    await deploy(database.url(template));
  } catch (error) {
    await stop();
    throw error;
  }
  const { vapidPublicKey: publicKey, vapidPrivateKey: privateKey } = makeSecrets();
  project.provide("postgres", { url: database.url("postgres"), template });
  project.provide("parts", { ...findBrowsers(), livekit: findServer() });
  project.provide("folder", folder);
  project.provide("vapid", { publicKey, privateKey });
  return stop;
}
