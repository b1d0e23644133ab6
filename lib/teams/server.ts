import "server-only";
import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { type Actor, allow } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { transaction } from "#lib/db.ts";
import { isReferenceViolation, isUniqueViolation } from "#lib/db-errors.ts";
import { AppError } from "#lib/errors.ts";
import type { newTeamInput, teamsInput } from "./rules.ts";
import * as store from "./store.ts";

/** The teams the actor works in, with their time zones. */
export const myTeams = (actor: Actor) => store.teamsOf(actor);

/** Every team with its number of people, for the admin. */
export const listTeams = async (actor: Actor) =>
  (await store.allTeams(allow(actor, "admin.read", undefined))).map(({ _count, ...team }) => ({
    ...team,
    people: _count.people,
  }));

/** Creates a team. `timeZone` is an IANA zone. @throws AppError NOT_ALLOWED, BAD_INPUT (`name`: taken) */
export const createTeam = async (actor: Actor, input: z.output<typeof newTeamInput>, now = new Date()) => {
  const permit = allow(actor, "accounts.manage", undefined);
  return transaction(async (tx) => {
    const team = await store.insertTeam(tx, permit, input);
    await record(tx, [auditEntry("team.created", actor.userId, team.id)], now);
    return team;
  }).catch((error: unknown) => {
    throw isUniqueViolation(error)
      ? new AppError("BAD_INPUT", { fields: { name: "taken" }, cause: error })
      : error;
  });
};

/**
 * Puts a person into exactly these teams. Access to the teams' patients and calls follows on their next request; their
 * memberships of calls stay.
 * @throws AppError NOT_ALLOWED, NOT_FOUND, CONFLICT (their teams changed since `shown`), BAD_INPUT (`teamIds`: unknown team)
 */
export const setTeams = async (actor: Actor, input: z.output<typeof teamsInput>, now = new Date()) => {
  const permit = allow(actor, "accounts.manage", undefined);
  const { userId } = input;
  const wanted = new Set(input.teamIds);
  await transaction(async (tx) => {
    const before = await store.lockedTeamsOf(tx, userId);
    if (!before) throw new AppError("NOT_FOUND");
    // A stale page must not undo what another administrator has just changed.
    if (!isDeepStrictEqual(new Set(before), new Set(input.shown))) throw new AppError("CONFLICT");
    const joined = [...wanted].filter((id) => !before.includes(id));
    const left = before.filter((id) => !wanted.has(id));
    await store.changeTeams(tx, permit, userId, { joined, left });
    const entries = [
      ...joined.map((teamId) => auditEntry("team.joined", actor.userId, userId, { teamId })),
      ...left.map((teamId) => auditEntry("team.left", actor.userId, userId, { teamId })),
    ];
    await record(tx, entries, now);
  }).catch((error: unknown) => {
    throw isReferenceViolation(error)
      ? new AppError("BAD_INPUT", { fields: { teamIds: "not-an-id" }, cause: error })
      : error;
  });
  return { userId };
};
