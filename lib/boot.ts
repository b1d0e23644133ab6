import "server-only";
import { ensureBuiltInTypes } from "#lib/call-types/server.ts";
import { startReconciler } from "#lib/sessions/server/run-reconciler.ts";
import { beforeReleaseMessage, isBeforeRelease } from "#prisma/before-release.ts";
import { db } from "./db.ts";
import { env } from "./env.ts";
import { errorFacts, log } from "./log.ts";
import { startSweeping } from "./sweep.ts";
import { startWorker } from "./worker.ts";

const retryDelayMs = 1_000;

function refuseToStart(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Retries, because the database may start after the app. */
async function prepareDatabase(): Promise<void> {
  try {
    if (await isBeforeRelease((sql) => db().$queryRaw(sql))) refuseToStart(beforeReleaseMessage);
    await ensureBuiltInTypes();
  } catch (error) {
    log.warn("waiting for the database", errorFacts(error));
    setTimeout(prepareDatabase, retryDelayMs).unref();
  }
}

/** Checks the environment and starts everything that runs beside the pages. */
export async function boot(): Promise<void> {
  try {
    env();
  } catch (error) {
    refuseToStart(error instanceof Error ? error.message : "The environment is invalid.");
  }
  await prepareDatabase();
  if (env().JOBS === "inline") startWorker();
  startReconciler();
  startSweeping();
}
