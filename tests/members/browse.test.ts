import { beforeAll, describe, expect, test } from "vitest";
import { chipsOf } from "#components/members/member-chips.ts";
import { filterOf, type MemberSearch, readSearch, searchParams } from "#components/members/member-filters.ts";
import { createCall } from "#lib/calls/server.ts";
import { translatorFor } from "#lib/catalogue.ts";
import { db } from "#lib/db.ts";
import { browseMembers, suggestNames } from "#lib/members/server/browse-members.ts";
import { exportMembers } from "#lib/members/server/export-members.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";

const ref = { type: "livestream", id: "a-class" };
let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
  await createCall(await clinic.actor("admin"), {
    ...ref,
    members: [{ userId: clinic.idOf.amara, role: "clinician" }],
  });
  const data = Array.from({ length: 60 }, (_, index) => ({
    role: "patient" as const,
    name: `Listener ${index}`,
  }));
  const people = await db().user.createManyAndReturn({ data, select: { id: true } });
  await db().member.createMany({
    data: people.map(({ id }, index) => ({
      callType: ref.type,
      callId: ref.id,
      userId: id,
      role: "patient" as const,
      custom: { ward: index % 3, bed: index % 2 ? "window" : "door" },
      createdAt: new Date(Date.UTC(2026, 0, 1 + index)),
    })),
  });
});

const chipsFor = (search: MemberSearch) =>
  chipsOf(search, translatorFor("en-GB", "members"), translatorFor("en-GB", "roles"), "en-GB");
const zone = "Europe/Berlin";
const browse = async (address: string, more: { next?: string; prev?: string } = {}) => {
  const search = readSearch(paramsOf(address));
  const { filter, sort, limit } = { filter: filterOf(search, zone), sort: search.sort, limit: search.size };
  return browseMembers(await clinic.actor("admin"), { ...ref, filter, sort, limit, ...more });
};
const paramsOf = (address: string) => {
  const all = new URLSearchParams(address);
  return Object.fromEntries([...all.keys()].map((key) => [key, all.getAll(key)]));
};

describe("the address of a list of members", () => {
  test.each([
    ["name=listener+1", 11],
    ["role=clinician", 1],
    ["role=clinician&role=patient", 61],
    ["data=ward=0", 20],
    ["data=ward=0&data=bed=door", 10],
    ["field=bed&value=window", 30],
    ["since=2026-02-01&before=2026-02-11", 10],
    ["role=boss&since=yesterday&size=7", 61],
  ])("%s shows %i members", async (address, count) => {
    expect((await browse(address)).total).toEqual({ count, more: false });
  });

  test("is the same after parsing and formatting, and has a chip for each filter", () => {
    const search = readSearch(
      paramsOf("name=ada&role=patient&role=observer&since=2026-02-01&data=ward=7&sort=-name&size=25"),
    );
    expect(readSearch(paramsOf(searchParams(search)))).toEqual(search);
    const chips = chipsFor(search);
    expect(chips.map(({ label }) => label)).toEqual([
      "Name: ada",
      "Role: Patient",
      "Role: Observer",
      "Member since 1 Feb 2026",
      "ward equals 7",
    ]);
    for (const { without } of chips) expect(chipsFor(without)).toHaveLength(4);
  });

  test("has days that begin in the viewer's time zone", () => {
    const since = (timeZone: string) => filterOf(readSearch({ since: "2026-07-01" }), timeZone).created_at;
    expect(since("Europe/Berlin")).toEqual({ $gte: "2026-06-30T22:00:00.000Z" });
    expect(since("America/New_York")).toEqual({ $gte: "2026-07-01T04:00:00.000Z" });
  });

  test("with a cursor that no longer fits leads to the first page, and says so", async () => {
    const first = await browse("");
    const other = await browse("role=patient", { next: first.page.next ?? "" });
    expect(other.lost).toBe(true);
    expect(other.page.members).toEqual((await browse("role=patient")).page.members);
    expect((await browse("", { prev: "nonsense" })).lost).toBe(true);
    expect((await browse("", { next: first.page.next ?? "" })).lost).toBe(false);
  });

  test("with an invalid filter names it, and still shows a page", async () => {
    const { wrong, page } = await browse("data=a..b=1");
    expect(page.members).toEqual([]);
    expect(Object.keys(wrong).join()).toContain("custom.a..b");
  });
});

describe("completing a name", () => {
  test("suggests the members whose names begin like that", async () => {
    expect(await suggestNames(await clinic.actor("admin"), { ...ref, text: "ama" })).toEqual([
      "Dr Amara Osei",
    ]);
  });
  test("is refused to strangers", async () => {
    await expect(suggestNames(await clinic.actor("lena"), { ...ref, text: "ama" })).toBeRefused("NOT_FOUND");
  });
});

describe("the export of members", () => {
  const rowsFor = async (key: "admin" | "amara" | "lena", search = { filter: "", sort: "name" }) => {
    const { rows } = await exportMembers(await clinic.actor(key), { ...ref, ...search });
    const all: string[][] = [];
    for await (const batch of rows) all.push(...batch);
    return all;
  };

  test("has the members that match the filter, in its order", async () => {
    const rows = await rowsFor("admin", {
      filter: JSON.stringify({ "custom.ward": 1 }),
      sort: "-created_at",
    });
    expect(rows).toHaveLength(20);
    const since = rows.map((row) => row[4] ?? "");
    expect(since).toEqual(since.toSorted().toReversed());
  });

  test("is for administrators; for everyone else the call doesn't exist", async () => {
    for (const key of ["amara", "lena"] as const) await expect(rowsFor(key)).toBeRefused("NOT_FOUND");
  });

  test("is audited", async () => {
    const count = () => db().auditEvent.count({ where: { kind: "members.exported" } });
    const before = await count();
    await rowsFor("admin");
    expect(await count()).toBe(before + 1);
  });
});
