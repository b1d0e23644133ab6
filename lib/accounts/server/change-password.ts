import "server-only";
import { type Actor, allow } from "#lib/access.ts";
import { passwordRateLimit } from "#lib/accounts/rules.ts";
import * as store from "#lib/accounts/store.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { emit } from "#lib/events.ts";
import { hashPassword, passwordFits } from "#lib/passwords.ts";
import { enforceRateLimit } from "#lib/rate-limit.ts";

/** Sets the new password, ends every sign-in but `keep`, and records both. Returns false if `before` no longer matches. */
const replacePassword = async (
  tx: Tx,
  actor: Actor,
  userId: string,
  change: { before?: string; after: string; keep?: string },
  now: Date,
) => {
  if (!(await store.setPasswordHash(tx, userId, change.after, change.before))) return false;
  const ended = await store.endSignIns(tx, { userId, ...(change.keep && { not: change.keep }) }, now);
  if (ended.length > 0) await emit(tx, { kind: "sign-in-ended", userId });
  const signOuts = ended.map(({ id }) => auditEntry("sign-in.ended", actor.userId, id, { of: userId }));
  await record(tx, [auditEntry("account.password-changed", actor.userId, userId), ...signOuts], now);
  return true;
};

/** @throws AppError NOT_ALLOWED (signed in by a link), BAD_INPUT (`current`: wrong), TOO_MANY_ATTEMPTS */
export const changePassword = async (
  actor: Actor,
  { current, next }: { current: string; next: string },
  now = new Date(),
) => {
  const { userId } = actor;
  if (actor.kind !== "staff") throw new AppError("NOT_ALLOWED");
  await enforceRateLimit(`password:${userId}`, passwordRateLimit, now);
  const before = await store.passwordHashOf(userId);
  const fits = await passwordFits(before, current, "known");
  const after = await hashPassword(next);
  const change = { before: before ?? "", after, keep: actor.signInId };
  if (!fits || !(await transaction((tx) => replacePassword(tx, actor, userId, change, now))))
    throw new AppError("BAD_INPUT", { fields: { current: "invalid" } });
  return { changed: true };
};

/** @throws AppError NOT_ALLOWED (also for oneself), NOT_FOUND (no such member of staff) */
export const setPassword = async (
  actor: Actor,
  { userId, password }: { userId: string; password: string },
  now = new Date(),
) => {
  allow(actor, "accounts.manage", undefined);
  if (userId === actor.userId) throw new AppError("NOT_ALLOWED");
  const after = await hashPassword(password);
  if (!(await transaction((tx) => replacePassword(tx, actor, userId, { after }, now))))
    throw new AppError("NOT_FOUND");
  return { userId };
};
