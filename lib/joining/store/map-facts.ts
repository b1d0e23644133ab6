import "server-only";
import {
  type CallTypeGrants,
  type CallTypeSettings,
  callTypeGrants,
  capabilitiesOf,
  settingsOf,
} from "#lib/call-types/rules.ts";
import type { JoinCall, JoinMember } from "#lib/joining/rules.ts";
import type { MemberRole } from "#lib/roles.ts";
import { Prisma } from "#prisma/generated/client.ts";

/** What the decision and the visit's page need to know about the call and one person. */
export type JoinFacts = {
  readonly call: JoinCall;
  readonly kind: string;
  readonly settings: CallTypeSettings;
  readonly grants: CallTypeGrants;
  readonly generation: number;
  readonly endsAt: Date | null;
  readonly timeZone: string | null;
  /** `endsAt`: its limit; null without one. */
  readonly session: { readonly id: string; readonly startedAt: Date; readonly endsAt: Date | null } | null;
  readonly person: Person;
};

export type Person = {
  readonly memberId: string | null;
  readonly role: MemberRole | null;
  readonly member: JoinMember;
  readonly disabled: boolean;
  readonly teamIds: readonly string[];
  /** Only staff sign in with a password. */
  readonly hasPassword: boolean;
  /** The member's invite links, which only patients use: whether any was ever made, is not revoked, works right now. */
  readonly links: { readonly any: boolean; readonly unrevoked: boolean; readonly working: boolean };
};

export type CallRow = {
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

export type PersonRow = {
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

export const callColumns = Prisma.sql`
  c."team_id" AS "teamId", c."starts_at" AS "startsAt", c."ended_at" AS "endedAt", c."generation",
  c."settings_override" AS "override", ct."name" AS "kind", ct."settings", ct."grants",
  CASE WHEN a."status" = 'cancelled' THEN coalesce(a."cancelled_at", a."updated_at") END AS "cancelledAt",
  a."ends_at" AS "endsAt", a."time_zone" AS "timeZone", s."id" AS "sessionId", s."started_at" AS "startedAt",
  s."ends_at" AS "sessionEndsAt"`;

export const callTables = Prisma.sql`
  "call" c
  JOIN "call_type" ct ON ct."id" = c."type"
  LEFT JOIN "appointment" a ON a."call_type" = c."type" AND a."id" = c."id"
  LEFT JOIN "session" s ON s."call_type" = c."type" AND s."call_id" = c."id" AND s."closed_at" IS NULL`;

export const personColumns = (now: Date) => Prisma.sql`
  m."id" AS "memberId", m."role"::text AS "role", m."blocked_at" AS "blockedAt", u."disabled_at" AS "disabledAt",
  m."granted", m."revoked", u."role" <> 'patient' AND u."password_hash" IS NOT NULL AS "hasPassword",
  array(SELECT tm."team_id"::text FROM "team_member" tm WHERE tm."user_id" = u."id") AS "teamIds",
  EXISTS (SELECT 1 FROM "invite_link" l WHERE l."member_id" = m."id") AS "anyLink",
  u."role" = 'patient' AND EXISTS (SELECT 1 FROM "invite_link" l
    WHERE l."member_id" = m."id" AND l."revoked_at" IS NULL) AS "unrevokedLink",
  u."role" = 'patient' AND EXISTS (SELECT 1 FROM "invite_link" l
    WHERE l."member_id" = m."id" AND l."revoked_at" IS NULL AND l."expires_at" > ${now}) AS "workingLink"`;

export const connectionColumns = Prisma.sql`
  (SELECT t."device" FROM "attendance" t
    WHERE t."session_id" = s."id" AND t."member_id" = m."id" AND t."left_at" IS NULL
    ORDER BY t."joined_at" DESC LIMIT 1) AS "connectedDevice",
  (SELECT count(DISTINCT t."user_id")::int FROM "attendance" t
    WHERE t."session_id" = s."id" AND t."left_at" IS NULL AND t."user_id" <> u."id") AS "connectedOthers"`;

type Rules = { readonly settings: CallTypeSettings; readonly grants: CallTypeGrants };

export const toPerson = (row: PersonRow, rules: Rules): Person => ({
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

export function toFacts(row: CallRow & PersonRow): JoinFacts {
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
}

/** A person without any row. */
export const noPerson: PersonRow = {
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
