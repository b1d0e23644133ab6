import "server-only";
import type { Actor, CallRef, Permit } from "#lib/access.ts";
import { waitingGoneMs } from "#lib/appointments/rules.ts";
import {
  type CallTypeGrants,
  type CallTypeSettings,
  callTypeGrants,
  capabilitiesOf,
  settingsOf,
} from "#lib/call-types/rules.ts";
import { db } from "#lib/db.ts";
import type { MemberRole } from "#lib/roles.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { JoinCall, JoinMember } from "./rules.ts";

/** Everything that decideJoin and the visit's page need to know of the call, and of the one person who is asked about. */
export type JoinFacts = {
  readonly call: JoinCall;
  readonly kind: string;
  readonly settings: CallTypeSettings;
  readonly grants: CallTypeGrants;
  readonly generation: number;
  readonly endsAt: Date | null;
  readonly timeZone: string | null;
  /** `endsAt`: when it ends by its limit; null without one. */
  readonly session: { readonly id: string; readonly startedAt: Date; readonly endsAt: Date | null } | null;
  readonly person: Person;
};

type Person = {
  readonly memberId: string | null;
  readonly role: MemberRole | null;
  readonly member: JoinMember;
  readonly disabled: boolean;
  readonly teamIds: readonly string[];
  /** Staff alone sign in by a password. */
  readonly hasPassword: boolean;
  /** The member's invite links, by which patients alone come in: whether any was ever made, is not revoked, works right now. */
  readonly links: { readonly any: boolean; readonly unrevoked: boolean; readonly working: boolean };
};

type CallRow = {
  teamId: string | null;
  startsAt: Date | null;
  endedAt: Date | null;
  cancelledAt: Date | null;
  generation: number;
  override: unknown;
  kind: string;
  settings: unknown;
  grants: unknown;
  endsAt: Date | null;
  timeZone: string | null;
  sessionId: string | null;
  startedAt: Date | null;
  sessionEndsAt: Date | null;
};

type PersonRow = {
  memberId: string | null;
  role: MemberRole | null;
  blockedAt: Date | null;
  disabledAt: Date | null;
  teamIds: string[];
  hasPassword: boolean;
  anyLink: boolean;
  unrevokedLink: boolean;
  workingLink: boolean;
  granted: string[] | null;
  revoked: string[] | null;
  connectedDevice: string | null;
  connectedOthers: number;
};

const callColumns = Prisma.sql`
  c."team_id" AS "teamId", c."starts_at" AS "startsAt", c."ended_at" AS "endedAt", c."generation",
  c."settings_override" AS "override", ct."name" AS "kind", ct."settings", ct."grants",
  CASE WHEN a."status" = 'cancelled' THEN coalesce(a."cancelled_at", a."updated_at") END AS "cancelledAt",
  a."ends_at" AS "endsAt", a."time_zone" AS "timeZone", s."id" AS "sessionId", s."started_at" AS "startedAt",
  s."ends_at" AS "sessionEndsAt"`;

const callTables = Prisma.sql`
  "call" c
  JOIN "call_type" ct ON ct."id" = c."type"
  LEFT JOIN "appointment" a ON a."call_type" = c."type" AND a."id" = c."id"
  LEFT JOIN "session" s ON s."call_type" = c."type" AND s."call_id" = c."id" AND s."closed_at" IS NULL`;

const personColumns = (now: Date) => Prisma.sql`
  m."id" AS "memberId", m."role"::text AS "role", m."blocked_at" AS "blockedAt", u."disabled_at" AS "disabledAt",
  m."granted", m."revoked", u."role" <> 'patient' AND u."password_hash" IS NOT NULL AS "hasPassword",
  array(SELECT tm."team_id"::text FROM "team_member" tm WHERE tm."user_id" = u."id") AS "teamIds",
  EXISTS (SELECT 1 FROM "invite_link" l WHERE l."member_id" = m."id") AS "anyLink",
  u."role" = 'patient' AND EXISTS (SELECT 1 FROM "invite_link" l
    WHERE l."member_id" = m."id" AND l."revoked_at" IS NULL) AS "unrevokedLink",
  u."role" = 'patient' AND EXISTS (SELECT 1 FROM "invite_link" l
    WHERE l."member_id" = m."id" AND l."revoked_at" IS NULL AND l."expires_at" > ${now}) AS "workingLink"`;

const connectionColumns = Prisma.sql`
  (SELECT t."device" FROM "attendance" t
    WHERE t."session_id" = s."id" AND t."member_id" = m."id" AND t."left_at" IS NULL
    ORDER BY t."joined_at" DESC LIMIT 1) AS "connectedDevice",
  (SELECT count(DISTINCT t."user_id")::int FROM "attendance" t
    WHERE t."session_id" = s."id" AND t."left_at" IS NULL AND t."user_id" <> u."id") AS "connectedOthers"`;

type Rules = { readonly settings: CallTypeSettings; readonly grants: CallTypeGrants };

const toPerson = (row: PersonRow, rules: Rules): Person => ({
  memberId: row.memberId,
  role: row.role,
  member: row.role && {
    blocked: row.blockedAt !== null,
    capabilities: capabilitiesOf(rules, {
      role: row.role,
      granted: row.granted ?? [],
      revoked: row.revoked ?? [],
    }),
    connectedDevice: row.connectedDevice,
  },
  disabled: row.disabledAt !== null,
  teamIds: row.teamIds,
  hasPassword: row.hasPassword,
  links: { any: row.anyLink, unrevoked: row.unrevokedLink, working: row.workingLink },
});

const toFacts = (row: CallRow & PersonRow): JoinFacts => {
  const settings = settingsOf(row.settings, row.override);
  const grants = callTypeGrants.parse(row.grants);
  return {
    call: {
      startsAt: row.startsAt,
      endedAt: row.endedAt,
      cancelledAt: row.cancelledAt,
      teamId: row.teamId,
      live: row.sessionId !== null,
      joinAheadSeconds: settings.joinAheadSeconds,
      maxParticipants: settings.maxParticipants,
      connectedOthers: row.connectedOthers,
    },
    kind: row.kind,
    settings,
    grants,
    generation: row.generation,
    endsAt: row.endsAt,
    timeZone: row.timeZone,
    session:
      row.sessionId && row.startedAt
        ? { id: row.sessionId, startedAt: row.startedAt, endsAt: row.sessionEndsAt }
        : null,
    person: toPerson(row, { settings, grants }),
  };
};

/**
 * What is known of a call of the actor's own; null for a stranger's, a deleted one and one that does not exist alike,
 * by one query that takes the same way for all of them. `linkWorks` is false only for somebody who came by a link that
 * no longer works.
 */
export const ownFacts = async (
  actor: Actor,
  ref: CallRef,
  now: Date,
): Promise<(JoinFacts & { linkWorks: boolean }) | null> => {
  const bound = actor.boundTo ?? ref;
  const rows = await db().$queryRaw<(CallRow & PersonRow & { linkWorks: boolean })[]>`
    SELECT ${callColumns}, ${personColumns(now)}, ${connectionColumns},
      (${actor.kind} = 'staff' OR EXISTS (
        SELECT 1 FROM "sign_in" si JOIN "invite_link" l ON l."id" = si."invite_link_id"
        WHERE si."id" = ${actor.signInId}::uuid AND si."user_id" = u."id" AND si."ended_at" IS NULL
          AND l."revoked_at" IS NULL AND l."expires_at" > ${now})) AS "linkWorks"
    FROM ${callTables}
    JOIN "member" m ON m."call_type" = c."type" AND m."call_id" = c."id" AND m."user_id" = ${actor.userId}::uuid
    JOIN "user" u ON u."id" = m."user_id"
    WHERE c."type" = ${ref.type} AND c."id" = ${ref.id} AND c."deleted_at" IS NULL
      AND c."type" = ${bound.type} AND c."id" = ${bound.id}`;
  const row = rows[0];
  return row ? { ...toFacts(row), linkWorks: row.linkWorks } : null;
};

/** What is known of a call and any person, for an admin; null when one of them does not exist. */
export const factsOf = async (
  _permit: Permit<"admin.read">,
  ref: CallRef,
  userId: string,
  now: Date,
): Promise<JoinFacts | null> => {
  const rows = await db().$queryRaw<(CallRow & PersonRow)[]>`
    SELECT ${callColumns}, ${personColumns(now)}, ${connectionColumns}
    FROM ${callTables}
    JOIN "user" u ON u."id" = ${userId}::uuid
    LEFT JOIN "member" m ON m."call_type" = c."type" AND m."call_id" = c."id" AND m."user_id" = u."id"
    WHERE c."type" = ${ref.type} AND c."id" = ${ref.id} AND c."deleted_at" IS NULL`;
  return rows[0] ? toFacts(rows[0]) : null;
};

/**
 * What is known of those of `memberIds` who are members of the call: for the webhook's guard, thousands at once. That they
 * are connected is given, and not looked up.
 */
export const factsOfMembers = async (ref: CallRef, memberIds: readonly string[], now: Date) => {
  const calls = await db().$queryRaw<CallRow[]>`
    SELECT ${callColumns} FROM ${callTables}
    WHERE c."type" = ${ref.type} AND c."id" = ${ref.id} AND c."deleted_at" IS NULL`;
  const call = calls[0];
  if (!call) return null;
  const people = await db().$queryRaw<PersonRow[]>`
    SELECT ${personColumns(now)}, NULL AS "connectedDevice", 0 AS "connectedOthers"
    FROM "member" m JOIN "user" u ON u."id" = m."user_id"
    WHERE m."call_type" = ${ref.type} AND m."call_id" = ${ref.id} AND m."id" = ANY(${[...memberIds]}::text[]::uuid[])`;
  const { call: joinCall, ...rules } = toFacts({ ...call, ...nobody });
  return { call: joinCall, people: people.map((row) => toPerson(row, rules)) };
};

const nobody: PersonRow = {
  memberId: null,
  role: null,
  blockedAt: null,
  disabledAt: null,
  teamIds: [],
  hasPassword: false,
  anyLink: false,
  unrevokedLink: false,
  workingLink: false,
  granted: null,
  revoked: null,
  connectedDevice: null,
  connectedOthers: 0,
};

/** Notes that a member is about to get a token, before it is decided for the last time. */
export const noteToken = (memberId: string, now: Date) =>
  db().$executeRaw`UPDATE "member" SET "token_at" = ${now} WHERE "id" = ${memberId}::uuid`;

export type Companion = {
  readonly id: string;
  readonly name: string;
  readonly role: MemberRole;
  /** In the visit, in its waiting room, or neither; null for whoever is not told. */
  readonly presence: "inside" | "waiting" | "away" | null;
};

/**
 * Members with their names, those who lead first: all of them, or only clinicians and assistants. The actor's own
 * membership is in the where. At most `limit`. Where somebody is right now only with `presence`.
 */
export const companionsOf = async (
  actor: Actor,
  ref: CallRef,
  query: { leadersOnly: boolean; presence: boolean; limit: number },
  now: Date,
): Promise<Companion[]> => {
  const gone = new Date(now.getTime() - waitingGoneMs);
  const presence = query.presence
    ? Prisma.sql`CASE
        WHEN EXISTS (SELECT 1 FROM "session" s JOIN "attendance" t ON t."session_id" = s."id" AND t."member_id" = m."id"
          WHERE s."call_type" = m."call_type" AND s."call_id" = m."call_id" AND s."closed_at" IS NULL AND t."left_at" IS NULL)
          THEN 'inside'
        WHEN m."waiting_seen_at" > ${gone} AND m."blocked_at" IS NULL THEN 'waiting'
        ELSE 'away' END`
    : Prisma.sql`NULL`;
  const leaders = query.leadersOnly
    ? Prisma.sql`AND (m."role" IN ('clinician', 'assistant') OR m."user_id" = ${actor.userId}::uuid)`
    : Prisma.empty;
  return db().$queryRaw<Companion[]>`
    SELECT m."id", u."name", m."role"::text AS "role", ${presence} AS "presence"
    FROM "member" m JOIN "user" u ON u."id" = m."user_id"
    WHERE m."call_type" = ${ref.type} AND m."call_id" = ${ref.id} ${leaders}
      AND EXISTS (SELECT 1 FROM "member" own
        WHERE own."call_type" = m."call_type" AND own."call_id" = m."call_id" AND own."user_id" = ${actor.userId}::uuid)
    ORDER BY m."role", m."created_at", m."id" LIMIT ${query.limit}`;
};
