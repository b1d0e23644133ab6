import "server-only";
import type { CallRef, Permit } from "#lib/access";
import type { MemberRole } from "#lib/call-types/rules";
import { db } from "#lib/db";
import { Prisma } from "#prisma/generated/client";
import type { Stretch } from "./rules.ts";

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

export type SideRow = Stretch & { readonly sessionId: string; readonly leading: boolean };

/**
 * When anybody of each side was connected, in stretches that do not overlap: few rows, also for a class of thousands. A
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
