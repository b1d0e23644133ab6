import "server-only";
import type { CallRef, Permit } from "#lib/access.ts";
import { db, type Tx } from "#lib/db.ts";
import type { Connection } from "#lib/livekit.ts";
import type { MemberRole } from "#lib/roles.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { maxConnections, type Segment } from "./rules.ts";

export type SessionRow = {
  readonly id: string;
  readonly startedAt: Date;
  readonly openedAt: Date | null;
  readonly emptySince: Date | null;
  readonly closedAt: Date | null;
  readonly endsAt: Date | null;
  /** How many people were connected at some time. */
  readonly people: number;
};

const sessions = (ref: CallRef, which: Prisma.Sql) => db().$queryRaw<SessionRow[]>`
  SELECT s."id", s."started_at" AS "startedAt", s."opened_at" AS "openedAt", s."empty_since" AS "emptySince",
    s."closed_at" AS "closedAt", s."ends_at" AS "endsAt",
    (SELECT count(DISTINCT a."user_id")::int FROM "attendance" a WHERE a."session_id" = s."id") AS "people"
  FROM "session" s JOIN "call" c ON c."type" = s."call_type" AND c."id" = s."call_id" AND c."deleted_at" IS NULL
  WHERE s."call_type" = ${ref.type} AND s."call_id" = ${ref.id} ${which}`;

/** Sessions of a call, the newest first. Keyset by (startedAt, id). */
export const sessionsOf = (
  _permit: Permit<"sessions.read">,
  ref: CallRef,
  query: { before: { startedAt: Date; id: string } | null; limit: number },
) =>
  sessions(
    ref,
    Prisma.sql`
      ${
        query.before
          ? Prisma.sql`AND (s."started_at", s."id") < (${query.before.startedAt}, ${query.before.id}::uuid)`
          : Prisma.empty
      }
      ORDER BY s."started_at" DESC, s."id" DESC LIMIT ${query.limit}`,
  );

export const oneSession = async (
  _permit: Permit<"sessions.read">,
  ref: CallRef,
  id: string,
): Promise<SessionRow | null> => (await sessions(ref, Prisma.sql`AND s."id" = ${id}::uuid`))[0] ?? null;

export type SideRow = Segment & { readonly sessionId: string; readonly leading: boolean };

/**
 * When anybody of each side was connected, in segments that do not overlap: few rows, also for a class of thousands. A
 * connection that lasts goes up to `now`.
 */
export const sidesOf = async (sessionIds: readonly string[], now: Date): Promise<SideRow[]> => {
  const rows = await db().$queryRaw<{ sessionId: string; leading: boolean; from: Date; to: Date }[]>`
    SELECT side."sessionId", side."leading", lower(one) AS "from", upper(one) AS "to"
    FROM (
      SELECT a."session_id" AS "sessionId", coalesce(a."role" IN ('clinician', 'assistant'), false) AS "leading",
        range_agg(tstzrange(a."joined_at", greatest(a."joined_at", coalesce(a."left_at", ${now})), '[)')) AS "times"
      FROM "attendance" a WHERE a."session_id" = ANY(${[...sessionIds]}::uuid[])
      GROUP BY 1, 2
    ) side, unnest(side."times") AS one
    ORDER BY 1, 2, 3`;
  return rows.map(({ from, to, ...row }) => ({ ...row, from: from.getTime(), to: to.getTime() }));
};

export type PersonRow = {
  readonly userId: string;
  readonly name: string;
  readonly role: MemberRole | null;
  readonly joinedAt: Date;
  readonly connections: readonly { readonly joinedAt: Date; readonly leftAt: Date | null }[];
};

type AsStored = Omit<PersonRow, "connections"> & { joins: Date[]; leaves: (Date | null)[] };

/** People of a session in the order in which they came, each with all their connections. Keyset by (joinedAt, userId). */
export const peopleOf = async (
  _permit: Permit<"sessions.read">,
  sessionId: string,
  query: { after: { joinedAt: Date; userId: string } | null; limit: number },
): Promise<PersonRow[]> => {
  const after = query.after
    ? Prisma.sql`WHERE (own."joinedAt", own."userId") > (${query.after.joinedAt}, ${query.after.userId}::uuid)`
    : Prisma.empty;
  const rows = await db().$queryRaw<AsStored[]>`
    SELECT own.*, u."name" FROM (
      SELECT a."user_id" AS "userId", min(a."joined_at") AS "joinedAt",
        (array_agg(a."role"::text ORDER BY a."joined_at" DESC) FILTER (WHERE a."role" IS NOT NULL))[1] AS "role",
        array_agg(a."joined_at" ORDER BY a."joined_at", a."id") AS "joins",
        array_agg(a."left_at" ORDER BY a."joined_at", a."id") AS "leaves"
      FROM "attendance" a WHERE a."session_id" = ${sessionId}::uuid GROUP BY a."user_id"
    ) own JOIN "user" u ON u."id" = own."userId"
    ${after} ORDER BY own."joinedAt", own."userId" LIMIT ${query.limit}`;
  return rows.map(({ joins, leaves, ...row }) => ({
    ...row,
    connections: joins.map((joinedAt, index) => ({ joinedAt, leftAt: leaves[index] ?? null })),
  }));
};

/** Whether a connection stands in the session's attendances. */
export const isNoted = async (sessionId: string, sid: string): Promise<boolean> =>
  (await db().attendance.count({ where: { sessionId, participantSid: sid } })) > 0;

/** How many count as connected in a session. */
export const connectedIn = (client: Tx | ReturnType<typeof db>, sessionId: string): Promise<number> =>
  client.attendance.count({ where: { sessionId, leftAt: null } });

/** How far apart LiveKit's clock and ours may be, and how long an answer may take. */
const clockSkew = "5 seconds";
/**
 * Writes down connections of people who are, or were, members of the session's call; others are no attendance. In any
 * order and any number of times: what is there stays, and the earliest `joinedAt` counts. `heardAt`: when LiveKit said
 * so; one who is heard of for the first time, and was not there when LiveKit was asked after that, has left before. They
 * left then by the first comparison after they were heard of. Of one member no more than `maxConnections` an hour are kept: whoever
 * comes and goes without end fills no table.
 */
export const addConnections = (
  tx: Tx,
  sessionId: string,
  connections: readonly Connection[],
  heardAt: Date,
) => tx.$executeRaw`
  INSERT INTO "attendance" AS a
    ("id", "session_id", "user_id", "member_id", "role", "participant_sid", "device", "joined_at", "left_at")
  SELECT gen_random_uuid(), s."id", coalesce(m."user_id", f."user_id"), m."id", coalesce(m."role", f."role"),
    c."sid", c."device", c."joined_at",
    CASE WHEN ${heardAt}::timestamptz < s."compared_at" - ${clockSkew}::interval THEN greatest(c."joined_at", least(
      s."compared_at",
      CASE WHEN ${heardAt}::timestamptz >= s."compared_since" THEN ${heardAt}::timestamptz + interval '20 seconds' END))
    END
  FROM unnest(
    ${connections.map((one) => one.sid)}::text[],
    ${connections.map((one) => one.identity)}::text[]::uuid[],
    ${connections.map((one) => one.device)}::text[],
    ${connections.map((one) => one.joinedAt.toISOString())}::text[]::timestamptz[]
  ) AS c("sid", "member_id", "device", "joined_at")
  JOIN "session" s ON s."id" = ${sessionId}::uuid
  LEFT JOIN "member" m ON m."id" = c."member_id" AND m."call_type" = s."call_type" AND m."call_id" = s."call_id"
  LEFT JOIN "former_member" f
    ON m."id" IS NULL AND f."id" = c."member_id" AND f."call_type" = s."call_type" AND f."call_id" = s."call_id"
  WHERE (m."id" IS NOT NULL OR f."id" IS NOT NULL) AND (
    EXISTS (SELECT 1 FROM "attendance" known WHERE known."participant_sid" = c."sid")
    OR (SELECT count(*) FROM "attendance" other WHERE other."session_id" = s."id"
      AND other."user_id" = coalesce(m."user_id", f."user_id")
      AND other."joined_at" > c."joined_at" - interval '1 hour') < ${maxConnections})
  ON CONFLICT ("participant_sid") DO UPDATE SET
    "joined_at" = least(a."joined_at", excluded."joined_at"),
    "device" = CASE WHEN a."device" = '' THEN excluded."device" ELSE a."device" END
  WHERE a."session_id" = excluded."session_id"`;

/** LiveKit tells when: that counts over what was only noticed. */
export const endConnection = (tx: Tx, sessionId: string, sid: string, at: Date) => tx.$executeRaw`
  UPDATE "attendance" SET "left_told" = true,
    "left_at" = greatest("joined_at", CASE WHEN "left_told" THEN least("left_at", ${at}) ELSE ${at} END)
  WHERE "session_id" = ${sessionId}::uuid AND "participant_sid" = ${sid}`;

/** It was noticed that these are gone: by `at` at the latest. */
export const endMissing = (tx: Tx, sessionId: string, sids: readonly string[], at: Date) => tx.$executeRaw`
  UPDATE "attendance" SET "left_at" = greatest("joined_at", ${at})
  WHERE "session_id" = ${sessionId}::uuid AND "left_at" IS NULL AND "participant_sid" = ANY(${[...sids]}::text[])`;

/** The room is gone, and everybody with it who was there by `at`. What was noticed later happened then at the latest. */
export const endAll = (tx: Tx, sessionId: string, at: Date) => tx.$executeRaw`
  UPDATE "attendance" SET "left_at" = greatest("joined_at", least("left_at", ${at}))
  WHERE "session_id" = ${sessionId}::uuid AND NOT "left_told" AND "joined_at" <= ${at}`;

/** LiveKit has these connected: whoever was noted as gone by mistake is back. Not in a session that is closed. */
export const reopen = (tx: Tx, sessionId: string, sids: readonly string[]) => tx.$executeRaw`
  UPDATE "attendance" a SET "left_at" = NULL FROM "session" s
  WHERE a."session_id" = ${sessionId}::uuid AND s."id" = a."session_id" AND s."closed_at" IS NULL
    AND a."left_at" IS NOT NULL AND NOT a."left_told" AND a."participant_sid" = ANY(${[...sids]}::text[])`;
