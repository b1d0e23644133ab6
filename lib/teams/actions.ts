"use server";

import { action } from "#lib/boundary.ts";
import { newTeamInput, teamsInput } from "./rules.ts";
import { createTeam, setTeams } from "./server.ts";

export const createTeamAction = action(newTeamInput, createTeam);
export const setTeamsAction = action(teamsInput, setTeams);
