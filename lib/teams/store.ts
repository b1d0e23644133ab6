import "server-only";
import type { Actor, Permit } from "#lib/access.ts";
import { db, type Tx } from "#lib/db.ts";

/** The actor's teams; an admin's are all. */
export const teamsOf = (actor: Actor) =>
  db().team.findMany({
    where:
      actor.role === "admin" && actor.kind === "staff" ? {} : { people: { some: { userId: actor.userId } } },
    orderBy: { name: "asc" },
    select: { id: true, name: true, timeZone: true },
  });

export const allTeams = (_permit: Permit<"admin.read">) =>
  db().team.findMany({
    orderBy: { name: "asc" },
    select: { id: true, name: true, timeZone: true, _count: { select: { people: true } } },
  });

export const insertTeam = (
  tx: Tx,
  _permit: Permit<"accounts.manage">,
  team: { name: string; timeZone: string },
) => tx.team.create({ data: team, select: { id: true } });

/** The teams that a person is in, whose row stays locked until the transaction ends; null for nobody. */
export const lockedTeamsOf = async (tx: Tx, userId: string): Promise<string[] | null> => {
  const rows = await tx.$queryRaw<
    object[]
  >`SELECT 1 FROM "user" WHERE "id" = ${userId}::uuid FOR NO KEY UPDATE`;
  if (rows.length === 0) return null;
  const teams = await tx.teamMember.findMany({ where: { userId }, select: { teamId: true } });
  return teams.map(({ teamId }) => teamId);
};

export const changeTeams = async (
  tx: Tx,
  _permit: Permit<"accounts.manage">,
  userId: string,
  { joined, left }: { joined: readonly string[]; left: readonly string[] },
) => {
  await tx.teamMember.deleteMany({ where: { userId, teamId: { in: [...left] } } });
  await tx.teamMember.createMany({ data: joined.map((teamId) => ({ userId, teamId })) });
};
