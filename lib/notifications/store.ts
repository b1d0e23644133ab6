import "server-only";
import type { Actor, CallRef } from "#lib/access.ts";
import { db, type Tx } from "#lib/db.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { maxDevices, type NoticeFacts, type NoticeKind, type SubscriptionInput } from "./rules.ts";

/**
 * Binds a browser to the actor's sign-in; one that was bound to another sign-in moves. Beyond `maxDevices` some make room: for staff
 * theirs, for somebody who came by a link those that came by the same one, so that a link that went on to others pushes
 * nothing else out. First those that never got anything: anybody can make them up.
 */
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
      SELECT ps."id" FROM "push_subscription" ps JOIN "sign_in" si ON si."id" = ps."sign_in_id"
      WHERE ps."user_id" = ${actor.userId}::uuid AND ps."endpoint" <> ${input.endpoint}
        AND si."invite_link_id" IS NOT DISTINCT FROM
          (SELECT own."invite_link_id" FROM "sign_in" own WHERE own."id" = ${actor.signInId}::uuid)
      ORDER BY ps."last_success_at" IS NOT NULL DESC, greatest(ps."last_success_at", ps."created_at") DESC, ps."id"
      OFFSET ${maxDevices - 1})`;
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

/**
 * One notification for each row of `about` (member_id, session_id, ring_id) whose member is neither blocked nor disabled,
 * and one delivery for each of their live browsers that `browsers` does not rule out. Answers the new deliveries' ids;
 * whatever was there already stays as it is.
 */
const tell = async (
  tx: Tx,
  kind: NoticeKind,
  about: Prisma.Sql,
  now: Date,
  browsers = Prisma.empty,
): Promise<string[]> => {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH told AS (
      INSERT INTO "notification" (id, kind, user_id, member_id, session_id, ring_id, created_at)
      SELECT gen_random_uuid(), ${kind}, m.user_id, m.id, about.session_id, about.ring_id, ${now}
      FROM (${about}) AS about(member_id, session_id, ring_id)
      JOIN "member" AS m ON m.id = about.member_id
      JOIN "user" AS u ON u.id = m.user_id
      WHERE m.blocked_at IS NULL AND u.disabled_at IS NULL
      ON CONFLICT (kind, member_id, session_id, ring_id) DO NOTHING
      RETURNING id, user_id, member_id, ring_id)
    INSERT INTO "delivery" (id, notification_id, subscription_id, created_at)
    SELECT gen_random_uuid(), n.id, ps.id, ${now}
    FROM told AS n
    JOIN "push_subscription" AS ps ON ps.user_id = n.user_id
    JOIN "sign_in" AS si ON si.id = ps.sign_in_id
    LEFT JOIN "invite_link" AS il ON il.id = si.invite_link_id
    WHERE ${subscriptionLive(now)} ${browsers}
    ON CONFLICT (notification_id, subscription_id) DO NOTHING
    RETURNING id`;
  return rows.map((row) => row.id);
};

type Start = CallRef & {
  readonly sessionId: string;
  readonly startedBy: string;
  /** Whom a ring tells of it already. */
  readonly rungMemberIds?: readonly string[];
};

/** The start of a visit, for every member but the starter and those who are rung. */
export const tellStart = (tx: Tx, start: Start, now: Date) =>
  tell(
    tx,
    "visit-started",
    Prisma.sql`
      SELECT id, ${start.sessionId}::uuid, NULL::uuid FROM "member"
      WHERE call_type = ${start.type} AND call_id = ${start.id} AND user_id <> ${start.startedBy}::uuid
        AND id <> ALL(${[...(start.rungMemberIds ?? [])]}::text[]::uuid[])`,
    now,
  );

/** That they belong to a call now, for every member but the one who did it. */
export const tellAdded = (tx: Tx, added: CallRef & { readonly by: string }, now: Date) =>
  tell(
    tx,
    "call-added",
    Prisma.sql`
      SELECT id, NULL::uuid, NULL::uuid FROM "member"
      WHERE call_type = ${added.type} AND call_id = ${added.id} AND user_id <> ${added.by}::uuid`,
    now,
  );

const ofRings = (ringIds: readonly string[]) =>
  Prisma.sql`SELECT member_id, session_id, id FROM "ring" WHERE id = ANY(${[...ringIds]}::text[]::uuid[])`;

/** What a ring is or came to, on every browser of the rung. */
export const tellRings = (
  tx: Tx,
  kind: Extract<NoticeKind, "ring" | "ring-busy" | "ring-missed">,
  ringIds: readonly string[],
  now: Date,
) => tell(tx, kind, ofRings(ringIds), now);

/** That a ring is over, on those browsers that the ring reached, but for the one that answered. */
export const tellSettled = (tx: Tx, ringIds: readonly string[], now: Date) =>
  tell(
    tx,
    "ring-settled",
    ofRings(ringIds),
    now,
    Prisma.sql`AND EXISTS (
      SELECT 1 FROM "notification" AS rung
      JOIN "delivery" AS d ON d.notification_id = rung.id AND d.state IN ('sending', 'sent')
      JOIN "ring" AS r ON r.id = rung.ring_id
      WHERE rung.kind = 'ring' AND rung.ring_id = n.ring_id AND d.subscription_id = ps.id
        AND r.sign_in_id IS DISTINCT FROM ps.sign_in_id)`,
  );

type DeliveryRow = CallRef &
  NoticeFacts & {
    readonly state: "queued" | "sending";
    readonly attempts: number;
    readonly memberId: string;
    readonly sessionId: string | null;
    readonly stillTrue: boolean;
    readonly subscriptionLive: boolean;
    readonly subscriptionId: string;
    readonly endpoint: string;
    readonly p256dh: string;
    readonly auth: string;
  };

/** Whether what a notification says is still so. A later ring of the same person has the last word about an earlier one. */
const stillTrue = Prisma.sql`(CASE n.kind
  WHEN 'call-added' THEN c.ended_at IS NULL AND c.deleted_at IS NULL
  WHEN 'ring' THEN r.state = 'ringing'
  WHEN 'visit-started' THEN s.closed_at IS NULL
  WHEN 'ring-busy' THEN s.closed_at IS NULL
  ELSE NOT EXISTS (SELECT 1 FROM "ring" AS later
    WHERE later.session_id = r.session_id AND later.user_id = r.user_id AND later.rung_at > r.rung_at)
  END)`;

/** A delivery that is still to be made, with all that decides about it; null when it is settled or deleted. */
export const pending = async (deliveryId: string, now: Date): Promise<DeliveryRow | null> => {
  const rows = await db().$queryRaw<DeliveryRow[]>`
    SELECT d.state::text AS "state", d.attempts AS "attempts", n.kind AS "kind", n.created_at AS "notifiedAt",
      n.member_id AS "memberId", s.id AS "sessionId", c.type AS "type", c.id AS "id",
      r.state::text AS "ringState", r.expires_at AS "ringExpiresAt",
      coalesce(r.rung_at = s.started_at, false) AS "ringIsStart", ${stillTrue} AS "stillTrue",
      (${subscriptionLive(now)} AND ps.user_id = n.user_id AND m.blocked_at IS NULL AND u.disabled_at IS NULL)
        AS "subscriptionLive",
      ps.id AS "subscriptionId", ps.endpoint AS "endpoint", ps.p256dh AS "p256dh", ps.auth AS "auth"
    FROM "delivery" AS d
    JOIN "notification" AS n ON n.id = d.notification_id
    JOIN "member" AS m ON m.id = n.member_id
    JOIN "call" AS c ON c.type = m.call_type AND c.id = m.call_id
    JOIN "user" AS u ON u.id = n.user_id
    LEFT JOIN "session" AS s ON s.id = n.session_id
    LEFT JOIN "ring" AS r ON r.id = n.ring_id
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
