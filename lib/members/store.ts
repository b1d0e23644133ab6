import "server-only";
import type { CallRef, Permit } from "#lib/access.ts";
import type { NewMember } from "#lib/calls/rules.ts";
import { db, type Tx } from "#lib/db.ts";
import { countCeiling } from "#lib/queries/rules.ts";
import type { Capability, MemberRole } from "#lib/roles.ts";

type MayAdd = Permit<"call.create"> | Permit<"appointment.create"> | Permit<"members.manage">;

/** Adds missing members and returns how many. */
export const addMembers = async (
  tx: Tx,
  _permit: MayAdd,
  ref: CallRef,
  members: readonly NewMember[],
  now: Date,
) => {
  const data = members.map((member) => ({
    callType: ref.type,
    callId: ref.id,
    userId: member.userId,
    role: member.role,
    custom: member.custom,
    createdAt: now,
  }));
  return (await tx.member.createMany({ data, skipDuplicates: true })).count;
};

export const memberIdOf = async (tx: Tx, ref: CallRef, userId: string) => {
  const where = { callType: ref.type, callId: ref.id, userId };
  return (await tx.member.findFirstOrThrow({ where, select: { id: true } })).id;
};

/** Stops at `countCeiling` + 1. */
export const countMembers = async (ref: CallRef): Promise<number> => {
  const rows = await db().$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS "count" FROM (
      SELECT 1 FROM "member" WHERE "call_type" = ${ref.type} AND "call_id" = ${ref.id} LIMIT ${countCeiling + 1}) counted`;
  return Number(rows[0]?.count ?? 0);
};

type Upserted = { id: string; userId: string; role: MemberRole; added: boolean };

/** Adds missing members and updates the role and custom data of others. Their own grants, revocations and blocks stay. */
export const upsertMembers = async (
  tx: Tx,
  _permit: Permit<"members.manage">,
  ref: CallRef,
  members: readonly NewMember[],
) =>
  tx.$queryRaw<Upserted[]>`
    INSERT INTO "member" ("id", "call_type", "call_id", "user_id", "role", "custom", "updated_at")
    SELECT gen_random_uuid(), ${ref.type}, ${ref.id}, one."userId", one."role"::"MemberRole", one."custom", now()
    FROM jsonb_to_recordset(${JSON.stringify(members)}::jsonb) AS one("userId" uuid, "role" text, "custom" jsonb)
    ON CONFLICT ("call_type", "call_id", "user_id") DO UPDATE SET
      "role" = excluded."role", "custom" = excluded."custom", "updated_at" = now()
    RETURNING "id", "user_id" AS "userId", "role"::text AS "role", xmax = 0 AS "added"`;

export const existingPeople = async (tx: Tx, userIds: readonly string[]) =>
  tx.user.count({ where: { id: { in: [...userIds] }, disabledAt: null } });

/** Removes members with their links, link sign-ins and pushes for this call. Returns who was removed. */
export const removeMembers = async (
  tx: Tx,
  _permit: Permit<"members.remove">,
  ref: CallRef,
  memberIds: readonly string[],
) => {
  const where = { id: { in: [...memberIds] }, callType: ref.type, callId: ref.id };
  const found = await tx.member.findMany({ where, select: { id: true, userId: true, role: true } });
  await tx.member.deleteMany({ where });
  return found;
};

export const memberOf = (tx: Tx, ref: CallRef, who: { userId: string } | { id: string }) =>
  tx.member.findFirst({
    where: { ...who, callType: ref.type, callId: ref.id },
    select: { id: true, userId: true, granted: true, revoked: true },
  });

/** Returns false when it is so already. */
export const setBlocked = async (
  tx: Tx,
  _permit: Permit<"members.remove">,
  memberId: string,
  blockedAt: Date | null,
) => {
  const before = blockedAt ? null : { not: null };
  const where = { id: memberId, blockedAt: before };
  return (await tx.member.updateMany({ where, data: { blockedAt } })).count === 1;
};

export const setOwnGrants = (
  tx: Tx,
  _permit: Permit<"members.manage">,
  memberId: string,
  own: { granted: Capability[]; revoked: Capability[] },
) => tx.member.updateMany({ where: { id: memberId }, data: own });
