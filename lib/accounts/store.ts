import "server-only";
import type { Actor, Permit } from "#lib/access.ts";
import { db, type Tx } from "#lib/db.ts";
import type { AccountRole } from "#lib/roles.ts";

const actorUser = {
  id: true,
  role: true,
  name: true,
  timeZone: true,
  locale: true,
  teams: { select: { teamId: true } },
} as const;

/** Valid: open, of an active account, and by password for staff or by a working link for patients. */
const live = (now: Date) => ({
  endedAt: null,
  expiresAt: { gt: now },
  user: { disabledAt: null },
  OR: [
    { kind: "staff" as const, user: { role: { not: "patient" as const } } },
    {
      kind: "link" as const,
      user: { role: "patient" as const },
      inviteLink: { revokedAt: null, expiresAt: { gt: now } },
    },
  ],
});

const findLive = (secretHash: string, now: Date) =>
  db().signIn.findFirst({
    where: { secretHash, ...live(now) },
    select: {
      id: true,
      kind: true,
      lastSeenAt: true,
      user: { select: actorUser },
      member: { select: { callType: true, callId: true } },
    },
  });

export type LiveSignIn = Omit<NonNullable<Awaited<ReturnType<typeof findLive>>>, "lastSeenAt">;

/** The sign-in behind a cookie. Updates when it was last seen, at most every five minutes. */
export const liveSignIn = async (secretHash: string, now: Date): Promise<LiveSignIn | null> => {
  const found = await findLive(secretHash, now);
  if (found && now.getTime() - found.lastSeenAt.getTime() > 300_000) {
    await db().signIn.updateMany({ where: { id: found.id }, data: { lastSeenAt: now } });
  }
  return found;
};

export const liveAmong = async (ids: readonly string[], now: Date): Promise<string[]> => {
  const rows = await db().signIn.findMany({
    where: { id: { in: [...ids] }, ...live(now) },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
};

export const userForActor = (userId: string) =>
  db().user.findFirst({ where: { id: userId, disabledAt: null }, select: actorUser });

export const userForSignIn = (emailAddress: string) =>
  db().user.findFirst({
    where: { email: emailAddress, disabledAt: null, role: { in: ["clinician", "admin"] } },
    select: { id: true, name: true, passwordHash: true },
  });

/** Checks and locks the account, which may have changed while the password was hashed. */
export const maySignInStill = async (tx: Tx, userId: string, passwordHash: string): Promise<boolean> => {
  const rows = await tx.$queryRaw<object[]>`
    SELECT 1 FROM "user" WHERE "id" = ${userId}::uuid AND "disabled_at" IS NULL AND "role" <> 'patient'
      AND "password_hash" = ${passwordHash} FOR SHARE`;
  return rows.length > 0;
};

export const passwordHashOf = async (userId: string): Promise<string | null> =>
  (await db().user.findUnique({ where: { id: userId }, select: { passwordHash: true } }))?.passwordHash ??
  null;

/** Returns false when the password isn't `before`, or the account isn't staff. */
export const setPasswordHash = async (tx: Tx, userId: string, after: string, before?: string) => {
  const { count } = await tx.user.updateMany({
    where: {
      id: userId,
      role: { not: "patient" },
      ...(before !== undefined && { passwordHash: before }),
    },
    data: { passwordHash: after },
  });
  return count === 1;
};

type NewSignIn = {
  kind: "staff" | "link";
  secretHash: string;
  userId: string;
  memberId?: string;
  inviteLinkId?: string;
  userAgent: string;
  expiresAt: Date;
};

export const createSignIn = (tx: Tx, data: NewSignIn) => tx.signIn.create({ data, select: { id: true } });

/** Returns whose they were. */
export const endSignIns = async (
  tx: Tx,
  { not, ...where }: { id?: string; userId?: string; secretHash?: string; not?: string },
  now: Date,
) =>
  tx.signIn.updateManyAndReturn({
    where: { ...where, endedAt: null, ...(not && { NOT: { id: not } }) },
    data: { endedAt: now },
    select: { id: true, userId: true },
  });

export const listSignIns = (actor: Actor, now: Date) =>
  db().signIn.findMany({
    where: { userId: actor.userId, ...live(now) },
    orderBy: [{ lastSeenAt: "desc" }, { id: "asc" }],
    take: 100,
    select: { id: true, userAgent: true, createdAt: true, lastSeenAt: true },
  });

/** Deletes sign-ins that ended or expired before then, with their browsers' push subscriptions. */
export const forgetSignInsBefore = (then: Date) =>
  db().signIn.deleteMany({ where: { OR: [{ endedAt: { lt: then } }, { expiresAt: { lt: then } }] } });

type NewAccount = {
  role: AccountRole;
  name: string;
  email: string | null;
  passwordHash: string | null;
  timeZone: string;
};

export const createAccount = (
  tx: Tx,
  _permit: Permit<"accounts.manage"> | Permit<"appointment.create">,
  data: NewAccount,
  teamIds: readonly string[],
) =>
  tx.user.create({
    data: { ...data, teams: { create: teamIds.map((teamId) => ({ teamId })) } },
    select: { id: true },
  });

/** Inserts the first staff account, or returns null when there is one. One caller at a time. */
export const insertFirstAdmin = async (tx: Tx, data: NewAccount) => {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(720341102)`;
  if ((await tx.user.count({ where: { role: { not: "patient" } } })) > 0) return null;
  return tx.user.create({ data, select: { id: true } });
};

/** Locks until the transaction ends, so that two administrators can't remove each other. */
export const adminsWithout = async (tx: Tx, withoutId: string): Promise<string[]> => {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(720341103)`;
  const where = { role: "admin", disabledAt: null, id: { not: withoutId } } as const;
  return (await tx.user.findMany({ where, select: { id: true } })).map(({ id }) => id);
};

export const setDisabled = (
  tx: Tx,
  _permit: Permit<"accounts.manage">,
  userId: string,
  disabledAt: Date | null,
) => tx.user.updateMany({ where: { id: userId }, data: { disabledAt } });

export const setRole = (tx: Tx, _permit: Permit<"accounts.manage">, userId: string, role: AccountRole) =>
  tx.user.updateMany({ where: { id: userId, role: { not: role } }, data: { role } });

export const personOf = (_permit: Permit<"admin.read">, userId: string) =>
  db().user.findUnique({
    where: { id: userId },
    select: { id: true, name: true, email: true, role: true, disabledAt: true },
  });

export const rolesOfAccounts = async (
  tx: Tx,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, AccountRole>> => {
  const rows = await tx.user.findMany({
    where: { id: { in: [...userIds] }, disabledAt: null },
    select: { id: true, role: true },
  });
  return new Map(rows.map(({ id, role }) => [id, role]));
};
