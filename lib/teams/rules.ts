import { z } from "zod";
import { timeZone } from "#lib/accounts/rules.ts";

export const newTeamInput = z.object({
  name: z.string().trim().min(1, "required").max(120, "too-long"),
  timeZone,
});

/** `teamIds`: the teams the person should be in. `shown`: those the page showed, to detect a change meanwhile. */
export const teamsInput = z.object({
  userId: z.uuid("not-an-id"),
  teamIds: z.array(z.uuid("not-an-id")).max(100, "too-big"),
  shown: z.array(z.uuid("not-an-id")).max(1_000, "too-big"),
});
