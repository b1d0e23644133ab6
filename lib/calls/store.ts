import "server-only";
import { type Actor, type CallRef, type CallRelation, isAdmin, type Permit, within } from "#lib/access";
import { callTypeGrants, capabilitiesOf, type MemberRole, settingsOf } from "#lib/call-types/rules";
import type { db, reader, Tx } from "#lib/db";
import type { Prisma } from "#prisma/generated/client";

type Client = Tx | ReturnType<typeof db>;
type RawClient = Pick<Client, "$queryRaw"> | typeof reader;

/** What the actor can reach at all: admins every call, others those they are a member of, a link's sign-in its own. */
export const scopeOf = (actor: Actor): Prisma.CallWhereInput => ({
  deletedAt: null,
  ...(actor.boundTo ?? {}),
  ...(isAdmin(actor) ? {} : { members: { some: { userId: actor.userId } } }),
});

type RelationRow = {
  teamId: string | null;
  settings: unknown;
  grants: unknown;
  override: unknown;
  memberId: string | null;
  role: MemberRole | null;
  blockedAt: Date | null;
  granted: string[] | null;
  revoked: string[] | null;
};

/**
 * The actor's relation to a call; null when it does not exist, is deleted, or is out of the actor's reach: one query that
 * takes the same way for all of them.
 */
export const relationOf = async (
  client: RawClient,
  actor: Actor,
  ref: CallRef,
): Promise<CallRelation | null> => {
  const rows = await client.$queryRaw<RelationRow[]>`
    SELECT c."team_id" AS "teamId", c."settings_override" AS "override", ct."settings", ct."grants",
      m."id" AS "memberId", m."role"::text AS "role", m."blocked_at" AS "blockedAt", m."granted", m."revoked"
    FROM "call" c JOIN "call_type" ct ON ct."id" = c."type"
    LEFT JOIN "member" m
      ON m."call_type" = c."type" AND m."call_id" = c."id" AND m."user_id" = ${actor.userId}::uuid
    WHERE c."type" = ${ref.type} AND c."id" = ${ref.id} AND c."deleted_at" IS NULL`;
  const [row] = rows;
  if (!row || !within(actor, ref) || !(row.memberId || isAdmin(actor))) return null;
  const { memberId, role, teamId } = row;
  if (!memberId || !role) return { type: ref.type, id: ref.id, teamId, member: null };
  const rules = {
    settings: settingsOf(row.settings, row.override),
    grants: callTypeGrants.parse(row.grants),
  };
  const own = { role, granted: row.granted ?? [], revoked: row.revoked ?? [] };
  const member = {
    id: memberId,
    blocked: row.blockedAt !== null,
    capabilities: capabilitiesOf(rules, own),
  };
  return { type: ref.type, id: ref.id, teamId, member };
};

/** Locks the call's row until the transaction ends, so that starting, ending and removing happen one after another. */
export const lockCall = async (tx: Tx, ref: CallRef) => {
  const rows = await tx.$queryRaw<{ endedAt: Date | null; generation: number }[]>`
    SELECT "ended_at" AS "endedAt", "generation" FROM "call"
    WHERE "type" = ${ref.type} AND "id" = ${ref.id} AND "deleted_at" IS NULL FOR UPDATE`;
  return rows[0] ?? null;
};

type NewCall = CallRef & {
  teamId: string | null;
  createdById: string;
  custom: Prisma.InputJsonObject;
  startsAt: Date | null;
};

/** Whether the row was made here: false when a call of that address was there already. */
export const insertCall = async (
  tx: Tx,
  _permit: Permit<"call.create"> | Permit<"appointment.create">,
  call: NewCall,
): Promise<boolean> => {
  const { count } = await tx.call.createMany({ data: [call], skipDuplicates: true });
  return count === 1;
};

/** The stored call, for comparison with what was asked for. */
export const storedCall = (tx: Tx, ref: CallRef) =>
  tx.call.findFirst({
    where: { type: ref.type, id: ref.id, deletedAt: null },
    select: { custom: true, startsAt: true, teamId: true },
  });

/** Ends the call; false when it had ended before. Raises the generation: no room of before is entered again. */
export const markEnded = async (
  tx: Tx,
  _permit: Permit<"call.end"> | Permit<"appointment.cancel">,
  ref: CallRef,
  now: Date,
) => {
  const { count } = await tx.call.updateMany({
    where: { type: ref.type, id: ref.id, endedAt: null, deletedAt: null },
    data: { endedAt: now, generation: { increment: 1 } },
  });
  return count === 1;
};

const rowSelect = {
  type: true,
  id: true,
  createdAt: true,
  startsAt: true,
  endedAt: true,
  team: { select: { name: true } },
  callType: { select: { name: true } },
  appointment: {
    select: { status: true, clinician: { select: { name: true } }, patient: { select: { name: true } } },
  },
  sessions: { where: { closedAt: null }, select: { id: true }, take: 1 },
} as const;

/** A page of calls for the admin, newest first. Keyset by (createdAt, id). */
export const listCalls = (
  client: Client,
  _permit: Permit<"admin.read">,
  query: { before: { createdAt: Date; id: string } | null; limit: number },
) =>
  client.call.findMany({
    where: {
      deletedAt: null,
      type: { not: "development" },
      ...(query.before
        ? {
            createdAt: { lte: query.before.createdAt },
            OR: [{ createdAt: { lt: query.before.createdAt } }, { id: { lt: query.before.id } }],
          }
        : {}),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: query.limit + 1,
    select: rowSelect,
  });

/** One call for its page. */
export const callForPage = (client: Client, actor: Actor, ref: CallRef) =>
  client.call.findFirst({
    where: { AND: [{ type: ref.type, id: ref.id }, scopeOf(actor)] },
    select: { ...rowSelect, generation: true },
  });

/** The sessions that are on right now, the newest first, each with how many people are connected. */
export const openSessions = (client: Client, _permit: Permit<"admin.read">, limit: number) =>
  client.session.findMany({
    where: { closedAt: null, call: { deletedAt: null } },
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
    take: limit,
    select: {
      startedAt: true,
      call: { select: rowSelect },
      _count: { select: { attendances: { where: { leftAt: null } } } },
    },
  });
