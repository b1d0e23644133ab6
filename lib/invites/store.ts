import "server-only";
import type { CallRef, Permit } from "#lib/access.ts";
import { db, type Tx } from "#lib/db.ts";

type MayInvite = Permit<"members.manage"> | Permit<"appointment.create">;

/** The member with what a new link needs; null for staff, who sign in themselves. */
export const memberForLink = (tx: Tx, ref: CallRef, memberId: string) =>
  tx.member.findFirst({
    where: { id: memberId, callType: ref.type, callId: ref.id, blockedAt: null, user: { role: "patient" } },
    select: { id: true, call: { select: { appointment: { select: { endsAt: true } } } } },
  });

type NewLink = { id: string; memberId: string; tokenHash: string; expiresAt: Date; createdById: string };

export const insertLink = (tx: Tx, _permit: MayInvite, link: NewLink) =>
  tx.inviteLink.create({ data: link, select: { id: true } });

/** Revokes a link and ends its sign-ins. Returns the member and the sign-ins, or null if it wasn't open. */
export const revokeLink = async (
  tx: Tx,
  _permit: Permit<"members.manage">,
  ref: CallRef,
  linkId: string,
  now: Date,
) => {
  const revoked = await tx.inviteLink.updateManyAndReturn({
    where: { id: linkId, revokedAt: null, member: { callType: ref.type, callId: ref.id } },
    data: { revokedAt: now },
    select: { memberId: true, member: { select: { userId: true } } },
  });
  await tx.signIn.updateMany({
    where: { inviteLinkId: linkId, endedAt: null, member: { callType: ref.type, callId: ref.id } },
    data: { endedAt: now },
  });
  const [link] = revoked;
  return link ? { memberId: link.memberId, userId: link.member.userId } : null;
};

export const linksOf = (_permit: Permit<"members.manage">, ref: CallRef, now: Date) =>
  db().inviteLink.findMany({
    where: { revokedAt: null, expiresAt: { gt: now }, member: { callType: ref.type, callId: ref.id } },
    orderBy: { createdAt: "desc" },
    take: 200,
    select: { id: true, memberId: true, tokenHash: true, expiresAt: true, lastUsedAt: true },
  });

/** The working link behind a token. A person who has become staff signs in with a password instead. */
export const workingLink = (tokenHash: string, now: Date) =>
  db().inviteLink.findFirst({
    where: {
      tokenHash,
      revokedAt: null,
      expiresAt: { gt: now },
      member: { user: { disabledAt: null, role: "patient" }, call: { deletedAt: null } },
    },
    select: {
      id: true,
      memberId: true,
      expiresAt: true,
      member: {
        select: {
          role: true,
          user: { select: { id: true, name: true, timeZone: true, locale: true } },
          call: {
            select: {
              type: true,
              id: true,
              startsAt: true,
              endedAt: true,
              callType: { select: { name: true } },
              appointment: {
                select: { status: true, startsAt: true, endsAt: true, clinician: { select: { name: true } } },
              },
            },
          },
        },
      },
    },
  });

/** Ends all but the newest sign-ins of a link and returns them. */
export const keepNewestSignIns = (tx: Tx, linkId: string, most: number, now: Date) =>
  tx.$queryRaw<{ id: string }[]>`
    UPDATE "sign_in" SET "ended_at" = ${now} WHERE "ended_at" IS NULL AND "id" IN (
      SELECT "id" FROM "sign_in" WHERE "invite_link_id" = ${linkId}::uuid AND "ended_at" IS NULL
      ORDER BY "created_at" DESC, "id" DESC OFFSET ${most})
    RETURNING "id"`;

export const markUsed = (tx: Tx, linkId: string, now: Date) =>
  tx.inviteLink.updateMany({ where: { id: linkId }, data: { lastUsedAt: now } });
