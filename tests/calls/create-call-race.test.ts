import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { type CreateCallInput, createCallInput, overrideOf } from "#lib/calls/rules/create-call.ts";
import { createCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";

let clinic: Clinic;
let amara: Actor;
beforeAll(async () => {
  clinic = await makeClinic();
  amara = await clinic.actor("amara");
});
afterAll(closeDb);

const days = [new Date("2027-01-01T10:00:00Z"), new Date("2027-01-02T10:00:00Z"), null];

/** Options that differ between callers in every field and in which fields are given. */
const optionsOf = (id: string, n: number): CreateCallInput => {
  const { ada, bruno, celia, tomasz, lena } = clinic.idOf;
  const role = n % 4 > 1 ? ("companion" as const) : ("patient" as const);
  const odd = n % 2 ? [{ userId: [ada, bruno, celia][n % 3] ?? "", role }] : [];
  return {
    type: "default",
    id,
    members: [{ userId: amara.userId, role: "clinician" }, ...odd],
    ...(n % 5 && { memberIds: n % 10 > 6 ? [tomasz, lena] : [tomasz] }),
    ...(n % 3 && { custom: { colour: n % 7 > 3 ? "red" : "blue", deep: { n: [n % 2] } } }),
    ...(n % 4 && { startsAt: days[n % 3] }),
    ...(n % 6 && { team: n % 12 > 6 ? clinic.teams.harbour : null }),
    ...(n % 7 && { settingsOverride: { maxParticipants: 2 + (n % 3), ring: { onStart: n % 2 === 0 } } }),
    ...(n % 11 && { video: n % 2 === 0 }),
  };
};

/** Returns a function that lists how options differ from the call that `winner` created. */
const differencesFrom = (winner: ReturnType<typeof createCallInput.parse>) => {
  const settings = { maxParticipants: 12, ring: { onStart: true }, ...winner.settingsOverride };
  const video = overrideOf(winner).features?.video ?? true;
  const roles = new Map<string, string>([
    ...winner.members.map(({ userId, role }) => [userId, role] as const),
    ...winner.memberIds.map((userId) => [userId, "clinician"] as const),
  ]);
  const json = JSON.stringify;
  return (given: ReturnType<typeof createCallInput.parse>) => {
    const own = given.settingsOverride;
    const differs = {
      members: given.members.some(({ userId, role }) => roles.get(userId) !== role),
      memberIds: given.memberIds.some((userId) => !roles.has(userId)),
      custom: given.custom && json(given.custom) !== json(winner.custom ?? {}),
      startsAt:
        given.startsAt !== undefined && given.startsAt?.getTime() !== (winner.startsAt ?? null)?.getTime(),
      team: given.team !== undefined && given.team !== (winner.team ?? null),
      settingsOverride:
        own &&
        (own.maxParticipants !== settings.maxParticipants || own.ring?.onStart !== settings.ring?.onStart),
      video: given.video !== undefined && given.video !== video,
    };
    return Object.entries(differs).flatMap(([field, differ]) => (differ ? [field] : []));
  };
};

test("a hundred callers at once create one call, and 99 learn that it exists and how it differs", async () => {
  const id = randomUUID();
  const inputs = Array.from({ length: 100 }, (_, n) => optionsOf(id, n));
  const results = await Promise.all(inputs.map((input) => createCall(amara, input)));
  expect(results.filter(({ created }) => created)).toHaveLength(1);
  expect(await db().call.count({ where: { id } })).toBe(1);

  const parsed = inputs.map((input) => createCallInput.parse(input));
  const winner = parsed[results.findIndex(({ created }) => created)]!;
  const differences = differencesFrom(winner);
  for (const [n, { differs }] of results.entries())
    expect(differs, `caller ${n}`).toEqual(differences(parsed[n]!));
  const losers = results.filter(({ created }) => !created);
  expect(losers).toHaveLength(99);
  expect(losers.filter(({ differs }) => differs.length > 0).length).toBeGreaterThan(50);
  const seen = new Set<string>(losers.flatMap(({ differs }) => differs));
  for (const field of ["members", "memberIds", "custom", "startsAt", "settingsOverride", "video"])
    expect(seen, field).toContain(field);
  const created = { kind: "call.created", subject: `call:default:${id}` };
  expect(await db().auditEvent.count({ where: created })).toBe(1);
});
