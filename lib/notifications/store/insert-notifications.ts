import "server-only";
import { type AliasableExpression, type Expression, expressionBuilder, type SqlBool, sql } from "kysely";
import type { CallRef } from "#lib/access.ts";
import type { Tx } from "#lib/db.ts";
import type { NoticeKind } from "#lib/notifications/rules.ts";
import { anyOf, fetchAll, kysely } from "#lib/sql.ts";
import type { DB } from "#prisma/generated/kysely.ts";
import { isSubscriptionLive } from "./live-subscriptions.ts";

type About = { member_id: string | null; session_id: string | null; ring_id: string | null };

const noId = sql<string | null>`null::uuid`;

/** One notification for each row of `about` whose member is neither blocked nor disabled, unless there already is one. */
const insertNotifications = (kind: NoticeKind, about: AliasableExpression<About>, now: Date) =>
  kysely
    .insertInto("notification")
    .columns(["id", "kind", "user_id", "member_id", "session_id", "ring_id", "created_at"])
    .expression(({ selectFrom, val }) =>
      selectFrom(about.as("about"))
        .innerJoin("member as m", "m.id", "about.member_id")
        .innerJoin("user as u", "u.id", "m.user_id")
        .where("m.blocked_at", "is", null)
        .where("u.disabled_at", "is", null)
        .select([
          sql<string>`gen_random_uuid()`.as("id"),
          val(kind).as("kind"),
          "m.user_id",
          "m.id as member_id",
          "about.session_id",
          "about.ring_id",
          val(now).as("created_at"),
        ]),
    )
    .onConflict((conflict) => conflict.columns(["kind", "member_id", "session_id", "ring_id"]).doNothing())
    .returning(["id", "user_id", "member_id", "ring_id"]);

/** Inserts notifications, and a delivery for each live browser that `only` doesn't rule out. Returns the new deliveries' ids. */
async function tell(
  tx: Tx,
  kind: NoticeKind,
  about: AliasableExpression<About>,
  now: Date,
  only: Expression<SqlBool> = sql<boolean>`true`,
): Promise<string[]> {
  const query = kysely
    .with("told", () => insertNotifications(kind, about, now))
    .insertInto("delivery")
    .columns(["id", "notification_id", "subscription_id", "created_at"])
    .expression(({ selectFrom, val }) =>
      selectFrom("told as n")
        .innerJoin("push_subscription as ps", "ps.user_id", "n.user_id")
        .innerJoin("sign_in as si", "si.id", "ps.sign_in_id")
        .leftJoin("invite_link as il", "il.id", "si.invite_link_id")
        .where(isSubscriptionLive(now))
        .where(only)
        .select([
          sql<string>`gen_random_uuid()`.as("id"),
          "n.id as notification_id",
          "ps.id as subscription_id",
          val(now).as("created_at"),
        ]),
    )
    .onConflict((conflict) => conflict.columns(["notification_id", "subscription_id"]).doNothing())
    .returning("id");
  return (await fetchAll(tx, query)).map(({ id }) => id);
}

const membersOf = ({ type, id }: CallRef, except: string) =>
  kysely
    .selectFrom("member")
    .where("call_type", "=", type)
    .where("call_id", "=", id)
    .where("user_id", "<>", except);

type Start = CallRef & {
  readonly sessionId: string;
  readonly startedBy: string;
  /** Whom a ring tells already. */
  readonly rungMemberIds?: readonly string[];
};

/** That a visit started: for every member but the one who started it and those who are rung. */
export function tellStart(tx: Tx, start: Start, now: Date) {
  const sessionId = sql<string>`${start.sessionId}::uuid`;
  const about = membersOf(start, start.startedBy)
    .where((eb) => eb.not(eb("id", "=", anyOf(start.rungMemberIds ?? []))))
    .select(["id as member_id", sessionId.as("session_id"), noId.as("ring_id")]);
  return tell(tx, "visit-started", about, now);
}

export function tellAdded(tx: Tx, added: CallRef & { readonly by: string }, now: Date) {
  const about = membersOf(added, added.by).select([
    "id as member_id",
    noId.as("session_id"),
    noId.as("ring_id"),
  ]);
  return tell(tx, "call-added", about, now);
}

const aboutRings = (ringIds: readonly string[]) =>
  kysely
    .selectFrom("ring")
    .where("id", "=", anyOf(ringIds))
    .select(["member_id", "session_id", "id as ring_id"]);

export const tellRings = (
  tx: Tx,
  kind: Extract<NoticeKind, "ring" | "ring-busy" | "ring-missed">,
  ringIds: readonly string[],
  now: Date,
) => tell(tx, kind, aboutRings(ringIds), now);

type Told = { n: Pick<DB["notification"], "ring_id">; ps: DB["push_subscription"] };

/** Browsers that the ring reached, but for the one that answered. */
const ringReached = expressionBuilder<DB & Told, "n" | "ps">().exists((eb) =>
  eb
    .selectFrom("notification as rung")
    .innerJoin("delivery as d", "d.notification_id", "rung.id")
    .innerJoin("ring as r", "r.id", "rung.ring_id")
    .where("d.state", "in", ["sending", "sent"])
    .where("rung.kind", "=", "ring")
    .whereRef("rung.ring_id", "=", "n.ring_id")
    .whereRef("d.subscription_id", "=", "ps.id")
    .whereRef("r.sign_in_id", "is distinct from", "ps.sign_in_id"),
);

/** That a ring is over: on the browsers that rang, but for the one that answered. */
export const tellSettled = (tx: Tx, ringIds: readonly string[], now: Date) =>
  tell(tx, "ring-settled", aboutRings(ringIds), now, ringReached);
