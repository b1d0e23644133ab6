import { beforeAll, describe, expect, test } from "vitest";
import { createCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { countMembers, eachMember, queryMembers, updateMembers } from "#lib/members/server.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";

const ref = { type: "livestream", id: "a-class" };
const count = 230;
let clinic: Clinic;
let ids: string[];
beforeAll(async () => {
  clinic = await makeClinic();
  const admin = await clinic.actor("admin");
  await createCall(admin, ref);
  await createCall(admin, { ...ref, id: "another" });
  const people = Array.from({ length: count }, (_, index) => ({
    role: "patient" as const,
    name: `Listener ${index}`,
  }));
  ids = (await db().user.createManyAndReturn({ data: people, select: { id: true } })).map((row) => row.id);
  for (let from = 0; from < count; from += 100) {
    const update = ids.slice(from, from + 100).map((userId) => ({ userId, role: "patient" as const }));
    await updateMembers(admin, { ...ref, update });
  }
});

const page = async (cursor: string | null, way: "next" | "prev" = "next") =>
  queryMembers(await clinic.actor("admin"), { ...ref, limit: 50, [way]: cursor });

const walk = async (way: "next" | "prev", from: string | null) => {
  const seen: string[][] = [];
  let cursor = from;
  do {
    const { members, next, prev } = await page(cursor, way);
    seen.push(members.map((member) => member.userId));
    cursor = way === "next" ? next : prev;
  } while (cursor);
  return seen;
};

describe("a page of members", () => {
  test("all pages together hold every member once", async () => {
    const seen = (await walk("next", null)).flat();
    expect(seen).toHaveLength(count);
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  test("going backwards shows the same pages in the same order", async () => {
    const forwards = await walk("next", null);
    let cursor: string | null = null;
    for (let step = 0; step < forwards.length - 1; step += 1) cursor = (await page(cursor)).next;
    const last = await page(cursor);
    const backwards = (await walk("prev", last.prev)).toReversed();
    expect(backwards).toEqual(forwards.slice(0, -1));
  });

  test("no one who stays is missing or doubled while others are added and removed", async () => {
    const admin = await clinic.actor("admin");
    const remove = (await page(null)).members.slice(0, 5).map((member) => member.id);
    const removed = new Set((await page(null)).members.slice(0, 5).map((member) => member.userId));
    const first = await page(null);
    await updateMembers(admin, {
      ...ref,
      remove,
      update: [{ userId: clinic.idOf.ada, role: "observer" }],
    });
    const seen = [
      ...first.members.map((member) => member.userId),
      ...(await walk("next", first.next)).flat(),
    ];
    const stayed = ids.filter((id) => !removed.has(id));
    expect(seen.filter((id) => stayed.includes(id)).toSorted()).toEqual(stayed.toSorted());
  });

  test("an invalid cursor is refused by name", async () => {
    await expect(page("nonsense")).toBeRefused("BAD_INPUT", { fields: { next: "invalid" } });
  });

  test("a cursor works only with its filter, sort, call and direction", async () => {
    const admin = await clinic.actor("admin");
    const { next } = await page(null);
    const query = { ...ref, limit: 50, next };
    expect((await queryMembers(admin, { ...query, limit: 10 })).members).toHaveLength(10);
    for (const other of [
      { ...query, filter: { role: "patient" } },
      { ...query, sort: [{ field: "name", direction: 1 as const }] },
      { ...query, sort: [{ field: "created_at", direction: 1 as const }] },
      { ...query, id: "another" },
      { ...query, next: null, prev: next },
    ]) {
      const direction = other.next ? "next" : "prev";
      await expect(queryMembers(admin, other)).toBeRefused("BAD_INPUT", {
        fields: { [direction]: "invalid" },
      });
    }
  });

  test("eachMember yields each member once, over all pages", async () => {
    const admin = await clinic.actor("admin");
    const seen: string[] = [];
    for await (const member of eachMember(admin, { ...ref, filter: { name: { $autocomplete: "listener" } } }))
      seen.push(member.userId);
    const stored = await db().member.findMany({
      where: { callId: ref.id, user: { name: { startsWith: "Listener" } } },
      select: { userId: true },
    });
    expect(seen.toSorted()).toEqual(stored.map(({ userId }) => userId).toSorted());
  });

  test("countMembers counts the matches", async () => {
    const admin = await clinic.actor("admin");
    const stored = await db().member.count({ where: { callId: ref.id } });
    expect(await countMembers(admin, ref)).toEqual({ count: stored, more: false });
    const filter = { name: { $autocomplete: "listener 11" } };
    expect(await countMembers(admin, { ...ref, filter })).toEqual({ count: 11, more: false });
    const none = { role: { $in: [] } };
    expect(await countMembers(admin, { ...ref, filter: none })).toEqual({ count: 0, more: false });
  });

  test("a changed name and changed data are found at once", async () => {
    const admin = await clinic.actor("admin");
    const userId = ids[7] ?? "";
    await db().user.update({ where: { id: userId }, data: { name: "Ælfgifu Žižka", custom: { ward: 4 } } });
    for (const filter of [{ name: { $autocomplete: "ziz" } }, { "user.custom.ward": 4 }])
      expect((await queryMembers(admin, { ...ref, filter })).members).toMatchObject([{ userId }]);
    await db().user.update({ where: { id: userId }, data: { name: "Listener 7", custom: {} } });
  });

  test("for outsiders the call doesn't exist", async () => {
    const lena = await clinic.actor("lena");
    await expect(queryMembers(lena, { ...ref, limit: 50 })).toBeRefused("NOT_FOUND");
  });
});

describe("updateMembers", () => {
  test("is all or nothing", async () => {
    const admin = await clinic.actor("admin");
    const before = await db().member.count({ where: { callId: ref.id } });
    const update = [
      { userId: clinic.idOf.bruno, role: "patient" as const },
      { userId: crypto.randomUUID(), role: "patient" as const },
    ];
    await expect(updateMembers(admin, { ...ref, update })).toBeRefused("BAD_INPUT");
    expect(await db().member.count({ where: { callId: ref.id } })).toBe(before);
  });
});

describe("createCall", () => {
  test("creates one call of a hundred requests at once", async () => {
    const admin = await clinic.actor("admin");
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        createCall(admin, { type: "default", id: "once", custom: { index: index % 2 } }),
      ),
    );
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    const winner = results.findIndex(({ created }) => created) % 2;
    for (const [index, { differs }] of results.entries())
      expect(differs).toEqual(index % 2 === winner ? [] : ["custom"]);
  });
});
