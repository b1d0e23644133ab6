import "server-only";
import type { Actor } from "#lib/access.ts";
import { db, type Tx } from "#lib/db.ts";
import { maxDevices, type SubscriptionInput } from "#lib/notifications/rules.ts";
import { execute, kysely } from "#lib/sql.ts";

/** The actor's other subscriptions beyond `maxDevices`: those that never received anything first, then the oldest. */
const excessSubscriptions = (actor: Actor, endpoint: string) =>
  kysely
    .selectFrom("push_subscription as ps")
    .innerJoin("sign_in as si", "si.id", "ps.sign_in_id")
    .where("ps.user_id", "=", actor.userId)
    .where("ps.endpoint", "<>", endpoint)
    .where("si.invite_link_id", "is not distinct from", ({ selectFrom }) =>
      selectFrom("sign_in as own").where("own.id", "=", actor.signInId).select("own.invite_link_id"),
    )
    .orderBy((eb) => eb("ps.last_success_at", "is not", null), "desc")
    .orderBy(({ fn }) => fn("greatest", ["ps.last_success_at", "ps.created_at"]), "desc")
    .orderBy("ps.id")
    .offset(maxDevices - 1)
    .select("ps.id");

/**
 * Binds a browser to the actor's sign-in, also if it was bound to another. Of a link's subscriptions only those of the same
 * link make room: a forwarded link displaces no one else's.
 */
export async function save(tx: Tx, actor: Actor, input: SubscriptionInput): Promise<void> {
  const { endpoint, keys } = input;
  const data = { userId: actor.userId, signInId: actor.signInId, p256dh: keys.p256dh, auth: keys.auth };
  await tx.pushSubscription.upsert({
    where: { endpoint },
    create: { ...data, endpoint },
    update: data,
    select: { id: true },
  });
  await execute(
    tx,
    kysely.deleteFrom("push_subscription").where("id", "in", excessSubscriptions(actor, endpoint)),
  );
}

export const owns = async (actor: Actor, endpoint: string) =>
  (await db().pushSubscription.count({ where: { endpoint, userId: actor.userId } })) > 0;

export const signInHasOne = async (actor: Actor) =>
  (await db().pushSubscription.count({ where: { signInId: actor.signInId, userId: actor.userId } })) > 0;

export const remove = (tx: Tx, actor: Actor, endpoint: string) =>
  tx.pushSubscription.deleteMany({ where: { endpoint, userId: actor.userId } });

export const ownTarget = (actor: Actor, endpoint: string) =>
  db().pushSubscription.findFirst({
    where: { endpoint, userId: actor.userId, signInId: actor.signInId },
    select: { id: true, endpoint: true, p256dh: true, auth: true },
  });

/** Deletes a subscription that the push service no longer knows, with its deliveries. */
export const removeGone = (subscriptionId: string, endpoint: string) =>
  db().pushSubscription.deleteMany({ where: { id: subscriptionId, endpoint } });
