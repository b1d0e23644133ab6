import { beforeAll, describe, expect, test } from "vitest";
import { createCall } from "#lib/calls/server";
import { db } from "#lib/db";
import { queryMembers, updateMembers } from "#lib/members/server";
import { type Clinic, makeClinic } from "../support/clinic.ts";

const ref = { type: "livestream", id: "a-class" };
const count = 230;
let clinic: Clinic;
let ids: string[];
beforeAll(async () => {
  clinic = await makeClinic();
  const admin = await clinic.actor("admin");
  await createCall(admin, ref);
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

const page = async (cursor: string | null) =>
  queryMembers(await clinic.actor("admin"), { ...ref, limit: 50, cursor });

const walk = async (way: "next" | "prev", from: string | null) => {
  const seen: string[][] = [];
  let cursor = from;
  do {
    const { members, next, prev } = await page(cursor);
    seen.push(members.map((member) => member.userId));
    cursor = way === "next" ? next : prev;
  } while (cursor);
  return seen;
};

describe("a page of members", () => {
  test("all pages together hold everybody once", async () => {
    const seen = (await walk("next", null)).flat();
    expect(seen).toHaveLength(count);
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  test("going back shows the same pages in the same order", async () => {
    const forwards = await walk("next", null);
    let cursor: string | null = null;
    for (let step = 0; step < forwards.length - 1; step += 1) cursor = (await page(cursor)).next;
    const last = await page(cursor);
    const backwards = (await walk("prev", last.prev)).toReversed();
    expect(backwards).toEqual(forwards.slice(0, -1));
  });

  test("nobody who stayed is missing or doubled while others come and go", async () => {
    const admin = await clinic.actor("admin");
    const goes = (await page(null)).members.slice(0, 5).map((member) => member.id);
    const gone = new Set((await page(null)).members.slice(0, 5).map((member) => member.userId));
    const first = await page(null);
    await updateMembers(admin, {
      ...ref,
      remove: goes,
      update: [{ userId: clinic.idOf.ada, role: "observer" }],
    });
    const seen = [
      ...first.members.map((member) => member.userId),
      ...(await walk("next", first.next)).flat(),
    ];
    const stayed = ids.filter((id) => !gone.has(id));
    expect(seen.filter((id) => stayed.includes(id)).toSorted()).toEqual(stayed.toSorted());
  });

  test("a cursor that is none of ours is refused by name", async () => {
    await expect(page("nonsense")).rejects.toMatchObject({
      code: "BAD_INPUT",
      fields: { cursor: "invalid" },
    });
  });

  test("outsiders hear that there is no such call", async () => {
    const lena = await clinic.actor("lena");
    await expect(queryMembers(lena, { ...ref, limit: 50, cursor: null })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("changing members", () => {
  test("is all or nothing", async () => {
    const admin = await clinic.actor("admin");
    const before = await db().member.count({ where: { callId: ref.id } });
    const update = [
      { userId: clinic.idOf.bruno, role: "patient" as const },
      { userId: crypto.randomUUID(), role: "patient" as const },
    ];
    await expect(updateMembers(admin, { ...ref, update })).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(await db().member.count({ where: { callId: ref.id } })).toBe(before);
  });
});

describe("get or create", () => {
  test("a hundred at once make one call", async () => {
    const admin = await clinic.actor("admin");
    const made = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        createCall(admin, { type: "default", id: "once", custom: { index: index % 2 } }),
      ),
    );
    expect(made.filter((answer) => answer.created)).toHaveLength(1);
    const winner = made.findIndex((answer) => answer.created) % 2;
    for (const [index, answer] of made.entries()) {
      expect(answer.differs).toEqual(index % 2 === winner ? [] : ["custom"]);
    }
  });
});
