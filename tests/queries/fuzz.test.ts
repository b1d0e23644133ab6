import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { createCall } from "#lib/calls/server.ts";
import { queryMembers } from "#lib/members/server.ts";
import type { QueryInput } from "#lib/queries/rules.ts";
import { filterFromText, filterToText, sortFromText, sortToText } from "#lib/queries/rules.ts";
import { usualBudget } from "#lib/queries/server/limit-time.ts";
import type { Budget } from "#lib/queries/store.ts";
import { makeClinic } from "#tests/support/clinic.ts";
import { checkInParallel, seed } from "#tests/support/properties.ts";
import { filterArbitrary, queryArbitrary, type Stored, sortArbitrary } from "./arbitraries.ts";
import { invalidQueryArbitrary } from "./invalid-queries.ts";
import { fillCallWithMembers, storedIn } from "./member-rows.ts";
import { evaluate, type Row } from "./oracle.ts";

const ref = { type: "livestream", id: "fuzz" };
const members = 2_000;
const runs = 10_000;
let admin: Actor;
let rows: Row[];
let stored: Stored;

beforeAll(async () => {
  admin = await (await makeClinic()).actor("admin");
  await createCall(admin, ref);
  await createCall(admin, { ...ref, id: "another" });
  rows = await fillCallWithMembers(ref, members, seed);
  await fillCallWithMembers({ ...ref, id: "another" }, 500, seed + 1);
  stored = storedIn(rows);
});

/** Budgets that force each way to build a page, on a computer of any speed. */
const patient = { ...usualBudget, ms: 10_000, statementTimeoutMs: 10_000, totalTimeoutMs: 20_000 };
const budgets: Budget[] = [
  patient,
  { ...patient, firstRows: 40, maxFillRows: 0 },
  { ...patient, firstRows: 40, maxIndexRows: 10 },
  { ...patient, firstRows: 150, maxFillRows: 300, maxIndexRows: 10, ms: 0 },
];

type Query = Required<Pick<QueryInput, "filter" | "sort" | "limit">>;

/** Pages in one direction to the end of the list, or to `maxPages`, not counting pages that were cut short. */
const readPages = async (
  query: Query,
  direction: "next" | "prev",
  from: string | null,
  maxPages: number,
  budget: Budget,
) => {
  const ids: string[] = [];
  let cursor = from;
  let last: Awaited<ReturnType<typeof queryMembers>>;
  let full = 0;
  do {
    last = await queryMembers(admin, { ...ref, ...query, [direction]: cursor }, budget);
    const page = last.members.map((member) => member.id);
    if (direction === "next") ids.push(...page);
    else ids.unshift(...page);
    if (!last.cutShort) {
      full += 1;
      if (last[direction]) expect(page).toHaveLength(query.limit);
    } else expect(last[direction]).not.toBeNull();
    cursor = last[direction];
  } while (cursor && full < maxPages);
  return { ids, isEnd: cursor === null, last };
};

const expectSameAsOracle = async (query: Query, budget: Budget, maxPages: number) => {
  const all = evaluate(rows, query.filter, query.sort).map((row) => row.id);
  const forwards = await readPages(query, "next", null, maxPages, budget);
  expect(forwards.ids).toEqual(all.slice(0, forwards.ids.length));
  if (forwards.isEnd) expect(forwards.ids).toEqual(all);
  const { members: lastPage, prev } = forwards.last;
  if (!prev) return;
  const backwards = await readPages(query, "prev", prev, Number.POSITIVE_INFINITY, budget);
  expect(backwards.ids).toEqual(all.slice(0, forwards.ids.length - lastPage.length));
};

describe("random queries", () => {
  test("find what the oracle finds, page by page in both directions", { timeout: 600_000 }, async () => {
    const maxPages = fc.oneof(
      { weight: 49, arbitrary: fc.constant(2) },
      { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
    );
    const property = fc.asyncProperty(
      queryArbitrary(stored),
      fc.constantFrom(...budgets),
      maxPages,
      expectSameAsOracle,
    );
    await checkInParallel(property, runs, 0);
  });

  test("are refused by the name of the invalid place", { timeout: 600_000 }, async () => {
    const property = fc.asyncProperty(invalidQueryArbitrary(stored), async ({ query, place }) => {
      const fields = expect.objectContaining({ [place]: expect.any(String) });
      await expect(() => queryMembers(admin, { ...ref, ...query } as never)).toBeRefused("BAD_INPUT", {
        fields,
      });
    });
    await checkInParallel(property, runs, 1);
  });

  test("survive being written into an address and read from it", () => {
    const property = fc.property(filterArbitrary(stored), sortArbitrary, (filter, sort) => {
      expect(filterFromText(filterToText(filter))).toEqual(filter);
      expect(sortFromText(sortToText(sort))).toEqual(sort);
    });
    fc.assert(property, { numRuns: 1_000, seed });
  });
});
