import "server-only";
import { type Actor, type CallRef, type CallRelation, isAdmin, type Permit, within } from "#lib/access.ts";
import { callTypeGrants, capabilitiesOf, type SettingsOverride, settingsOf } from "#lib/call-types/rules.ts";
import type { db, Tx } from "#lib/db.ts";
import type { reader } from "#lib/db-reader.ts";
import type { MemberRole } from "#lib/roles.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import type { ListedCall } from "./rules.ts";

type Client = Tx | ReturnType<typeof db>;
type RawClient = Pick<Client, "$queryRaw"> | typeof reader;

/** Administrators reach every call, others those they belong to, and a link's sign-in its own. */
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

/** Null when unknown, deleted or out of reach: one query for all, so their timing doesn't differ. */
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
    WHERE c."type" = ${ref.type} AND c."id" = ${ref.id} AND c."deleted_at" IS NULL
      AND (m."id" IS NOT NULL OR ${isAdmin(actor)}::boolean)`;
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

/** Locks the call's row, so that starting, ending and removing run one after another. */
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
  settingsOverride?: SettingsOverride;
};

/** Returns false when the call already existed. */
export const insertCall = async (
  tx: Tx,
  _permit: Permit<"call.create"> | Permit<"appointment.create">,
  call: NewCall,
  now = new Date(),
): Promise<boolean> => {
  const { count } = await tx.call.createMany({ data: [{ ...call, createdAt: now }], skipDuplicates: true });
  return count === 1;
};

/** Deleted calls count. */
export const isTaken = async (tx: Tx, ref: CallRef): Promise<boolean> =>
  (await tx.call.count({ where: { type: ref.type, id: ref.id } })) > 0;

/** A call with its settings in force; null if unknown or deleted. */
export const storedCall = async (client: Client, ref: CallRef) => {
  const row = await client.call.findFirst({
    where: { type: ref.type, id: ref.id, deletedAt: null },
    select: {
      type: true,
      id: true,
      custom: true,
      startsAt: true,
      endedAt: true,
      createdAt: true,
      createdById: true,
      teamId: true,
      settingsOverride: true,
      callType: { select: { settings: true } },
    },
  });
  if (!row) return null;
  const { callType, settingsOverride, ...call } = row;
  return { ...call, settings: settingsOf(callType.settings, settingsOverride) };
};

export const membersAmong = (client: Client, ref: CallRef, userIds: readonly string[]) =>
  client.member.findMany({
    where: { callType: ref.type, callId: ref.id, userId: { in: [...userIds] } },
    select: { userId: true, role: true, custom: true },
  });

export const firstMembers = async (client: Client, ref: CallRef, limit: number, userId?: string) => {
  const rows = await client.member.findMany({
    where: { callType: ref.type, callId: ref.id, ...(userId ? { userId } : {}) },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
    select: {
      id: true,
      userId: true,
      role: true,
      custom: true,
      createdAt: true,
      user: { select: { name: true } },
    },
  });
  return rows.map(({ user, ...member }) => ({ ...member, name: user.name }));
};

type Changes = {
  custom?: Prisma.InputJsonObject;
  startsAt?: Date | null;
  settingsOverride?: SettingsOverride;
};

export const changeCall = (tx: Tx, _permit: Permit<"call.update">, ref: CallRef, changes: Changes) =>
  tx.call.updateMany({ where: { type: ref.type, id: ref.id, deletedAt: null }, data: changes });

/** What its deletion depends on; null for an unknown call. */
export const keptThings = async (tx: Tx, ref: CallRef) => {
  const [row] = await tx.$queryRaw<
    { deleted: boolean; scheduled: boolean; appointment: boolean; attended: boolean }[]
  >`
    SELECT c."deleted_at" IS NOT NULL AS "deleted", a."id" IS NOT NULL AS "appointment",
      (a."status" = 'scheduled' AND c."ended_at" IS NULL) IS TRUE AS "scheduled",
      EXISTS (SELECT 1 FROM "session" s JOIN "attendance" t ON t."session_id" = s."id"
        WHERE s."call_type" = c."type" AND s."call_id" = c."id") AS "attended"
    FROM "call" c LEFT JOIN "appointment" a ON a."call_type" = c."type" AND a."id" = c."id"
    WHERE c."type" = ${ref.type} AND c."id" = ${ref.id} FOR UPDATE OF c`;
  return row ?? null;
};

/** Hides the call and invalidates its rooms and links. Returns who had signed in by a link. */
export const markDeleted = async (tx: Tx, _permit: Permit<"call.delete">, ref: CallRef, now: Date) => {
  await tx.call.updateMany({
    where: { type: ref.type, id: ref.id, deletedAt: null },
    data: { deletedAt: now, generation: { increment: 1 } },
  });
  return tx.signIn.updateManyAndReturn({
    where: { kind: "link", endedAt: null, member: { callType: ref.type, callId: ref.id } },
    data: { endedAt: now },
    select: { userId: true },
  });
};

export const removeCall = (tx: Tx, _permit: Permit<"call.delete">, ref: CallRef) =>
  tx.call.deleteMany({ where: { type: ref.type, id: ref.id } });

/** Returns false when it had already ended. Raises the generation, which invalidates its rooms. */
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
  if (count === 0) return false;
  const { type: callType, id } = ref;
  await tx.appointment.updateMany({ where: { callType, id }, data: { releasedAt: now } });
  return true;
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

type Selected = Prisma.CallGetPayload<{ select: typeof rowSelect }>;

const toListed = ({ team, callType, appointment, sessions, ...call }: Selected): ListedCall => ({
  ...call,
  typeName: callType.name,
  team: team?.name ?? null,
  live: sessions.length > 0,
  status: appointment?.status ?? null,
  clinician: appointment?.clinician.name ?? null,
  patient: appointment?.patient.name ?? null,
});

export const callForPage = async (client: Client, actor: Actor, ref: CallRef): Promise<ListedCall | null> => {
  const where = { AND: [{ type: ref.type, id: ref.id }, scopeOf(actor)] };
  const row = await client.call.findFirst({ where, select: rowSelect });
  return row && toListed(row);
};

/** Live sessions, newest first, with their number of connected people. */
export const openSessions = async (client: Client, _permit: Permit<"admin.read">, limit: number) => {
  const rows = await client.session.findMany({
    where: { closedAt: null, call: { deletedAt: null } },
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
    take: limit,
    select: {
      startedAt: true,
      call: { select: rowSelect },
      _count: { select: { attendances: { where: { leftAt: null } } } },
    },
  });
  return rows.map(({ call, startedAt, _count }) => ({
    call: toListed(call),
    startedAt,
    connected: _count.attendances,
  }));
};
