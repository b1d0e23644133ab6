import "server-only";
import { sql } from "kysely";
import type { Actor } from "#lib/access.ts";
import { db } from "#lib/db.ts";
import { missedShownMs } from "#lib/rings/rules.ts";
import { fetchAll, kysely } from "#lib/sql.ts";

/** The actor's rings since `since`, in calls that are neither over nor joined after the ring. */
const openRings = ({ userId, boundTo }: Actor, since: Date) =>
  kysely
    .selectFrom("ring as r")
    .innerJoin("session as s", "s.id", "r.session_id")
    .innerJoin("call as c", (join) =>
      join.onRef("c.type", "=", "s.call_type").onRef("c.id", "=", "s.call_id"),
    )
    .innerJoin("member as m", "m.id", "r.member_id")
    .where("r.user_id", "=", userId)
    .where("r.rung_at", ">", since)
    .where("c.deleted_at", "is", null)
    .where("c.ended_at", "is", null)
    .where("m.blocked_at", "is", null)
    .$if(boundTo !== null, (all) =>
      all.where("c.type", "=", boundTo?.type ?? "").where("c.id", "=", boundTo?.id ?? ""),
    )
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom("attendance as a")
            .innerJoin("session as t", "t.id", "a.session_id")
            .whereRef("t.call_type", "=", "c.type")
            .whereRef("t.call_id", "=", "c.id")
            .whereRef("a.user_id", "=", "r.user_id")
            .whereRef("a.joined_at", ">", "r.rung_at"),
        ),
      ),
    );

const latestRings = (actor: Actor, now: Date) =>
  openRings(actor, new Date(now.getTime() - missedShownMs))
    .leftJoin("member as cm", (join) =>
      join
        .onRef("cm.call_type", "=", "c.type")
        .onRef("cm.call_id", "=", "c.id")
        .onRef("cm.user_id", "=", "r.rung_by_id"),
    )
    .leftJoin("user as u", "u.id", "cm.user_id")
    .distinctOn(["c.type", "c.id"])
    .orderBy("c.type")
    .orderBy("c.id")
    .orderBy("r.rung_at", "desc")
    .orderBy("r.id", "desc")
    .select(({ and, eb, exists, or, selectFrom }) => [
      "c.type",
      "c.id",
      "r.id as ringId",
      "r.rung_at as rungAt",
      or([
        eb("r.state", "=", "missed"),
        and([eb("r.state", "=", "ringing"), eb("r.expires_at", "<=", now)]),
      ]).as("isMissed"),
      exists(
        selectFrom("session as o")
          .whereRef("o.call_type", "=", "c.type")
          .whereRef("o.call_id", "=", "c.id")
          .where("o.closed_at", "is", null),
      )
        .$castTo<boolean>()
        .as("live"),
      "u.name as caller",
      "cm.id as callerMemberId",
    ]);

/** The actor's missed rings, one a call, newest first. A link's sign-in gets its own call only. */
export function findMissed(actor: Actor, now: Date, limit: number) {
  const query = kysely
    .selectFrom(latestRings(actor, now).as("latest"))
    .where("latest.isMissed", "=", sql<boolean>`true`)
    .select(["type", "id", "ringId", "rungAt", "live", "caller", "callerMemberId"])
    .orderBy("rungAt", "desc")
    .limit(limit);
  return fetchAll(db(), query);
}
