import "server-only";
import type { Actor } from "#lib/access";
import { db } from "#lib/db";

/** The actor's teams; an admin's are all. */
export const teamsOf = (actor: Actor) =>
  db().team.findMany({
    where:
      actor.role === "admin" && actor.kind === "staff" ? {} : { people: { some: { userId: actor.userId } } },
    orderBy: { name: "asc" },
    select: { id: true, name: true, timeZone: true },
  });

export const createTeam = (team: { name: string; timeZone: string }) =>
  db().team.create({ data: team, select: { id: true } });
