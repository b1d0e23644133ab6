import "server-only";
import { expressionBuilder, type Nullable, sql } from "kysely";
import { db, type Tx } from "#lib/db.ts";
import type { NoticeKind } from "#lib/notifications/rules.ts";
import { execute, fetchFirst, kysely } from "#lib/sql.ts";
import type { DB } from "#prisma/generated/kysely.ts";
import { isSubscriptionLive } from "./live-subscriptions.ts";

type Facts = { n: DB["notification"]; c: DB["call"]; s: Nullable<DB["session"]>; r: Nullable<DB["ring"]> };

/** Whether what a notification says still holds. A later ring of the same person supersedes an earlier one. */
function isStillTrue() {
  const eb = expressionBuilder<DB & Facts, keyof Facts>();
  const laterRing = eb
    .selectFrom("ring as later")
    .whereRef("later.session_id", "=", "r.session_id")
    .whereRef("later.user_id", "=", "r.user_id")
    .whereRef("later.rung_at", ">", "r.rung_at");
  return eb
    .case("n.kind")
    .when("call-added")
    .then(eb.and([eb("c.ended_at", "is", null), eb("c.deleted_at", "is", null)]))
    .when("ring")
    .then(eb("r.state", "=", "ringing"))
    .when("visit-started")
    .then(eb("s.closed_at", "is", null))
    .when("ring-busy")
    .then(eb("s.closed_at", "is", null))
    .else(eb.not(eb.exists(laterRing)))
    .end()
    .$castTo<boolean>();
}

/** A delivery that has not been settled, with all that decides about it; null when it is settled or deleted. */
export function pending(deliveryId: string, now: Date) {
  const query = kysely
    .selectFrom("delivery as d")
    .innerJoin("notification as n", "n.id", "d.notification_id")
    .innerJoin("member as m", "m.id", "n.member_id")
    .innerJoin("call as c", (join) =>
      join.onRef("c.type", "=", "m.call_type").onRef("c.id", "=", "m.call_id"),
    )
    .innerJoin("user as u", "u.id", "n.user_id")
    .leftJoin("session as s", "s.id", "n.session_id")
    .leftJoin("ring as r", "r.id", "n.ring_id")
    .innerJoin("push_subscription as ps", "ps.id", "d.subscription_id")
    .innerJoin("sign_in as si", "si.id", "ps.sign_in_id")
    .leftJoin("invite_link as il", "il.id", "si.invite_link_id")
    .where("d.id", "=", deliveryId)
    .where("d.state", "in", ["queued", "sending"])
    .select(({ eb, fn, ref }) => [
      "d.state",
      "d.attempts",
      ref("n.kind").$castTo<NoticeKind>().as("kind"),
      "n.created_at as notifiedAt",
      "n.member_id as memberId",
      "s.id as sessionId",
      "u.locale",
      "c.type",
      "c.id",
      "r.state as ringState",
      "r.expires_at as ringExpiresAt",
      fn
        .coalesce(eb("r.rung_at", "=", ref("s.started_at")), sql<boolean>`false`)
        .$castTo<boolean>()
        .as("ringIsStart"),
      isStillTrue().as("stillTrue"),
      eb
        .and([
          isSubscriptionLive(now),
          eb("ps.user_id", "=", ref("n.user_id")),
          eb("m.blocked_at", "is", null),
          eb("u.disabled_at", "is", null),
        ])
        .$castTo<boolean>()
        .as("subscriptionLive"),
      "ps.id as subscriptionId",
      "ps.endpoint",
      "ps.p256dh",
      "ps.auth",
    ])
    .$narrowType<{ state: "queued" | "sending" }>();
  return fetchFirst(db(), query);
}

type From = { readonly state: "queued" | "sending"; readonly attempts: number };
type To = { readonly state: "queued" | "sending" | "failed" | "gone"; readonly attempts?: number };

/** Returns false when it has moved meanwhile. */
export const move = async (client: Tx, id: string, from: From, to: To): Promise<boolean> =>
  (await client.delivery.updateMany({ where: { id, ...from }, data: to })).count === 1;

export function markSent(id: string, from: From, now: Date) {
  const query = kysely
    .with("moved", (qb) =>
      qb
        .updateTable("delivery")
        .set({ state: "sent", sent_at: now })
        .where("id", "=", id)
        .where("state", "=", from.state)
        .where("attempts", "=", from.attempts)
        .returning("subscription_id"),
    )
    .updateTable("push_subscription as ps")
    .from("moved")
    .set({ last_success_at: now })
    .whereRef("ps.id", "=", "moved.subscription_id");
  return execute(db(), query);
}

export const markShown = (deliveryId: string, now: Date) =>
  db().delivery.updateMany({
    where: { id: deliveryId, shownAt: null, state: { in: ["sending", "sent"] } },
    data: { shownAt: now },
  });
