import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { queryCalls } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import type { Filter } from "#lib/queries/rules.ts";
import { usualBudget } from "#lib/queries/server/limit-time.ts";
import { type Dice, dice } from "#tests/queries/generate.ts";
import { jsonIn, matches, type Value } from "#tests/queries/oracle.ts";
import { makeClinic } from "#tests/support/clinic.ts";

// The same seed asks the same questions again: SEED=1234 npm test -- tests/calls/fuzz.test.ts
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
console.log(`tests/calls/fuzz.test.ts: SEED=${seed}`);

const types = ["default", "livestream", "audio_room"];
const wards = [1, 2, "2", true, "north"];
const start = Date.parse("2026-02-01T08:00:00Z");

type Stored = {
  type: string;
  id: string;
  teamId: string | null;
  createdById: string | null;
  createdAt: Date;
  startsAt: Date | null;
  endedAt: Date | null;
  custom: Record<string, unknown>;
  ongoing: boolean;
  members: string[];
};

let people: string[];
let teams: string[];
let calls: Stored[];
let actors: { actor: Actor; sees: (call: Stored) => boolean }[];

const someCall = (roll: Dice): Stored => {
  const time = () => new Date(start + roll.below(40) * 3_600_000);
  const orNull = <T>(value: T) => (roll.chance(0.3) ? null : value);
  return {
    type: roll.of(types),
    id: randomUUID(),
    teamId: orNull(roll.of(teams)),
    createdById: orNull(roll.of(people)),
    createdAt: time(),
    startsAt: orNull(time()),
    endedAt: roll.chance(0.4) ? time() : null,
    custom: { ...(roll.chance(0.8) && { ward: roll.of(wards) }), deep: { number: roll.below(5) } },
    ongoing: roll.chance(0.2),
    members: [...new Set(roll.some(4, () => roll.of(people)))],
  };
};

const store = async (all: readonly Stored[]) => {
  for (const { ongoing, members, ...row } of all) {
    await db().call.create({ data: row as never });
    const ref = { callType: row.type, callId: row.id };
    await db().member.createMany({
      data: members.map((userId) => ({ ...ref, userId, role: "observer" as const })),
    });
    await db().session.create({ data: { ...ref, closedAt: ongoing ? null : new Date() } });
  }
};

const valueIn = (call: Stored, field: string): Value => {
  if (field.startsWith("custom.")) return jsonIn(call.custom, field, "custom.");
  if (field === "members") return { of: "many", value: call.members };
  if (field === "team") return { of: "plain", value: call.teamId };
  if (field === "createdBy") return { of: "plain", value: call.createdById };
  const value = call[field as keyof Stored];
  return value instanceof Date || field.endsWith("At")
    ? { of: "time", value: value && (value as Date).getTime() }
    : { of: "plain", value };
};

/** What is found is asked here, however busy the computer is; how fast, is asked by the bench. */
const patient = { ...usualBudget, ms: 10_000, statementTimeoutMs: 10_000, totalTimeoutMs: 20_000 };

const somebody = (roll: Dice) => (roll.chance(0.8) ? roll.of(people) : randomUUID());
const moment = (roll: Dice) => new Date(start + roll.below(42) * 3_600_000).toISOString();

/** For each field: its operators, and a value to ask for. */
const fields: Record<string, [operators: readonly string[], value: (roll: Dice) => unknown]> = {
  type: [["$eq", "$ne", "$in", "$nin"], (roll) => roll.of([...types, "none"])],
  team: [["$eq", "$ne", "$in", "$nin", "$exists"], (roll) => roll.of([...teams, null])],
  createdBy: [["$eq", "$ne", "$in", "$nin", "$exists"], (roll) => roll.of([null, somebody(roll)])],
  createdAt: [["$eq", "$gt", "$gte", "$lt", "$lte"], moment],
  startsAt: [["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$exists"], moment],
  endedAt: [["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$exists"], moment],
  ongoing: [["$eq", "$ne"], (roll) => roll.chance(0.5)],
  members: [["$eq", "$ne", "$in", "$nin"], somebody],
  "custom.ward": [["$eq", "$ne", "$in", "$nin", "$exists"], (roll) => roll.of([...wards, null, "south"])],
  "custom.deep.number": [["$eq", "$gt", "$lte", "$in"], (roll) => roll.below(6)],
};

const condition = (roll: Dice): Filter => {
  const field = roll.of(Object.keys(fields));
  const [operators, value] = fields[field] ?? [[], () => null];
  const operator = roll.of(operators);
  const many = operator === "$in" || operator === "$nin";
  const given =
    operator === "$exists" ? roll.chance(0.5) : many ? roll.some(3, () => value(roll)) : value(roll);
  return { [field]: { [operator]: given } };
};

const someFilter = (roll: Dice, depth = 0): Filter => {
  const filter: Record<string, unknown> = {};
  for (let left = roll.below(3); left >= 0; left -= 1) {
    const nest = depth < 2 && roll.chance(0.2);
    const nested = () => ({
      [roll.of(["$and", "$or", "$nor"])]: [someFilter(roll, depth + 1), someFilter(roll, depth + 1)],
    });
    Object.assign(filter, nest ? nested() : condition(roll));
  }
  return filter;
};

const inOrder = (direction: 1 | -1) => (a: Stored, b: Stored) =>
  direction * (a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));

beforeAll(async () => {
  const clinic = await makeClinic();
  people = [clinic.idOf.amara, clinic.idOf.tomasz, clinic.idOf.ada, clinic.idOf.bruno, clinic.idOf.celia];
  teams = Object.values(clinic.teams);
  const roll = dice(seed);
  calls = Array.from({ length: 200 }, () => someCall(roll));
  await store(calls);
  actors = [
    { actor: await clinic.actor("admin"), sees: () => true },
    { actor: await clinic.actor("tomasz"), sees: ({ members }) => members.includes(clinic.idOf.tomasz) },
  ];
});

describe(`fuzzed queries of calls (SEED=${seed})`, () => {
  test("find, page by page and both ways, what the naive evaluation finds", {
    timeout: 300_000,
  }, async () => {
    const roll = dice(seed + 1);
    for (let number = 0; number < 3_000; number += 1) {
      const filter = someFilter(roll);
      const direction = roll.of([1, -1] as const);
      const { actor, sees } = roll.of(actors);
      const sort = [{ field: "createdAt", direction }];
      const limit = 1 + roll.below(60);
      const wanted = calls
        .filter((call) => sees(call) && matches(call, filter, valueIn))
        .toSorted(inOrder(direction))
        .map(({ id }) => id);
      try {
        const first = await queryCalls(actor, { filter, sort, limit }, patient);
        expect(first.calls.map(({ id }) => id)).toEqual(wanted.slice(0, limit));
        if (!first.next) {
          expect(wanted.length).toBeLessThanOrEqual(limit);
          continue;
        }
        const second = await queryCalls(actor, { filter, sort, limit, next: first.next }, patient);
        expect(second.calls.map(({ id }) => id)).toEqual(wanted.slice(limit, 2 * limit));
        const back = await queryCalls(actor, { filter, sort, limit, prev: second.prev }, patient);
        expect(back.calls).toEqual(first.calls);
      } catch (error) {
        throw new Error(`Question ${number}: ${JSON.stringify({ filter, sort, limit })}`, { cause: error });
      }
    }
  });
});
