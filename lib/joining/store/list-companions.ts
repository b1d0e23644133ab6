import "server-only";
import { expressionBuilder, sql } from "kysely";
import type { Actor, CallRef } from "#lib/access.ts";
import { waitingGoneMs } from "#lib/appointments/rules.ts";
import { db } from "#lib/db.ts";
import { fetchAll, kysely } from "#lib/sql.ts";
import type { DB } from "#prisma/generated/kysely.ts";

/** In the visit, in its waiting room, or neither; null when the actor is not told. */
type Presence = "inside" | "waiting" | "away" | null;

function presenceOf(now: Date) {
  const { and, case: choose, eb, exists, selectFrom } = expressionBuilder<DB & { m: DB["member"] }, "m">();
  const inside = selectFrom("session as s")
    .innerJoin("attendance as t", "t.session_id", "s.id")
    .whereRef("t.member_id", "=", "m.id")
    .whereRef("s.call_type", "=", "m.call_type")
    .whereRef("s.call_id", "=", "m.call_id")
    .where("s.closed_at", "is", null)
    .where("t.left_at", "is", null);
  const goneBefore = new Date(now.getTime() - waitingGoneMs);
  return choose()
    .when(exists(inside))
    .then("inside")
    .when(and([eb("m.waiting_seen_at", ">", goneBefore), eb("m.blocked_at", "is", null)]))
    .then("waiting")
    .else("away")
    .end()
    .$castTo<Presence>();
}

/** At most `limit` members with their names, those who lead first: all of them, or only clinicians, assistants and the actor. */
export function listCompanions(
  { userId }: Actor,
  { type, id }: CallRef,
  { leadersOnly, presence, limit }: { leadersOnly: boolean; presence: boolean; limit: number },
  now: Date,
) {
  const query = kysely
    .selectFrom("member as m")
    .innerJoin("user as u", "u.id", "m.user_id")
    .where("m.call_type", "=", type)
    .where("m.call_id", "=", id)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("member as own")
          .whereRef("own.call_type", "=", "m.call_type")
          .whereRef("own.call_id", "=", "m.call_id")
          .where("own.user_id", "=", userId),
      ),
    )
    .$if(leadersOnly, (all) =>
      all.where(({ eb, or }) =>
        or([eb("m.role", "in", ["clinician", "assistant"]), eb("m.user_id", "=", userId)]),
      ),
    )
    .orderBy("m.role")
    .orderBy("m.created_at")
    .orderBy("m.id")
    .limit(limit)
    .select([
      "m.id",
      "u.name",
      "m.role",
      presence ? presenceOf(now).as("presence") : sql<Presence>`null`.as("presence"),
    ]);
  return fetchAll(db(), query);
}
