import "server-only";
import type { Actor, CallRef, CallRelation, Permit } from "#lib/access";
import { callTypeGrants, granted } from "#lib/call-types/rules";
import type { db, Tx } from "#lib/db";
import type { Prisma } from "#prisma/generated/client";

type Client = Tx | ReturnType<typeof db>;

/** What the actor can reach at all: admins every call, others those they are a member of, a link's sign-in its own. */
export const scopeOf = (actor: Actor): Prisma.CallWhereInput => ({
  deletedAt: null,
  ...(actor.boundTo ?? {}),
  ...(actor.role === "admin" && actor.kind === "staff"
    ? {}
    : { members: { some: { userId: actor.userId } } }),
});

/** The actor's relation to a call; null when it does not exist, is deleted, or is out of the actor's reach. */
export const relationOf = async (
  client: Client,
  actor: Actor,
  ref: CallRef,
): Promise<CallRelation | null> => {
  const call = await client.call.findFirst({
    where: { AND: [{ type: ref.type, id: ref.id }, scopeOf(actor)] },
    select: {
      type: true,
      id: true,
      teamId: true,
      callType: { select: { grants: true } },
      members: { where: { userId: actor.userId }, select: { id: true, role: true, blockedAt: true } },
    },
  });
  if (!call) return null;
  const [own] = call.members;
  const grants = callTypeGrants.parse(call.callType.grants);
  return {
    type: call.type,
    id: call.id,
    teamId: call.teamId,
    member: own
      ? { id: own.id, blocked: own.blockedAt !== null, capabilities: granted(grants, own.role) }
      : null,
  };
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
