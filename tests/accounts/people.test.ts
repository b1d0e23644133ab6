import { beforeAll, expect, test } from "vitest";
import type { Actor } from "#lib/access";
import { listPeople } from "#lib/accounts/server";
import { db } from "#lib/db";
import { makeClinic } from "../support/clinic.ts";

let admin: Actor;
beforeAll(async () => {
  const clinic = await makeClinic();
  admin = await clinic.actor("admin");
  // Several of one name, so that a page ends in the middle of them.
  const data = Array.from({ length: 130 }, (_, index) => ({
    role: "patient" as const,
    name: `Listener ${Math.floor(index / 40)}`,
  }));
  await db().user.createMany({ data });
});

const idsOf = (page: { people: { id: string }[] }) => page.people.map(({ id }) => id);

test("people are paged forwards and back, nobody missing or twice, and no name stands in a cursor", async () => {
  const first = await listPeople(admin, { text: "listener" });
  expect(first.prev).toBeNull();
  const second = await listPeople(admin, { text: "listener", next: first.next ?? "" });
  const third = await listPeople(admin, { text: "listener", next: second.next ?? "" });
  expect(third.next).toBeNull();
  const all = [first, second, third].flatMap(idsOf);
  expect(all).toHaveLength(130);
  expect(new Set(all).size).toBe(130);

  const back = await listPeople(admin, { text: "listener", prev: third.prev ?? "" });
  expect(idsOf(back)).toEqual(idsOf(second));
  const begin = await listPeople(admin, { text: "listener", prev: back.prev ?? "" });
  expect(idsOf(begin)).toEqual(idsOf(first));
  expect(begin.prev).toBeNull();
  expect(idsOf(await listPeople(admin, { text: "listener", next: begin.next ?? "" }))).toEqual(idsOf(second));
  expect(Buffer.from(first.next ?? "", "base64url").toString()).not.toContain("Listener");
});

test("a cursor of another search, or of the other way, is the beginning", async () => {
  const first = await listPeople(admin, { text: "listener" });
  const other = await listPeople(admin, { text: "list", next: first.next ?? "" });
  expect(idsOf(other)).toEqual(idsOf(first));
  expect(idsOf(await listPeople(admin, { text: "listener", prev: first.next ?? "" }))).toEqual(idsOf(first));
});
