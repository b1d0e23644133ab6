import pMap from "p-map";
import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { createCall } from "#lib/calls/server.ts";
import { isAppError } from "#lib/errors.ts";
import { queryMembers } from "#lib/members/server.ts";
import { filterFromText, filterToText, sortFromText, sortToText } from "#lib/queries/rules.ts";
import { usualBudget } from "#lib/queries/server/limit-time.ts";
import type { Budget } from "#lib/queries/store.ts";
import { makeClinic } from "#tests/support/clinic.ts";
import { dice, someFilter, someSort, somethingWrong, type World } from "./generate.ts";
import { fillCallWithMembers, worldOf } from "./member-rows.ts";
import { evaluate, type Row } from "./oracle.ts";

// The same seed asks the same questions again: SEED=1234 npm test -- tests/queries/fuzz.test.ts
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
console.log(`tests/queries/fuzz.test.ts: SEED=${seed}`);

const ref = { type: "livestream", id: "fuzz" };
const members = 2_000;
const questions = 10_000;
let admin: Actor;
let rows: Row[];
let world: World;

beforeAll(async () => {
  const clinic = await makeClinic();
  admin = await clinic.actor("admin");
  await createCall(admin, ref);
  await createCall(admin, { ...ref, id: "another" });
  rows = await fillCallWithMembers(dice(seed), ref, members);
  await fillCallWithMembers(dice(seed + 1), { ...ref, id: "another" }, 500);
  world = worldOf(rows);
});

/** Budgets that make every way to a page be taken, and no matter how slow the computer is. */
const patient = { ...usualBudget, ms: 10_000, statementTimeoutMs: 10_000, totalTimeoutMs: 20_000 };
const budgets: Budget[] = [
  patient,
  { ...patient, firstRows: 40, maxFillRows: 0 },
  { ...patient, firstRows: 40, maxIndexRows: 10 },
  { ...patient, firstRows: 150, maxFillRows: 300, maxIndexRows: 10, ms: 0 },
];

type Question = { filter: Record<string, unknown>; sort: ReturnType<typeof someSort>; limit: number };

/** Pages one way until the list ends or `most` pages; a page that was cut short counts as none. */
const pages = async (
  question: Question,
  way: "next" | "prev",
  from: string | null,
  most: number,
  budget: Budget,
) => {
  const ids: string[] = [];
  let cursor = from;
  let last: Awaited<ReturnType<typeof queryMembers>>;
  let full = 0;
  do {
    last = await queryMembers(admin, { ...ref, ...question, [way]: cursor }, budget);
    const page = last.members.map((member) => member.id);
    if (way === "next") ids.push(...page);
    else ids.unshift(...page);
    if (!last.cutShort) {
      full += 1;
      if (last[way]) expect(page).toHaveLength(question.limit);
    } else expect(last[way]).not.toBeNull();
    cursor = last[way];
  } while (cursor && full < most);
  return { ids, end: cursor === null, last };
};

/**
 * All the questions, some at the same time, so that neither this process nor the database waits for the other. Each is
 * made before anything is waited for, so that a seed makes the same ones again.
 */
const severalAtOnce = (ask: (number: number) => Promise<void>) =>
  pMap(Array(questions).keys(), ask, { concurrency: 4 });

const agree = async (question: Question, budget: Budget, most: number) => {
  const all = evaluate(rows, question.filter, question.sort).map((row) => row.id);
  const forwards = await pages(question, "next", null, most, budget);
  expect(forwards.ids).toEqual(all.slice(0, forwards.ids.length));
  if (forwards.end) expect(forwards.ids).toEqual(all);
  const shownLast = forwards.last.members.length;
  if (!forwards.last.prev) return;
  const back = await pages(question, "prev", forwards.last.prev, Number.POSITIVE_INFINITY, budget);
  expect(back.ids).toEqual(all.slice(0, forwards.ids.length - shownLast));
};

describe(`fuzzed queries (SEED=${seed})`, () => {
  test("right ones find, page by page and both ways, what the naive evaluation finds", {
    timeout: 600_000,
  }, async () => {
    const roll = dice(seed);
    await severalAtOnce(async (number) => {
      const question = { filter: someFilter(roll, world), sort: someSort(roll), limit: 1 + roll.below(100) };
      const budget = roll.of(budgets);
      const most = number % 50 === 0 ? Number.POSITIVE_INFINITY : 2;
      try {
        await agree(question, budget, most);
      } catch (error) {
        throw new Error(`Question ${number}: ${JSON.stringify(question)}`, { cause: error });
      }
    });
  });

  test("wrong ones are refused with the place named", { timeout: 600_000 }, async () => {
    const roll = dice(seed + 2);
    await severalAtOnce(async (number) => {
      const { names, ...wrong } = somethingWrong(roll, world);
      const refused = await queryMembers(admin, { ...ref, ...wrong } as never).catch((error) => error);
      if (!isAppError(refused, "BAD_INPUT") || !refused.fields[names]) {
        const said = isAppError(refused) ? { code: refused.code, fields: refused.fields } : refused;
        throw new Error(`Question ${number}: ${JSON.stringify({ wrong, names, said })}`, { cause: refused });
      }
    });
  });

  test("come through an address as they were", () => {
    const roll = dice(seed + 3);
    for (let number = 0; number < 1_000; number += 1) {
      const filter = someFilter(roll, world);
      const sort = someSort(roll);
      expect(filterFromText(filterToText(filter))).toEqual(filter);
      expect(sortFromText(sortToText(sort))).toEqual(sort);
    }
  });
});
