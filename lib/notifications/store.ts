import "server-only";
import type { Actor, CallRef } from "#lib/access";
import { db, type Tx } from "#lib/db";
import { Prisma } from "#prisma/generated/client";
import { mostDevices, type SubscriptionInput } from "./rules.ts";

/** Binds a browser to the actor's sign-in; one that was bound to another sign-in moves. */
export const save = async (tx: Tx, actor: Actor, input: SubscriptionInput): Promise<void> => {
  const owner = { userId: actor.userId, signInId: actor.signInId };
  const data = { ...owner, p256dh: input.keys.p256dh, auth: input.keys.auth };
  await tx.pushSubscription.upsert({
    where: { endpoint: input.endpoint },
    create: { ...data, endpoint: input.endpoint },
    update: data,
    select: { id: true },
  });
  await tx.$executeRaw`
    DELETE FROM "push_subscription" WHERE "id" IN (
      SELECT "id" FROM "push_subscription" WHERE "user_id" = ${actor.userId}::uuid AND "endpoint" <> ${input.endpoint}
      ORDER BY greatest("last_success_at", "created_at") DESC, "id" OFFSET ${mostDevices - 1})`;
};

/** Whether the actor has this endpoint, by whatever sign-in. */
export const owns = async (actor: Actor, endpoint: string) =>
  (await db().pushSubscription.count({ where: { endpoint, userId: actor.userId } })) > 0;

/** Whether some browser is bound to the very sign-in that asks. */
export const signInHasOne = async (actor: Actor) =>
  (await db().pushSubscription.count({ where: { signInId: actor.signInId, userId: actor.userId } })) > 0;

export const remove = (tx: Tx, actor: Actor, endpoint: string) =>
  tx.pushSubscription.deleteMany({ where: { endpoint, userId: actor.userId } });

export const ownTarget = (actor: Actor, endpoint: string) =>
  db().pushSubscription.findFirst({
    where: { endpoint, userId: actor.userId, signInId: actor.signInId },
    select: { id: true, endpoint: true, p256dh: true, auth: true },
  });

/**
 * When a subscription counts: its sign-in neither ended nor expired, its link neither revoked nor expired, and a link's
 * sign-in for its own membership alone. For queries that call these tables si, il and n.
 */
const subscriptionLive = (now: Date) => Prisma.sql`(
  si.ended_at IS NULL AND si.expires_at > ${now}
  AND (si.kind = 'staff' OR (si.member_id = n.member_id AND il.revoked_at IS NULL AND il.expires_at > ${now})))`;

type Start = CallRef & { readonly sessionId: string; readonly startedBy: string };

/**
 * One notification for each member but the starter, and one delivery for each of their live browsers. Answers the new
 * deliveries' ids; whatever was there already stays as it is.
 */
export const announce = async (tx: Tx, start: Start, now: Date): Promise<string[]> => {
  await tx.$executeRaw`
    INSERT INTO "notification" (id, kind, user_id, member_id, session_id, created_at)
    SELECT gen_random_uuid(), 'visit-started', m.user_id, m.id, ${start.sessionId}::uuid, ${now}
    FROM "member" AS m JOIN "user" AS u ON u.id = m.user_id
    WHERE m.call_type = ${start.type} AND m.call_id = ${start.id} AND m.blocked_at IS NULL AND u.disabled_at IS NULL
      AND m.user_id <> ${start.startedBy}::uuid
    ON CONFLICT (kind, session_id, member_id) DO NOTHING`;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO "delivery" (id, notification_id, subscription_id, created_at)
    SELECT gen_random_uuid(), n.id, ps.id, ${now}
    FROM "notification" AS n
    JOIN "push_subscription" AS ps ON ps.user_id = n.user_id
    JOIN "sign_in" AS si ON si.id = ps.sign_in_id
    LEFT JOIN "invite_link" AS il ON il.id = si.invite_link_id
    WHERE n.session_id = ${start.sessionId}::uuid AND n.kind = 'visit-started' AND ${subscriptionLive(now)}
    ON CONFLICT (notification_id, subscription_id) DO NOTHING
    RETURNING id`;
  return rows.map((row) => row.id);
};

type DeliveryRow = CallRef & {
  readonly state: "queued" | "sending";
  readonly attempts: number;
  readonly notifiedAt: Date;
  readonly sessionId: string;
  readonly sessionOpen: boolean;
  readonly subscriptionLive: boolean;
  readonly subscriptionId: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
};

/** A delivery that is still to be made, with all that decides about it; null when it is settled or deleted. */
export const pending = async (deliveryId: string, now: Date): Promise<DeliveryRow | null> => {
  const rows = await db().$queryRaw<DeliveryRow[]>`
    SELECT d.state::text AS "state", d.attempts AS "attempts", n.created_at AS "notifiedAt",
      s.id AS "sessionId", s.call_type AS "type", s.call_id AS "id", s.closed_at IS NULL AS "sessionOpen",
      (${subscriptionLive(now)} AND ps.user_id = n.user_id AND m.blocked_at IS NULL AND u.disabled_at IS NULL)
        AS "subscriptionLive",
      ps.id AS "subscriptionId", ps.endpoint AS "endpoint", ps.p256dh AS "p256dh", ps.auth AS "auth"
    FROM "delivery" AS d
    JOIN "notification" AS n ON n.id = d.notification_id
    JOIN "member" AS m ON m.id = n.member_id
    JOIN "user" AS u ON u.id = n.user_id
    JOIN "session" AS s ON s.id = n.session_id
    JOIN "push_subscription" AS ps ON ps.id = d.subscription_id
    JOIN "sign_in" AS si ON si.id = ps.sign_in_id
    LEFT JOIN "invite_link" AS il ON il.id = si.invite_link_id
    WHERE d.id = ${deliveryId}::uuid AND d.state IN ('queued', 'sending')`;
  return rows[0] ?? null;
};

type From = { readonly state: "queued" | "sending"; readonly attempts: number };
type To = { readonly state: "queued" | "sending" | "failed" | "gone"; readonly attempts?: number };

/** Moves a delivery on, unless somebody else did meanwhile. Answers whether it moved. */
export const move = async (client: Tx, id: string, from: From, to: To): Promise<boolean> =>
  (await client.delivery.updateMany({ where: { id, ...from }, data: to })).count === 1;

/** The push service took it. */
export const markSent = (id: string, from: From, now: Date) => db().$executeRaw`
  WITH moved AS (
    UPDATE "delivery" SET state = 'sent', sent_at = ${now}
    WHERE id = ${id}::uuid AND state = ${from.state}::"DeliveryState" AND attempts = ${from.attempts}
    RETURNING subscription_id)
  UPDATE "push_subscription" SET last_success_at = ${now} FROM moved WHERE id = moved.subscription_id`;

/** The push service knows the subscription no more; its deliveries go with it. */
export const removeGone = (subscriptionId: string, endpoint: string) =>
  db().pushSubscription.deleteMany({ where: { id: subscriptionId, endpoint } });

/** Told by the service worker, which knows the id from the push alone. */
export const markShown = (deliveryId: string, now: Date) =>
  db().delivery.updateMany({
    where: { id: deliveryId, shownAt: null, state: { in: ["sending", "sent"] } },
    data: { shownAt: now },
  });
