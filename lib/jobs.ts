import "server-only";
import type { Tx } from "./db.ts";

/** Every kind of job and what it is told. Payloads are ids and times only. */
export type Tasks = {
  "deliver-push": { readonly deliveryId: string };
  /** `dueAt`: ISO 8601; what rings until then is settled, whatever this machine's clock says. */
  "miss-rings": { readonly sessionId: string; readonly dueAt: string };
  "cancel-unattended": { readonly sessionId: string };
  /** One batch of a bulk change: the rows after the first `after`. */
  "change-members": { readonly changeId: string; readonly after: number };
  "close-overdue": { readonly sessionId: string };
};
export type TaskName = keyof Tasks;

/** `priority`: smaller goes first. */
export type JobOptions = { readonly runAt?: Date; readonly maxAttempts?: number; readonly priority?: number };

/** Queues one job for each payload in one statement, in the caller's transaction: none of them runs before its commit. */
export const enqueueAll = async <N extends TaskName>(
  tx: Tx,
  name: N,
  payloads: readonly Tasks[N][],
  options: JobOptions = {},
): Promise<void> => {
  if (payloads.length === 0) return;
  const { runAt = null, maxAttempts = 10, priority = 0 } = options;
  await tx.$executeRaw`
    SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
      SELECT (${name}::text, one.payload, NULL, ${runAt}::timestamptz, ${maxAttempts}::smallint, NULL,
              ${priority}::smallint, NULL)::graphile_worker.job_spec
      FROM json_array_elements(${JSON.stringify(payloads)}::json) AS one(payload)))`;
};

/** Queues one job in the caller's transaction. */
export const enqueue = <N extends TaskName>(tx: Tx, name: N, payload: Tasks[N], options?: JobOptions) =>
  enqueueAll(tx, name, [payload], options);
