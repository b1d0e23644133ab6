import "server-only";
import type pg from "pg";

/**
 * First half of every worker's advisory lock (any constant would do); the second is the hash of its id. A worker holds its
 * lock as long as its process lives, so a free lock means that its jobs are abandoned. graphile-worker by itself would leave
 * them for four hours.
 */
export const workerLockClass = 720_341_101;

/** After a restart of PostgreSQL all locks are free, and the living workers need time to take theirs again. */
const graceAfterRestart = "5 seconds";

const takeLock = (client: pg.Client, workerId: string) =>
  client.query("SELECT pg_advisory_lock($1, hashtext($2))", [workerLockClass, workerId]);

/** Frees the jobs of dead workers, so that others take them. */
export const freeAbandonedJobs = (client: pg.Client) =>
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
    [workerLockClass, graceAfterRestart],
  );

type Plugin = NonNullable<GraphileConfig.Preset["plugins"]>[number];

/** Takes the lock before any job, and calls `onStart` with the worker's id. */
export function lockFirst(client: pg.Client, onStart: (workerId: string) => void): Plugin {
  let lock: Promise<unknown> | undefined;
  return {
    name: "bedside-lock-first",
    worker: {
      hooks: {
        startWorker: async (_context, { worker }) => {
          const workerId = worker.workerPool.id;
          onStart(workerId);
          lock ??= takeLock(client, workerId);
          await lock;
        },
      },
    },
  };
}
