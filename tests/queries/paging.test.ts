import { beforeAll, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { createCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { queryMembers, updateMembers } from "#lib/members/server.ts";
import { makeClinic } from "#tests/support/clinic.ts";
import { seededRandom, shuffled } from "#tests/support/random.ts";
import { fillCallWithMembers } from "./member-rows.ts";

// Pages through a list of thousands to its end and back while members are added and removed.

const ref = { type: "livestream", id: "crowd" };
const count = 20_000;
const changed = 2_000;
const perChange = 20;
let admin: Actor;
let current: { id: string; userId: string }[];
let newcomers: string[];

beforeAll(async () => {
  admin = await (await makeClinic()).actor("admin");
  await createCall(admin, ref);
  current = (await fillCallWithMembers(ref, count, 1)).map((row) => ({
    id: row.id,
    userId: row.user_id,
  }));
  const people = Array.from({ length: changed }, (_, index) => ({
    role: "patient" as const,
    name: `Newcomer ${index}`,
  }));
  newcomers = (await db().user.createManyAndReturn({ data: people, select: { id: true } })).map(
    (row) => row.id,
  );
});

type Sort = { field: string; direction: 1 | -1 }[];

/** Pages to the end and back to the beginning, with `meanwhile` at every turn. Returns the ids that each direction saw. */
const walk = async (sort: Sort, meanwhile: (turned: number) => Promise<void>) => {
  const turn = (from: { next?: string | null; prev?: string | null }) =>
    queryMembers(admin, { ...ref, sort, limit: 100, ...from });
  const forwards: string[] = [];
  const backwards: string[] = [];
  let turned = 0;
  let page = await turn({});
  forwards.push(...page.members.map(({ id }) => id));
  while (page.next) {
    [page] = await Promise.all([turn({ next: page.next }), meanwhile(turned++)]);
    forwards.push(...page.members.map(({ id }) => id));
  }
  backwards.push(...page.members.map(({ id }) => id).toReversed());
  while (page.prev) {
    [page] = await Promise.all([turn({ prev: page.prev }), meanwhile(turned++)]);
    backwards.push(...page.members.map(({ id }) => id).toReversed());
  }
  return { forwards, backwards: backwards.toReversed() };
};

const countDuplicates = (ids: readonly string[]) => ids.length - new Set(ids).size;

test.each<[string, Sort]>([
  ["by default, newest first", []],
  [
    "by role, name and time of creation",
    [
      { field: "role", direction: 1 },
      { field: "name", direction: 1 },
      { field: "created_at", direction: -1 },
    ],
  ],
])(
  "of 20,000, no one who stays is missing or doubled while 2,000 are added and 2,000 removed: %s",
  { timeout: 180_000 },
  async (_name, sort) => {
    const leaving = shuffled(current, seededRandom(current.length)).slice(0, changed);
    const toRemove = leaving.map(({ id }) => id);
    const toAdd = [...newcomers];
    let removed = 0;
    let added = 0;
    const meanwhile = async (turned: number) => {
      if (turned % 3 !== 0) return;
      const remove = toRemove.splice(0, perChange);
      const update = toAdd.splice(0, perChange).map((userId) => ({ userId, role: "observer" as const }));
      if (remove.length + update.length === 0) return;
      await updateMembers(admin, { ...ref, remove, update });
      removed += remove.length;
      added += update.length;
    };
    const { forwards, backwards } = await walk(sort, meanwhile);
    expect({ removed, added }).toEqual({ removed: changed, added: changed });
    const left = new Set(leaving.map(({ id }) => id));
    const stayed = current.filter(({ id }) => !left.has(id)).map(({ id }) => id);
    for (const seen of [forwards, backwards]) {
      expect(countDuplicates(seen)).toBe(0);
      const all = new Set(seen);
      expect(stayed.filter((id) => !all.has(id))).toEqual([]);
    }
    // The order is the same in both directions.
    const common = new Set(stayed);
    expect(backwards.filter((id) => common.has(id))).toEqual(forwards.filter((id) => common.has(id)));
    // Restores the list for the next sort.
    await db().member.deleteMany({ where: { callId: ref.id, userId: { in: newcomers } } });
    current = current.filter(({ id }) => !left.has(id));
    const rows = await db().member.createManyAndReturn({
      data: leaving.map(({ userId }) => ({ callType: ref.type, callId: ref.id, userId, role: "patient" })),
      select: { id: true, userId: true },
    });
    current.push(...rows);
  },
);
