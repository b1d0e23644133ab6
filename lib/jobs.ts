import "server-only";
import type { Tx } from "./db.ts";

/** Every kind of job with its payload: ids and times only. */
export type Tasks = {
  "deliver-push": { readonly deliveryId: string };
  /** Settles what rings until `dueAt` (ISO 8601), even when this machine's clock is behind. */
  "miss-rings": { readonly sessionId: string; readonly dueAt: string };
  "cancel-unattended": { readonly sessionId: string };
  /** One batch of a bulk change: the rows after the first `after`. */
  "change-members": { readonly changeId: string; readonly after: number };
  "close-overdue": { readonly sessionId: string };
};
export type TaskName = keyof Tasks;

/** `priority`: smaller goes first. */
export type JobOptions = { readonly runAt?: Date; readonly maxAttempts?: number; readonly priority?: number };

/** Queues a job for each payload, in one statement. They run after the commit of `tx`. */
export async function enqueueAll<N extends TaskName>(
  tx: Tx,
  name: N,
  payloads: readonly Tasks[N][],
  options: JobOptions = {},
): Promise<void> {
  if (payloads.length === 0) return;
  const { runAt = null, maxAttempts = 10, priority = 0 } = options;
  await tx.$executeRaw`
    SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
      SELECT (${name}::text, one.payload, NULL, ${runAt}::timestamptz, ${maxAttempts}::smallint, NULL,
              ${priority}::smallint, NULL)::graphile_worker.job_spec
      FROM json_array_elements(${JSON.stringify(payloads)}::json) AS one(payload)))`;
}

export const enqueue = <N extends TaskName>(tx: Tx, name: N, payload: Tasks[N], options?: JobOptions) =>
  enqueueAll(tx, name, [payload], options);
