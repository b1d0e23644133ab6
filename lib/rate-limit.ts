import "server-only";
import { db } from "./db.ts";
import { AppError } from "./errors.ts";

export type RateLimit = { readonly max: number; readonly windowSeconds: number };

/** Exports per person: each one is audited. */
export const exportRateLimit: RateLimit = { max: 60, windowSeconds: 3_600 };

/** Counts one attempt, over all processes, and returns how many the current window has, this one included. */
export async function countAttempt(bucket: string, windowEnds: Date, now: Date): Promise<number> {
  const rows = await db().$queryRaw<{ failures: number }[]>`
    INSERT INTO "sign_in_throttle" ("bucket", "failures", "window_ends") VALUES (${bucket}, 1, ${windowEnds})
    ON CONFLICT ("bucket") DO UPDATE SET
      "failures" = CASE WHEN "sign_in_throttle"."window_ends" <= ${now} THEN 1 ELSE "sign_in_throttle"."failures" + 1 END,
      "window_ends" = CASE WHEN "sign_in_throttle"."window_ends" <= ${now} THEN ${windowEnds} ELSE "sign_in_throttle"."window_ends" END
    RETURNING "failures"`;
  return rows[0]?.failures ?? 1;
}

/** Counts before the work. @throws AppError TOO_MANY_ATTEMPTS over the limit, until the window ends */
export async function enforceRateLimit(bucket: string, limit: RateLimit, now: Date): Promise<void> {
  const windowEnds = new Date(now.getTime() + limit.windowSeconds * 1000);
  if ((await countAttempt(bucket, windowEnds, now)) > limit.max) throw new AppError("TOO_MANY_ATTEMPTS");
}

export const uncountAttempt = (bucket: string) =>
  db().signInThrottle.updateMany({
    where: { bucket, failures: { gt: 0 } },
    data: { failures: { decrement: 1 } },
  });

export const forgetAttempts = (bucket: string) => db().signInThrottle.deleteMany({ where: { bucket } });

export const forgetWindowsBefore = (then: Date) =>
  db().signInThrottle.deleteMany({ where: { windowEnds: { lt: then } } });
