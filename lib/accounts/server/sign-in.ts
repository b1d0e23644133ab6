import "server-only";
import {
  type Attempt,
  bucketOf,
  hashOfSecret,
  maxUnknownRecorded,
  newSecret,
  staffSignInSeconds,
  throttle,
} from "#lib/accounts/rules.ts";
import * as store from "#lib/accounts/store.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record, recordAlone } from "#lib/audit/server.ts";
import { transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { passwordFits } from "#lib/passwords.ts";
import { countAttempt, forgetAttempts, uncountAttempt } from "#lib/rate-limit.ts";

const secondsAfter = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000);

type Refusal = "WRONG_CREDENTIALS" | "TOO_MANY_ATTEMPTS";

/** Records a refused sign-in. Unknown addresses share a quota per window, then one row says that there were more. */
async function recordRefusal(addressHash: string, userId: string | null, code: Refusal, now: Date) {
  const windowEnds = secondsAfter(now, throttle.windowSeconds);
  const recorded = userId ? 0 : await countAttempt("unknown-addresses", windowEnds, now);
  if (recorded <= maxUnknownRecorded) {
    await recordAlone(auditEntry("sign-in.refused", userId, addressHash, { code }), now);
  } else if (recorded === maxUnknownRecorded + 1) {
    const details = { code: "TOO_MANY_ATTEMPTS" };
    await recordAlone(auditEntry("sign-in.refused", userId, "unknown-addresses", details), now);
  }
}

type Tried = Attempt & { readonly password: string; readonly userAgent: string };

/** @throws AppError TOO_MANY_ATTEMPTS when the bucket is full; recorded once per window */
async function enforceThrottle(tried: Tried, addressHash: string, now: Date) {
  const bucket = bucketOf(tried);
  const windowEnds = secondsAfter(now, throttle.windowSeconds);
  if ((await countAttempt(bucket.key, windowEnds, now)) <= bucket.failures) return;
  // Uncounted attempts let the limit be reached again within the window.
  if ((await countAttempt(`closed:${bucket.key}`, windowEnds, now)) === 1) {
    const user = await store.userForSignIn(tried.email);
    await recordRefusal(addressHash, user?.id ?? null, "TOO_MANY_ATTEMPTS", now);
  }
  throw new AppError("TOO_MANY_ATTEMPTS");
}

type User = { readonly id: string; readonly passwordHash: string };

/** The user whose password this is, or null after recording the refusal. */
async function checkPassword(tried: Tried, addressHash: string, now: Date): Promise<User | null> {
  const user = await store.userForSignIn(tried.email);
  const line = tried.knownDevice ? "known" : "strangers";
  const fits = await passwordFits(user?.passwordHash, tried.password, line).catch(async (error) => {
    await uncountAttempt(bucketOf(tried).key);
    throw error;
  });
  if (fits && user?.passwordHash) return { id: user.id, passwordHash: user.passwordHash };
  await recordRefusal(addressHash, user?.id ?? null, "WRONG_CREDENTIALS", now);
  return null;
}

/** Stores the sign-in, unless the account was disabled or its password changed meanwhile; then returns null. */
const createSignIn = (user: User, userAgent: string, now: Date) =>
  transaction(async (tx) => {
    if (!(await store.maySignInStill(tx, user.id, user.passwordHash))) return null;
    const secret = newSecret();
    const created = await store.createSignIn(tx, {
      kind: "staff",
      secretHash: hashOfSecret(secret),
      userId: user.id,
      userAgent: userAgent.slice(0, 400),
      expiresAt: secondsAfter(now, staffSignInSeconds),
    });
    await record(tx, [auditEntry("sign-in.started", user.id, created.id, { way: "password" })], now);
    return secret;
  });

/** The secret is for the cookie. @throws AppError WRONG_CREDENTIALS, TOO_MANY_ATTEMPTS (also for the right password) */
export async function signIn(tried: Tried, now = new Date()): Promise<{ userId: string; secret: string }> {
  const addressHash = hashOfSecret(tried.email).slice(0, 16);
  await enforceThrottle(tried, addressHash, now);
  const user = await checkPassword(tried, addressHash, now);
  if (!user) throw new AppError("WRONG_CREDENTIALS");
  const secret = await createSignIn(user, tried.userAgent, now);
  if (!secret) {
    await recordRefusal(addressHash, user.id, "WRONG_CREDENTIALS", now);
    throw new AppError("WRONG_CREDENTIALS");
  }
  await forgetAttempts(bucketOf(tried).key);
  return { userId: user.id, secret };
}
