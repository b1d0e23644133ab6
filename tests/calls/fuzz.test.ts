import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { queryCalls } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import type { Filter } from "#lib/queries/rules.ts";
import { usualBudget } from "#lib/queries/server/limit-time.ts";
import { jsonIn, matches, type Value } from "#tests/queries/oracle.ts";
import { makeClinic } from "#tests/support/clinic.ts";
import { checkInParallel, seed } from "#tests/support/properties.ts";
import { callArbitrary, callFilterArbitrary, type StoredCall } from "./call-arbitraries.ts";

type Asker = { readonly actor: Actor; readonly sees: (call: StoredCall) => boolean };

let people: string[];
let teams: string[];
let calls: StoredCall[];
let askers: Asker[];

const store = async ({ ongoing, members, ...row }: StoredCall) => {
  await db().call.create({ data: row as never });
  const ref = { callType: row.type, callId: row.id };
  await db().member.createMany({
    data: members.map((userId) => ({ ...ref, userId, role: "observer" as const })),
  });
  await db().session.create({ data: { ...ref, closedAt: ongoing ? null : new Date() } });
};

beforeAll(async () => {
  const clinic = await makeClinic();
  const { amara, tomasz, ada, bruno, celia } = clinic.idOf;
  people = [amara, tomasz, ada, bruno, celia];
  teams = Object.values(clinic.teams);
  calls = fc.sample(callArbitrary({ people, teams }), { numRuns: 200, seed });
  for (const call of calls) await store(call);
  askers = [
    { actor: await clinic.actor("admin"), sees: () => true },
    { actor: await clinic.actor("tomasz"), sees: ({ members }) => members.includes(tomasz) },
  ];
});

const valueIn = (call: StoredCall, field: string): Value => {
  if (field.startsWith("custom.")) return jsonIn(call.custom, field, "custom.");
  if (field === "members") return { of: "many", value: call.members };
  if (field === "team") return { of: "plain", value: call.teamId };
  if (field === "createdBy") return { of: "plain", value: call.createdById };
  const value = call[field as keyof StoredCall];
  return value instanceof Date || field.endsWith("At")
    ? { of: "time", value: value && (value as Date).getTime() }
    : { of: "plain", value };
};

const inOrder = (direction: 1 | -1) => (a: StoredCall, b: StoredCall) =>
  direction * (a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));

/** Time enough on any computer; the bench measures the speed. */
const patient = { ...usualBudget, ms: 10_000, statementTimeoutMs: 10_000, totalTimeoutMs: 20_000 };

const expectSameAsOracle = async (
  { actor, sees }: Asker,
  filter: Filter,
  direction: 1 | -1,
  limit: number,
) => {
  const query = { filter, sort: [{ field: "createdAt", direction }], limit };
  const wanted = calls
    .filter((call) => sees(call) && matches(call, filter, valueIn))
    .toSorted(inOrder(direction))
    .map(({ id }) => id);
  const first = await queryCalls(actor, query, patient);
  expect(first.calls.map(({ id }) => id)).toEqual(wanted.slice(0, limit));
  if (!first.next) {
    expect(wanted.length).toBeLessThanOrEqual(limit);
    return;
  }
  const second = await queryCalls(actor, { ...query, next: first.next }, patient);
  expect(second.calls.map(({ id }) => id)).toEqual(wanted.slice(limit, 2 * limit));
  const back = await queryCalls(actor, { ...query, prev: second.prev }, patient);
  expect(back.calls).toEqual(first.calls);
};

test("random queries find what the oracle finds, page by page in both directions", {
  timeout: 300_000,
}, async () => {
  const property = fc.asyncProperty(
    fc.constantFrom(...askers),
    callFilterArbitrary({ people, teams }),
    fc.constantFrom<1 | -1>(1, -1),
    fc.integer({ min: 1, max: 60 }),
    expectSameAsOracle,
  );
  await checkInParallel(property, 3_000, 0);
});
