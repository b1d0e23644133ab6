import "server-only";
import { z } from "zod";
import { type Actor, allow } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record, recordAlone } from "#lib/audit/server.ts";
import { isReferenceViolation, isUniqueViolation, type Tx, transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { emit } from "#lib/events.ts";
import { hashPassword, passwordFits } from "#lib/passwords.ts";
import { countAttempt, forgetAttempts, uncountAttempt } from "#lib/rate-limit.ts";
import type { AccountRole } from "#lib/roles.ts";
import { evictPerson, finishEviction } from "#lib/sessions/server/evict-members.ts";
import {
  browserWords,
  bucketOf,
  hashOfSecret,
  type newPersonInput,
  newSecret,
  staffSignInSeconds,
  throttle,
  unknownNoted,
} from "./rules.ts";
import * as store from "./store.ts";

const inSeconds = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000);

type Refused = "WRONG_CREDENTIALS" | "TOO_MANY_ATTEMPTS";

/** Writes down a try that failed. Of those at addresses that nobody has only so many, and then that there were more. */
const noteRefused = async (address: string, userId: string | null, code: Refused, now: Date) => {
  const windowEnds = inSeconds(now, throttle.windowSeconds);
  const taken = userId ? 0 : await countAttempt("unknown-addresses", windowEnds, now);
  if (taken <= unknownNoted) {
    await recordAlone(auditEntry("sign-in.refused", userId, address, { code }), now);
  } else if (taken === unknownNoted + 1) {
    const details = { code: "TOO_MANY_ATTEMPTS" };
    await recordAlone(auditEntry("sign-in.refused", userId, "unknown-addresses", details), now);
  }
};

/**
 * Signs staff in. Answers the secret that goes into the cookie; the database keeps its hash.
 * @throws AppError WRONG_CREDENTIALS, TOO_MANY_ATTEMPTS (also for the right password, until the window ends)
 */
export const signIn = async (
  tried: { email: string; password: string; knownDevice: string | null; userAgent: string },
  now = new Date(),
): Promise<{ userId: string; secret: string }> => {
  const bucket = bucketOf(tried);
  const address = hashOfSecret(tried.email).slice(0, 16);
  const windowEnds = inSeconds(now, throttle.windowSeconds);
  if ((await countAttempt(bucket.key, windowEnds, now)) > bucket.failures) {
    // Once in a window: tries that are given back let it be reached again and again.
    if ((await countAttempt(`closed:${bucket.key}`, windowEnds, now)) === 1) {
      const user = await store.userForSignIn(tried.email);
      await noteRefused(address, user?.id ?? null, "TOO_MANY_ATTEMPTS", now);
    }
    throw new AppError("TOO_MANY_ATTEMPTS");
  }
  const user = await store.userForSignIn(tried.email);
  const line = tried.knownDevice ? "known" : "strangers";
  const fits = await passwordFits(user?.passwordHash, tried.password, line).catch(async (error) => {
    await uncountAttempt(bucket.key);
    throw error;
  });
  if (!fits || !user?.passwordHash) {
    await noteRefused(address, user?.id ?? null, "WRONG_CREDENTIALS", now);
    throw new AppError("WRONG_CREDENTIALS");
  }
  const secret = newSecret();
  const { passwordHash } = user;
  const isIn = await transaction(async (tx) => {
    if (!(await store.maySignInStill(tx, user.id, passwordHash))) return false;
    const created = await store.createSignIn(tx, {
      kind: "staff",
      secretHash: hashOfSecret(secret),
      userId: user.id,
      userAgent: tried.userAgent.slice(0, 400),
      expiresAt: inSeconds(now, staffSignInSeconds),
    });
    await record(tx, [auditEntry("sign-in.started", user.id, created.id, { way: "password" })], now);
    return true;
  });
  if (!isIn) {
    await noteRefused(address, user.id, "WRONG_CREDENTIALS", now);
    throw new AppError("WRONG_CREDENTIALS");
  }
  await forgetAttempts(bucket.key);
  return { userId: user.id, secret };
};

/** The actor's open sign-ins, newest first, each said in words; `current` is the one that asks. */
export const listSignIns = async (actor: Actor, _input: object, now = new Date()) =>
  (await store.listSignIns(actor, now)).map(({ userAgent, ...signIn }) => ({
    ...signIn,
    browser: browserWords(userAgent),
    current: signIn.id === actor.signInId,
  }));

const endAndTell = async (tx: Tx, actor: Actor, where: { id?: string; userId: string }, now: Date) => {
  const ended = await store.endSignIns(tx, where, now);
  for (const { userId } of ended.slice(0, 1)) await emit(tx, { kind: "sign-in-ended", userId });
  return ended.map(({ id, userId }) => auditEntry("sign-in.ended", actor.userId, id, { of: userId }));
};

/** Ends one of the actor's own sign-ins, this one or another. Ending what is ended already is no error. */
export const endSignIn = async (actor: Actor, input: { signInId: string }, now = new Date()) =>
  transaction(async (tx) => {
    allow(actor, "sign-ins.manage", { userId: actor.userId });
    // A link reaches its own call: whoever holds it does not end what the person does elsewhere.
    if (actor.boundTo && input.signInId !== actor.signInId) throw new AppError("NOT_FOUND");
    await record(tx, await endAndTell(tx, actor, { id: input.signInId, userId: actor.userId }, now), now);
    return { signInId: input.signInId };
  });

/** Signs the actor out of this browser. */
export const signOut = (actor: Actor) => endSignIn(actor, { signInId: actor.signInId });

/** Ends the sign-in that a cookie carried, for a sign-out that knows nothing but the cookie. */
export const endSignInOf = (secret: string, now = new Date()) =>
  transaction(async (tx) => {
    const ended = await store.endSignIns(tx, { secretHash: hashOfSecret(secret) }, now);
    for (const { userId } of ended) await emit(tx, { kind: "sign-in-ended", userId });
    const entries = ended.map(({ id, userId }) => auditEntry("sign-in.ended", userId, id, { of: userId }));
    await record(tx, entries, now);
  });

/**
 * Without an administrator nobody could ever make one again. Whoever asks is asked about once more, under the lock: of two
 * who take each other's place at once, the second has none any more to act from.
 * @throws AppError LAST_ADMIN, NOT_ALLOWED
 */
const keepAnAdmin = async (tx: Tx, actor: Actor, userId: string) => {
  const left = await store.adminsWithout(tx, userId);
  if (left.length === 0) throw new AppError("LAST_ADMIN");
  if (!left.includes(actor.userId)) throw new AppError("NOT_ALLOWED");
};

/**
 * Disables a person or lets them back in. Disabled: every sign-in and every running visit ends for them at once.
 * @throws AppError NOT_ALLOWED (also for oneself), NOT_FOUND, LAST_ADMIN
 */
export const setAccountDisabled = async (
  actor: Actor,
  input: { userId: string; disabled: boolean },
  now = new Date(),
) => {
  const outs = await transaction(async (tx) => {
    const permit = allow(actor, "accounts.manage", undefined);
    if (input.userId === actor.userId) throw new AppError("NOT_ALLOWED");
    if (input.disabled) await keepAnAdmin(tx, actor, input.userId);
    const { count } = await store.setDisabled(tx, permit, input.userId, input.disabled ? now : null);
    if (count === 0) throw new AppError("NOT_FOUND");
    const ended = input.disabled ? await endAndTell(tx, actor, { userId: input.userId }, now) : [];
    const shut = input.disabled ? await evictPerson(tx, input.userId) : [];
    const kind = input.disabled ? "account.disabled" : "account.enabled";
    await record(tx, [...ended, auditEntry(kind, actor.userId, input.userId)], now);
    return shut;
  });
  await finishEviction(outs);
  return { userId: input.userId };
};

/** Staff sign in by their e-mail, so that no two of them share one. */
const emailTaken = (error: unknown): never => {
  if (!isUniqueViolation(error)) throw error;
  throw new AppError("BAD_INPUT", { fields: { email: "taken" }, cause: error });
};

/**
 * Changes what a person's account may do; they sign in anew, and are out of every running visit until then.
 * @throws AppError NOT_ALLOWED (also for oneself), LAST_ADMIN, BAD_INPUT (other staff has their e-mail)
 */
export const changeAccountRole = async (
  actor: Actor,
  input: { userId: string; role: AccountRole },
  now = new Date(),
) => {
  const outs = await transaction(async (tx) => {
    const permit = allow(actor, "accounts.manage", undefined);
    if (input.userId === actor.userId) throw new AppError("NOT_ALLOWED");
    if (input.role !== "admin") await keepAnAdmin(tx, actor, input.userId);
    const { count } = await store.setRole(tx, permit, input.userId, input.role);
    if (count === 0) return [];
    const shut = await evictPerson(tx, input.userId);
    const ended = await endAndTell(tx, actor, { userId: input.userId }, now);
    const change = auditEntry("account.role-changed", actor.userId, input.userId, { role: input.role });
    await record(tx, [...ended, change], now);
    return shut;
  }).catch(emailTaken);
  await finishEviction(outs);
  return { userId: input.userId };
};

export type NewPerson = {
  name: string;
  /** Lower case. Staff sign in by it. */
  email: string | null;
  timeZone: string;
  role: AccountRole;
  password?: string;
  teamIds: readonly string[];
};

const withHash = async ({ password, ...person }: NewPerson) => ({
  ...person,
  passwordHash: password ? await hashPassword(password) : null,
});

/**
 * Makes accounts, all or none: staff with a password, patients without. Answers their ids in the same order.
 * @throws AppError NOT_ALLOWED, BAD_INPUT (an e-mail that other staff has)
 */
export const createAccounts = async (actor: Actor, people: readonly NewPerson[], now = new Date()) => {
  const permit = allow(actor, "accounts.manage", undefined);
  const rows = await Promise.all(people.map(withHash));
  return transaction(async (tx) => {
    const ids: string[] = [];
    for (const { teamIds, ...row } of rows)
      ids.push((await store.createAccount(tx, permit, row, teamIds)).id);
    const entries = ids.map((id) => auditEntry("account.created", actor.userId, id));
    await record(tx, entries, now);
    return ids;
  }).catch(emailTaken);
};

/**
 * Makes one account. A patient's has no password, whatever was given.
 * @throws AppError as createAccounts; BAD_INPUT (`teamIds`: one that is not there)
 */
export const createPerson = async (actor: Actor, input: z.output<typeof newPersonInput>) => {
  const { email = null, password, ...person } = input;
  const secret = password !== undefined && person.role !== "patient" ? { password } : {};
  const [userId = ""] = await createAccounts(actor, [{ ...person, email, ...secret }]).catch((error) => {
    throw isReferenceViolation(error)
      ? new AppError("BAD_INPUT", { fields: { teamIds: "not-an-id" } })
      : error;
  });
  return { userId };
};

/**
 * Makes the first administrator of a new installation; for scripts on the server only.
 * @throws AppError NOT_ALLOWED as soon as there is any staff
 */
export const createFirstAdmin = async (
  person: { name: string; email: string; password: string; timeZone: string },
  now = new Date(),
) => {
  const row = await withHash({ ...person, role: "admin", teamIds: [] });
  return transaction(async (tx) => {
    const created = await store.insertFirstAdmin(tx, {
      role: "admin",
      name: row.name,
      email: row.email,
      timeZone: row.timeZone,
      passwordHash: row.passwordHash,
    });
    if (!created) throw new AppError("NOT_ALLOWED");
    const details = { role: "admin", first: true };
    await record(tx, [auditEntry("account.created", null, created.id, details)], now);
    return created.id;
  });
};

/** Who has this id, for the admin: their id and name; null for nobody. */
export const findPerson = async (actor: Actor, { userId }: { userId: string }) => {
  const permit = allow(actor, "admin.read", undefined);
  if (!z.uuid().safeParse(userId).success) return null;
  const person = await store.personOf(permit, userId);
  return person && { id: person.id, name: person.name };
};
