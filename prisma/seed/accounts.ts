import type { Actor } from "#lib/access.ts";
import { createAccounts } from "#lib/accounts/server/create-accounts.ts";
import { createTeam } from "#lib/teams/server.ts";
import { clinicians, patients, teams } from "./cast.ts";
import { idsByEmail, teamIdsByName } from "./lookup.ts";

/** Adds the teams, clinicians and patients that are missing. */
export async function addAccounts(admin: Actor, password: string): Promise<void> {
  const teamIds = await ensureTeams(admin);
  const accounts = [
    ...clinicians.map((one) => ({ ...one, role: "clinician" as const, password })),
    ...patients.map((one) => ({ ...one, role: "patient" as const })),
  ];
  const known = await idsByEmail(accounts);
  const missing = accounts
    .filter(({ email }) => !known.has(email))
    .map(({ team, ...one }) => ({ ...one, teamIds: [teamIds.get(team) ?? ""] }));
  if (missing.length === 0) return;
  await createAccounts(admin, missing);
  console.log(`Added ${missing.length} people in ${teams.length} teams.`);
}

async function ensureTeams(admin: Actor): Promise<Map<string, string>> {
  const known = await teamIdsByName(admin);
  for (const team of teams) {
    if (!known.has(team.name)) known.set(team.name, (await createTeam(admin, team)).id);
  }
  return known;
}
