import "server-only";
import { expressionBuilder, type Nullable } from "kysely";
import type { DB } from "#prisma/generated/kysely.ts";

type Tables = {
  n: Pick<DB["notification"], "member_id">;
  si: DB["sign_in"];
  il: Nullable<DB["invite_link"]>;
};

/**
 * A subscription is live while its sign-in is and, for a sign-in by link, the link is too; such a sign-in gets notifications
 * about its own membership alone. For queries that name these tables n, si and il.
 */
export function isSubscriptionLive(now: Date) {
  const eb = expressionBuilder<Tables, keyof Tables>();
  const byLink = eb.and([
    eb("si.member_id", "=", eb.ref("n.member_id")),
    eb("il.revoked_at", "is", null),
    eb("il.expires_at", ">", now),
  ]);
  return eb.and([
    eb("si.ended_at", "is", null),
    eb("si.expires_at", ">", now),
    eb.or([eb("si.kind", "=", "staff"), byLink]),
  ]);
}
