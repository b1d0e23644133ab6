import "server-only";
import { ensureBuiltInTypes } from "#lib/call-types/server.ts";
import { startReconciler } from "#lib/sessions/reconcile.ts";
import { env } from "./env.ts";
import { errorFacts, log } from "./log.ts";
import { startSweeping } from "./sweep.ts";
import { startWorker } from "./worker.ts";

const tryAgainMs = 1_000;

/** The database may come up after us: asked again until it answers. */
const addTypes = async (): Promise<void> => {
  try {
    await ensureBuiltInTypes();
  } catch (error) {
    log.warn("waiting for the database", errorFacts(error));
    setTimeout(addTypes, tryAgainMs).unref();
  }
};

/** What runs beside the pages: checks the environment, works on jobs, keeps the sessions table true. */
export const boot = async (): Promise<void> => {
  try {
    env();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : "The environment is wrong."}\n`);
    process.exit(1);
  }
  await addTypes();
  if (env().JOBS === "inline") startWorker();
  startReconciler();
  startSweeping();
};
