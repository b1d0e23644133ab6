import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { createCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { queryMembers } from "#lib/members/server.ts";
import type { QueryInput } from "#lib/queries/rules.ts";
import { makeClinic } from "#tests/support/clinic.ts";

// Named after the sentences on querying members in Stream's "Joining & Creating Calls".

describe("querying members", () => {
  const ref = { type: "livestream", id: randomUUID() };
  const day = (n: number) => new Date(Date.UTC(2027, 0, n));
  let listeners: string[];
  let amara: Actor;
  /** Dr Osei, and sixty listeners who were added on sixty days. Each has a seat as a member, and a ward as a person. */
  beforeAll(async () => {
    amara = await (await makeClinic()).actor("amara");
    await createCall(amara, { ...ref, members: [{ userId: amara.userId, role: "clinician" }] });
    const data = Array.from({ length: 60 }, (_, n) => ({
      role: "patient" as const,
      name: `Listener ${n}`,
      custom: { ward: n % 3 },
    }));
    listeners = (await db().user.createManyAndReturn({ data, select: { id: true } })).map(({ id }) => id);
    await db().member.createMany({
      data: listeners.map((userId, n) => ({
        callType: ref.type,
        callId: ref.id,
        userId,
        role: n < 10 ? ("companion" as const) : ("patient" as const),
        custom: { seat: n, row: { letter: n < 30 ? "A" : "B" } },
        createdAt: day(n + 1),
        updatedAt: day(n + 2),
      })),
    });
  });
  afterAll(closeDb);

  const query = (input: QueryInput) => queryMembers(amara, { ...ref, limit: 100, ...input });
  const found = async (input: QueryInput) =>
    (await query(input)).members.map(({ userId }) => listeners.indexOf(userId));
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);
  const ascending = (field: string) => [{ field, direction: 1 as const }];
  const listenersOnly = { role: { $ne: "clinician" } };

  test("you can query the members of the call, with filters, a sort and a limit", async () => {
    const sort = [{ field: "created_at", direction: -1 as const }];
    expect(await found({ filter: { user_id: listeners[7] }, sort, limit: 5 })).toEqual([7]);
    expect(await found({ filter: listenersOnly, sort, limit: 5 })).toEqual([59, 58, 57, 56, 55]);
  });
  test("with thousands of members you paginate: 25 on a page by default, at most 100, next and prev", async () => {
    const first = await queryMembers(amara, ref);
    expect(first.members).toHaveLength(25);
    expect(first.prev).toBeNull();
    const second = await queryMembers(amara, { ...ref, next: first.next });
    const third = await queryMembers(amara, { ...ref, next: second.next });
    expect(third.members).toHaveLength(11);
    expect(third.next).toBeNull();
    const all = [first, second, third].flatMap(({ members }) => members.map(({ userId }) => userId));
    expect(new Set(all).size).toBe(61);
    expect((await queryMembers(amara, { ...ref, prev: third.prev })).members).toEqual(second.members);
    await expect(query({ limit: 101 })).toBeRefused("BAD_INPUT");
  });
  test("you can filter on user_id, the user's id, and sort on it", async () => {
    const some = listeners.slice(3, 6);
    expect(await found({ filter: { user_id: { $in: some } }, sort: ascending("created_at") })).toEqual([
      3, 4, 5,
    ]);
    const ordered = (await query({ filter: listenersOnly, sort: ascending("user_id") })).members;
    expect(ordered.map(({ userId }) => userId)).toEqual(listeners.toSorted());
  });
  test("you can filter on role, the member's role, and sort on it", async () => {
    expect(await found({ filter: { role: "companion" }, sort: ascending("created_at") })).toEqual(
      range(0, 10),
    );
    const roles = (await query({ sort: ascending("role") })).members.map(({ role }) => role);
    expect([...new Set(roles)]).toEqual(["clinician", "patient", "companion"]);
  });
  test("you can filter on custom, the custom data on the member", async () => {
    expect(await found({ filter: { "custom.seat": { $gte: 57 } }, sort: ascending("created_at") })).toEqual([
      57, 58, 59,
    ]);
    expect(await found({ filter: { "custom.row.letter": "A" }, sort: ascending("created_at") })).toEqual(
      range(0, 30),
    );
  });
  test("you can filter on created_at, when the member was created, and sort on it", async () => {
    const filter = { created_at: { $gte: day(11).toISOString(), $lt: day(14).toISOString() } };
    expect(await found({ filter, sort: ascending("created_at") })).toEqual([10, 11, 12]);
    expect(await found({ filter })).toEqual([12, 11, 10]);
  });
  test("you can filter on updated_at, when the member was last updated, and sort on it", async () => {
    const filter = { updated_at: { $gt: day(59).toISOString() } };
    expect(await found({ filter, sort: ascending("updated_at") })).toEqual([58, 59]);
  });
  test("you can also query on custom data for the user", async () => {
    const filter = { "user.custom.ward": 2, "custom.seat": { $lt: 9 } };
    expect(await found({ filter, sort: ascending("created_at") })).toEqual([2, 5, 8]);
  });
  test("unknown fields are refused by name", async () => {
    await expect(query({ filter: { shoe_size: 42 } })).toBeRefused("BAD_INPUT", {
      fields: { "filter.shoe_size": "unknown-field" },
    });
    await expect(query({ sort: ascending("custom") })).toBeRefused("BAD_INPUT");
  });
});
