import "server-only";
import { ensureBuiltInTypes } from "#lib/call-types/server.ts";
import { startReconciler } from "#lib/sessions/server/reconcile-sessions.ts";
import { beforeReleaseMessage, isBeforeRelease } from "#prisma/before-release.ts";
import { db } from "./db.ts";
import { env } from "./env.ts";
import { errorFacts, log } from "./log.ts";
import { startSweeping } from "./sweep.ts";
import { startWorker } from "./worker.ts";

const tryAgainMs = 1_000;

/** Writes a sentence for the operator and ends the process. */
const refuseToStart = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

/** The database may come up after us: asked again until it answers. */
const prepareDatabase = async (): Promise<void> => {
  try {
    if (await isBeforeRelease((sql) => db().$queryRaw(sql))) refuseToStart(beforeReleaseMessage);
    await ensureBuiltInTypes();
  } catch (error) {
    log.warn("waiting for the database", errorFacts(error));
    setTimeout(prepareDatabase, tryAgainMs).unref();
  }
};

/** What runs beside the pages: checks the environment, works on jobs, keeps the sessions table true. */
export const boot = async (): Promise<void> => {
  try {
    env();
  } catch (error) {
    refuseToStart(error instanceof Error ? error.message : "The environment is wrong.");
  }
  await prepareDatabase();
  if (env().JOBS === "inline") startWorker();
  startReconciler();
  startSweeping();
};
