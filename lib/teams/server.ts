import "server-only";
import { type Actor, allow } from "#lib/access";
import * as store from "./store.ts";

/** The teams the actor works in, with their time zones. */
export const myTeams = (actor: Actor) => store.teamsOf(actor);

/** Makes a team. `timeZone` is an IANA zone. */
export const createTeam = (actor: Actor, input: { name: string; timeZone: string }) => {
  allow(actor, "accounts.manage", undefined);
  return store.createTeam(input);
};
