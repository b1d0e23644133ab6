import "server-only";
import { Logger, type Runner, run, type Task } from "graphile-worker";
import pg from "pg";
import { changeBatch } from "#lib/bulk-changes/server/change-batch.ts";
import { deliverPush } from "#lib/notifications/server.ts";
import { cancelUnattended, missRings } from "#lib/rings/server/expire-rings.ts";
import { closeOverdue } from "#lib/sessions/server/close-overdue.ts";
import { type KeptConnection, keepConnection } from "./connection.ts";
import { db } from "./db.ts";
import { env } from "./env.ts";
import type { TaskName, Tasks } from "./jobs.ts";
import { errorFacts, log } from "./log.ts";
import { freeAbandonedJobs, lockFirst, workerLockClass } from "./worker-lock.ts";

const tasks: { readonly [N in TaskName]: (payload: Tasks[N], isLastTry: boolean) => Promise<void> } = {
  "deliver-push": ({ deliveryId }) => deliverPush(deliveryId),
  "miss-rings": (due) => missRings(due),
  "cancel-unattended": ({ sessionId }) => cancelUnattended(sessionId),
  "change-members": (batch, isLastTry) => changeBatch(batch, isLastTry),
  "close-overdue": ({ sessionId }) => closeOverdue(sessionId),
};

const sweepMs = 3_000;

/** Drops graphile-worker's messages, which may quote payloads and rows, and logs names and codes only. */
const quietLogger = new Logger((scope) => (level, _message, meta) => {
  if (level !== "error" && level !== "warning") return;
  const facts = errorFacts(meta?.error ?? meta?.fatalError);
  log.warn("a job or the job queue failed", { task: scope.taskIdentifier, job: scope.jobId, ...facts });
});

function openPool() {
  const pool = new pg.Pool({ connectionString: env().DATABASE_URL, max: 12, connectionTimeoutMillis: 5_000 });
  pool.on("error", (error) => log.debug("job connection lost", errorFacts(error)));
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

const taskList = Object.fromEntries(
  Object.entries(tasks).map(([name, task]): [string, Task] => [
    name,
    (payload, { job }) => task(payload as never, job.attempts >= job.max_attempts),
  ]),
);

/** Runs graphile-worker as long as the connection that holds its lock lives. */
async function startRunner(pool: pg.Pool, client: pg.Client) {
  let workerId: string | undefined;
  const plugin = lockFirst(client, (id) => {
    workerId = id;
  });
  const runner: Runner = await run({
    pgPool: pool,
    logger: quietLogger,
    noHandleSignals: true,
    parsedCronItems: [],
    taskList,
    preset: {
      plugins: [plugin],
      // Without a batch delay (0 is one), a job that can't be marked as done is an unhandled rejection that ends the process.
      worker: { concurrentJobs: 8, pollInterval: 1_000, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
    },
  });
  const ended = runner.promise.catch((error) => log.warn("the job worker ended", errorFacts(error)));
  /** Lets running jobs finish, then gives back those that could not be marked as done. */
  const stop = async () => {
    await runner.stop().catch(() => {});
    await ended;
    if (workerId) await pool.query("SELECT graphile_worker.force_unlock_workers($1)", [[workerId]]);
  };
  return {
    stop: () => stop().catch((error) => log.debug("jobs left to the sweep", errorFacts(error))),
    ended,
  };
}

type Worker = { connection: KeptConnection; stop: () => Promise<void> };
const shared = globalThis as typeof globalThis & { bedsideWorker?: Worker };

function openWorker(): Worker {
  const pool = openPool();
  let stopping = false;
  let runner: Awaited<ReturnType<typeof startRunner>> | undefined;
  let sweep: NodeJS.Timeout | undefined;
  const connection = keepConnection("bedside jobs", {
    up: async (client) => {
      await freeAbandonedJobs(client);
      runner = await startRunner(pool, client);
      // Ending the connection brings a new one, and with it a new worker.
      runner.ended.finally(() => client.end().catch(() => {}));
      sweep = setInterval(() => freeAbandonedJobs(client).catch(() => {}), sweepMs);
      log.info("job worker started");
    },
    down: async () => {
      clearInterval(sweep);
      const stopped = runner?.stop();
      runner = undefined;
      // After a lost connection the next worker starts at once, while this one's jobs finish.
      if (stopping) await stopped;
    },
  });
  const stop = async () => {
    stopping = true;
    await connection.close();
    await pool.end();
  };
  return { connection, stop };
}

/** Idempotent: in the app (`JOBS=inline`) or alone (`npm run worker`). Survives database restarts. */
export function startWorker(): void {
  shared.bedsideWorker ??= openWorker();
}

/** Takes no more jobs and resolves when the running ones are done. */
export async function stopWorker(): Promise<void> {
  const worker = shared.bedsideWorker;
  shared.bedsideWorker = undefined;
  await worker?.stop();
}

/** "ok" when a worker is alive in any process and no job is a minute late, else what is wrong. */
export async function jobsHealth(): Promise<string> {
  const [found] = await db().$queryRaw<{ alive: boolean; late: boolean }[]>`
    SELECT EXISTS (
             SELECT 1 FROM pg_locks AS lock
             WHERE lock.locktype = 'advisory' AND lock.granted AND lock.objsubid = 2 AND lock.classid = ${workerLockClass}::oid
               AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS "alive",
           EXISTS (
             SELECT 1 FROM graphile_worker.jobs
             WHERE locked_at IS NULL AND attempts < max_attempts AND run_at < now() - interval '1 minute') AS "late"`;
  if (!found?.alive) return "no worker is running";
  return found.late ? "jobs wait longer than a minute" : "ok";
}
