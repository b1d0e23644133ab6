import type { Actor } from "#lib/access.ts";
import { db } from "#lib/db.ts";
import { myTeams } from "#lib/teams/server.ts";

export async function idsByEmail(people: readonly { email: string }[]): Promise<Map<string, string>> {
  const rows = await db().user.findMany({
    where: { email: { in: people.map(({ email }) => email) } },
    select: { id: true, email: true },
  });
  return new Map(rows.map((row) => [row.email ?? "", row.id]));
}

export async function teamIdsByName(admin: Actor): Promise<Map<string, string>> {
  return new Map((await myTeams(admin)).map((team) => [team.name, team.id]));
}
