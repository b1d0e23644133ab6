import "server-only";
import { type Actor, allow } from "#lib/access.ts";
import { browserOf, hashOfSecret } from "#lib/accounts/rules.ts";
import * as store from "#lib/accounts/store.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { emit } from "#lib/events.ts";

export const listSignIns = async (actor: Actor, now = new Date()) =>
  (await store.listSignIns(actor, now)).map(({ userAgent, ...signIn }) => ({
    ...signIn,
    browser: browserOf(userAgent),
    current: signIn.id === actor.signInId,
  }));

/** Ends one person's matching sign-ins, tells their browsers, and returns the audit entries for the caller to record. */
export async function endSignInsInTx(
  tx: Tx,
  actor: Actor,
  where: { id?: string; userId: string },
  now: Date,
) {
  const ended = await store.endSignIns(tx, where, now);
  if (ended.length > 0) await emit(tx, { kind: "sign-in-ended", userId: where.userId });
  return ended.map(({ id, userId }) => auditEntry("sign-in.ended", actor.userId, id, { of: userId }));
}

/** @throws AppError NOT_FOUND when a link's sign-in names another one */
export const endSignIn = (actor: Actor, input: { signInId: string }, now = new Date()) =>
  transaction(async (tx) => {
    allow(actor, "sign-ins.manage", { userId: actor.userId });
    // A link's holder must not end what the same person does elsewhere.
    if (actor.boundTo && input.signInId !== actor.signInId) throw new AppError("NOT_FOUND");
    const where = { id: input.signInId, userId: actor.userId };
    await record(tx, await endSignInsInTx(tx, actor, where, now), now);
    return { signInId: input.signInId };
  });

export const signOut = (actor: Actor) => endSignIn(actor, { signInId: actor.signInId });

export const endSignInOf = (secret: string, now = new Date()) =>
  transaction(async (tx) => {
    const ended = await store.endSignIns(tx, { secretHash: hashOfSecret(secret) }, now);
    for (const { userId } of ended) await emit(tx, { kind: "sign-in-ended", userId });
    const entries = ended.map(({ id, userId }) => auditEntry("sign-in.ended", userId, id, { of: userId }));
    await record(tx, entries, now);
  });
