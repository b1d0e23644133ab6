import "server-only";
import { expressionBuilder, type InferResult, sql } from "kysely";
import type { CallRef } from "#lib/access.ts";
import { asBoolean, kysely } from "#lib/sql.ts";
import type { DB } from "#prisma/generated/kysely.ts";

export const callFacts = ({ type, id }: CallRef) =>
  kysely
    .selectFrom("call as c")
    .innerJoin("call_type as ct", "ct.id", "c.type")
    .leftJoin("appointment as a", (join) =>
      join.onRef("a.call_type", "=", "c.type").onRef("a.id", "=", "c.id"),
    )
    .leftJoin("session as s", (join) =>
      join.onRef("s.call_type", "=", "c.type").onRef("s.call_id", "=", "c.id").on("s.closed_at", "is", null),
    )
    .where("c.type", "=", type)
    .where("c.id", "=", id)
    .where("c.deleted_at", "is", null)
    .select(({ case: choose, fn }) => [
      "c.team_id as teamId",
      "c.starts_at as startsAt",
      "c.ended_at as endedAt",
      "c.generation",
      "c.settings_override as override",
      "ct.name as kind",
      "ct.settings",
      "ct.grants",
      choose()
        .when("a.status", "=", "cancelled")
        .then(fn.coalesce("a.cancelled_at", "a.updated_at"))
        .end()
        .as("cancelledAt"),
      "a.ends_at as endsAt",
      "a.time_zone as timeZone",
      "s.id as sessionId",
      "s.started_at as startedAt",
      "s.ends_at as sessionEndsAt",
    ]);

type Tables = DB & { m: DB["member"]; u: DB["user"]; s: DB["session"] };

/** Columns of a query that names the tables `m` (member, may be absent) and `u` (user). */
export function personColumns(now: Date) {
  const { and, eb, exists, selectFrom } = expressionBuilder<Tables, "m" | "u">();
  const links = selectFrom("invite_link as l").whereRef("l.member_id", "=", "m.id");
  const unrevoked = links.where("l.revoked_at", "is", null);
  const isPatient = eb("u.role", "=", "patient");
  const teamIds = selectFrom("team_member as tm")
    .whereRef("tm.user_id", "=", "u.id")
    .select(({ cast }) => cast<string>("tm.team_id", "text").as("id"));
  return [
    "m.id as memberId",
    "m.role",
    "m.blocked_at as blockedAt",
    "m.granted",
    "m.revoked",
    "u.disabled_at as disabledAt",
    asBoolean(and([eb("u.role", "<>", "patient"), eb("u.password_hash", "is not", null)])).as("hasPassword"),
    sql<string[]>`array${teamIds}`.as("teamIds"),
    asBoolean(exists(links)).as("anyLink"),
    asBoolean(and([isPatient, exists(unrevoked)])).as("unrevokedLink"),
    asBoolean(and([isPatient, exists(unrevoked.where("l.expires_at", ">", now))])).as("workingLink"),
  ] as const;
}

/** Columns of a query that names the tables `m`, `u` and `s` (open session, may be absent). */
export function connectionColumns() {
  const { selectFrom } = expressionBuilder<Tables, "m" | "u" | "s">();
  const connected = selectFrom("attendance as t")
    .whereRef("t.session_id", "=", "s.id")
    .where("t.left_at", "is", null);
  const device = connected
    .whereRef("t.member_id", "=", "m.id")
    .orderBy("t.joined_at", "desc")
    .limit(1)
    .select("t.device");
  const others = connected
    .whereRef("t.user_id", "<>", "u.id")
    .select(({ ref }) => sql<number>`count(distinct ${ref("t.user_id")})::int`.as("count"));
  return [device.as("connectedDevice"), others.$asScalar().$notNull().as("connectedOthers")] as const;
}

export const callAndPersonFacts = (ref: CallRef, userId: string, now: Date) =>
  callFacts(ref)
    .innerJoin("user as u", (join) => join.on("u.id", "=", userId))
    .leftJoin("member as m", (join) =>
      join
        .onRef("m.call_type", "=", "c.type")
        .onRef("m.call_id", "=", "c.id")
        .onRef("m.user_id", "=", "u.id"),
    )
    .select(personColumns(now))
    .select(connectionColumns());

export type CallRow = InferResult<ReturnType<typeof callFacts>>[number];
export type PersonRow = Omit<InferResult<ReturnType<typeof callAndPersonFacts>>[number], keyof CallRow>;
