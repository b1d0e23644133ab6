import { z } from "zod";
import { timeZone } from "#lib/accounts/rules.ts";

/** What createTeam takes. */
export const newTeamInput = z.object({
  name: z.string().trim().min(1, "required").max(120, "too-long"),
  timeZone,
});

/** What setTeams takes: all the teams that the person shall be in, and those that the page showed them in. */
export const teamsInput = z.object({
  userId: z.uuid("not-an-id"),
  teamIds: z.array(z.uuid("not-an-id")).max(100, "too-big"),
  shown: z.array(z.uuid("not-an-id")).max(1_000, "too-big"),
});
