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

const tasks: { readonly [N in TaskName]: (payload: Tasks[N], isLastTry: boolean) => Promise<void> } = {
  "deliver-push": ({ deliveryId }) => deliverPush(deliveryId),
  "miss-rings": (due) => missRings(due),
  "cancel-unattended": ({ sessionId }) => cancelUnattended(sessionId),
  "change-members": (batch, isLastTry) => changeBatch(batch, isLastTry),
  "close-overdue": ({ sessionId }) => closeOverdue(sessionId),
};

/**
 * First half of every worker's advisory lock; the second is the hash of its id. Any constant would do. Each worker holds
 * its lock as long as its process lives, so that a free lock means: dead, and its jobs are nobody's. graphile-worker by
 * itself lets the jobs of a dead worker lie for four hours.
 */
const lockClass = 720_341_101;
/** After PostgreSQL itself restarted every lock is free: the living get so long to take theirs again. */
const graceAfterRestart = "5 seconds";
const sweepMs = 3_000;

const takeLock = (client: pg.Client, workerId: string) =>
  client.query("SELECT pg_advisory_lock($1, hashtext($2))", [lockClass, workerId]);

/** Frees the jobs of workers that are no longer alive; they are run at the next look. */
const freeJobsOfTheDead = (client: pg.Client) =>
  client.query(
    `SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT jobs.locked_by))
     FROM graphile_worker.jobs AS jobs
     WHERE jobs.locked_by IS NOT NULL
       AND pg_postmaster_start_time() < now() - $2::interval
       AND NOT EXISTS (
         SELECT 1 FROM pg_locks AS lock
         WHERE lock.locktype = 'advisory' AND lock.granted AND lock.objsubid = 2 AND lock.classid = $1::oid
           AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND lock.objid::bigint = (hashtext(jobs.locked_by)::bigint & 4294967295))
     HAVING count(*) > 0`,
    [lockClass, graceAfterRestart],
  );

/** graphile-worker's words may quote payloads and rows: only names and codes go on. */
const quietLogger = new Logger((scope) => (level, _message, meta) => {
  if (level !== "error" && level !== "warning") return;
  const facts = errorFacts(meta?.error ?? meta?.fatalError);
  log.warn("a job or the job queue failed", { task: scope.taskIdentifier, job: scope.jobId, ...facts });
});

const openPool = () => {
  const pool = new pg.Pool({ connectionString: env().DATABASE_URL, max: 12, connectionTimeoutMillis: 5_000 });
  pool.on("error", (error) => log.debug("job connection lost", errorFacts(error)));
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
};

type Plugin = NonNullable<GraphileConfig.Preset["plugins"]>[number];

/** No job is taken before the lock is held. `taken` hears the worker's id. */
const lockFirst = (client: pg.Client, taken: (workerId: string) => void): Plugin => {
  let lock: Promise<unknown> | undefined;
  return {
    name: "bedside-lock-first",
    worker: {
      hooks: {
        startWorker: async (_context, { worker }) => {
          const workerId = worker.workerPool.id;
          taken(workerId);
          lock ??= takeLock(client, workerId);
          await lock;
        },
      },
    },
  };
};

/** One life of graphile-worker: as long as the connection that holds its lock. */
const startRunner = async (pool: pg.Pool, client: pg.Client) => {
  let workerId: string | undefined;
  const plugin = lockFirst(client, (id) => {
    workerId = id;
  });
  const runner: Runner = await run({
    pgPool: pool,
    logger: quietLogger,
    noHandleSignals: true,
    parsedCronItems: [],
    taskList: Object.fromEntries(
      Object.entries(tasks).map(([name, task]): [string, Task] => [
        name,
        (payload, { job }) => task(payload as never, job.attempts >= job.max_attempts),
      ]),
    ),
    preset: {
      plugins: [plugin],
      // Without a batch delay a job that cannot be marked as done is an unhandled rejection, which ends the process.
      worker: { concurrentJobs: 8, pollInterval: 1_000, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
    },
  });
  const ended = runner.promise.catch((error) => log.warn("the job worker ended", errorFacts(error)));
  /** Lets running jobs finish, then gives back what could not be marked as done. */
  const stop = async () => {
    await runner.stop().catch(() => {});
    await ended;
    if (workerId) await pool.query("SELECT graphile_worker.force_unlock_workers($1)", [[workerId]]);
  };
  return {
    stop: () => stop().catch((error) => log.debug("jobs left to the sweep", errorFacts(error))),
    ended,
  };
};

type Worker = { connection: KeptConnection; stop: () => Promise<void> };
const shared = globalThis as typeof globalThis & { bedsideWorker?: Worker };

const openWorker = (): Worker => {
  const pool = openPool();
  let stopping = false;
  let runner: Awaited<ReturnType<typeof startRunner>> | undefined;
  let sweep: NodeJS.Timeout | undefined;
  const connection = keepConnection("bedside jobs", {
    up: async (client) => {
      await freeJobsOfTheDead(client);
      runner = await startRunner(pool, client);
      // A worker that ended by itself is replaced: the lost connection brings a new one.
      runner.ended.finally(() => client.end().catch(() => {}));
      sweep = setInterval(() => freeJobsOfTheDead(client).catch(() => {}), sweepMs);
      log.info("job worker started");
    },
    down: async () => {
      clearInterval(sweep);
      const stopped = runner?.stop();
      runner = undefined;
      // After a mere loss the next worker starts at once, while this one's jobs come to their end.
      if (stopping) await stopped;
    },
  });
  const stop = async () => {
    stopping = true;
    await connection.close();
    await pool.end();
  };
  return { connection, stop };
};

/**
 * Starts working on jobs in this process, once however often it is called: inside the app (`JOBS=inline`) or in a process
 * of its own (`npm run worker`). Outlives restarts of the database.
 */
export const startWorker = (): void => {
  shared.bedsideWorker ??= openWorker();
};

/** Takes no more jobs and resolves when the running ones are done. */
export const stopWorker = async (): Promise<void> => {
  const worker = shared.bedsideWorker;
  shared.bedsideWorker = undefined;
  await worker?.stop();
};

/** "ok" when some worker, in whatever process, is alive and no job waits longer than a minute; else what is wrong. */
export const jobsHealth = async (): Promise<string> => {
  const [found] = await db().$queryRaw<{ alive: boolean; late: boolean }[]>`
    SELECT EXISTS (
             SELECT 1 FROM pg_locks AS lock
             WHERE lock.locktype = 'advisory' AND lock.granted AND lock.objsubid = 2 AND lock.classid = ${lockClass}::oid
               AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS "alive",
           EXISTS (
             SELECT 1 FROM graphile_worker.jobs
             WHERE locked_at IS NULL AND attempts < max_attempts AND run_at < now() - interval '1 minute') AS "late"`;
  if (!found?.alive) return "no worker is running";
  return found.late ? "jobs wait longer than a minute" : "ok";
};
