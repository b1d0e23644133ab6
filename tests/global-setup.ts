import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { deploy } from "#prisma/migrate.ts";
import { makeSecrets } from "#scripts/demo/secrets.ts";
import { findServer } from "#scripts/livekit/server.ts";
import { query } from "#scripts/postgres/query.ts";
import { startPostgres } from "#scripts/postgres/start.ts";
import { cleanUpTestRuns, testRunPrefix } from "#scripts/processes/leftovers.ts";
import { recordRun } from "#scripts/processes/run-record.ts";
import { beginRun, endRun } from "#scripts/processes/runs.mjs";
import { findBrowsers } from "#scripts/test/browsers.ts";
import type { Programs } from "#tests/support/requirements.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The run's PostgreSQL, and the migrated database that others are copied from. */
    postgres: { url: string; template: string };
    programs: Programs;
    /** The run's folder, deleted at its end. */
    folder: string;
    vapid: { publicKey: string; privateKey: string };
  }
}

const template = "template_migrated";

export default async function setup(project: TestProject) {
  await cleanUpTestRuns();
  const run = beginRun();
  const folder = mkdtempSync(join(tmpdir(), testRunPrefix));
  chmodSync(folder, 0o711);
  const record = recordRun(join(folder, "run.json"), run);
  const database = await startPostgres({
    folder: join(folder, "postgres"),
    password: "test",
    log: join(folder, "postgres.log"),
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "400" },
  });
  record.add(database.program);
  const stop = async () => {
    await endRun(run);
    await database.program.stop();
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
  project.provide("programs", { ...findBrowsers(), livekit: findServer() });
  project.provide("folder", folder);
  project.provide("vapid", { publicKey, privateKey });
  return stop;
}
