import { beforeAll, describe, expect, test } from "vitest";
import { browseCalls } from "#lib/calls/server/browse-calls.ts";
import { createCall, queryCalls } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
  const admin = await clinic.actor("admin");
  for (let n = 0; n < 30; n += 1)
    await createCall(admin, {
      type: n % 3 === 0 ? "livestream" : "default",
      id: `call-${n}`,
      team: n % 2 === 0 ? clinic.teams.harbour : undefined,
      custom: { ward: n % 5 },
      startsAt: new Date(Date.UTC(2030, 0, 1 + n)),
      members: n < 4 ? [{ userId: clinic.idOf.lena, role: "clinician" }] : [],
    });
  await createCall(admin, { type: "development", id: "a-test-room", members: [] });
  await db().call.update({
    where: { type_id: { type: "default", id: "call-1" } },
    data: { endedAt: new Date() },
  });
  await db().call.update({
    where: { type_id: { type: "default", id: "call-2" } },
    data: { deletedAt: new Date() },
  });
  await db().session.create({ data: { callType: "default", callId: "call-4" } });
});

const idsOf = async (key: "admin" | "lena" | "tomasz", filter: Record<string, unknown> = {}) =>
  (await queryCalls(await clinic.actor(key), { filter, limit: 100 })).calls.map(({ id }) => id).toSorted();

describe("queryCalls", () => {
  test.each([
    ["nothing, which leaves out test rooms and deleted calls", () => ({}), 29],
    ["a type", () => ({ type: "livestream" }), 10],
    ["a team", () => ({ team: clinic.teams.harbour }), 14],
    ["no team", () => ({ team: null }), 15],
    ["who created it", () => ({ createdBy: clinic.idOf.admin }), 29],
    [
      "when it starts",
      () => ({ startsAt: { $gte: "2030-01-11T00:00:00Z", $lt: "2030-01-21T00:00:00Z" } }),
      10,
    ],
    ["whether it ended", () => ({ endedAt: { $exists: true } }), 1],
    ["whether it is ongoing", () => ({ ongoing: true }), 1],
    ["whether it is not ongoing", () => ({ ongoing: false }), 28],
    ["its members", () => ({ members: { $in: [clinic.idOf.lena] } }), 3],
    ["custom data", () => ({ "custom.ward": 3 }), 6],
    [
      "several fields",
      () => ({ $or: [{ type: "livestream" }, { ongoing: true }], "custom.ward": { $ne: 0 } }),
      9,
    ],
  ])("finds calls by %s", async (_words, filter, count) => {
    expect(await idsOf("admin", filter())).toHaveLength(count);
  });

  test("finds only their own calls for everyone but administrators", async () => {
    expect(await idsOf("lena")).toEqual(["call-0", "call-1", "call-3"]);
    expect(await idsOf("tomasz")).toEqual([]);
    expect(await idsOf("tomasz", { members: clinic.idOf.lena })).toEqual([]);
  });

  test("pages forwards and backwards without gaps or duplicates", async () => {
    const admin = await clinic.actor("admin");
    const first = await queryCalls(admin, { limit: 20 });
    const second = await queryCalls(admin, { limit: 20, next: first.next });
    expect(new Set([...first.calls, ...second.calls].map(({ id }) => id)).size).toBe(29);
    expect(second.next).toBeNull();
    expect((await queryCalls(admin, { limit: 20, prev: second.prev })).calls).toEqual(first.calls);
  });

  test("refuses unknown fields", async () => {
    const query = queryCalls(await clinic.actor("admin"), { filter: { colour: "red" } });
    await expect(query).toBeRefused("BAD_INPUT");
  });

  test("starts at the beginning if given a cursor of another person's list", async () => {
    const { next } = await queryCalls(await clinic.actor("admin"), { limit: 2 });
    const browsed = await browseCalls(await clinic.actor("lena"), { filter: {}, limit: 2, next: next ?? "" });
    expect(browsed.lost).toBe(true);
    expect(browsed.page.calls).toHaveLength(2);
  });
});
