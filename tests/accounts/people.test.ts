import { beforeAll, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { browsePeople, findPeople, searchPatients } from "#lib/accounts/server/find-people.ts";
import { setAccountDisabled } from "#lib/accounts/server/manage-account.ts";
import { db } from "#lib/db.ts";
import { type Clinic, emailOf, makeClinic } from "#tests/support/clinic.ts";

let clinic: Clinic;
let admin: Actor;
beforeAll(async () => {
  clinic = await makeClinic();
  admin = await clinic.actor("admin");
  // Several people share a name, and a page ends in the middle of them.
  const data = Array.from({ length: 130 }, (_, index) => ({
    role: "patient" as const,
    name: `Listener ${Math.floor(index / 40)}`,
  }));
  await db().user.createMany({ data });
  const teams = { create: { teamId: clinic.teams.harbour } };
  for (const name of ["Zoë O’Brien-Müller", "Nuño d'Artagnan", "100% \\ Percy"])
    await db().user.create({ data: { role: "patient", name, teams } });
});

const page = async (text: string, from: { next?: string | null; prev?: string | null } = {}) => {
  const [next, prev] = [from.next ?? undefined, from.prev ?? undefined];
  const { page: found, lost } = await browsePeople(admin, { text, next, prev });
  return { ...found, lost, ids: found.rows.map(({ id }) => id) };
};

test("people are paged forwards and backwards without gaps or duplicates, and cursors hold no names", async () => {
  const first = await page("listener");
  expect(first.prev).toBeNull();
  const second = await page("listener", { next: first.next });
  const third = await page("listener", { next: second.next });
  expect(third.next).toBeNull();
  const all = [first, second, third].flatMap(({ ids }) => ids);
  expect(all).toHaveLength(130);
  expect(new Set(all).size).toBe(130);

  const back = await page("listener", { prev: third.prev });
  expect(back.ids).toEqual(second.ids);
  const begin = await page("listener", { prev: back.prev });
  expect(begin.ids).toEqual(first.ids);
  expect(begin.prev).toBeNull();
  expect((await page("listener", { next: begin.next })).ids).toEqual(second.ids);
  expect(Buffer.from(first.next ?? "", "base64url").toString()).not.toContain("Listener");
});

test("a cursor of another search or direction leads to the first page, and says so", async () => {
  const first = await page("listener");
  const other = await page("list", { next: first.next });
  expect({ ids: other.ids, lost: other.lost }).toEqual({ ids: first.ids, lost: true });
  expect((await page("listener", { prev: first.next })).ids).toEqual(first.ids);
});

const namesFor = async (text: string) => (await findPeople(admin, { text })).people.map(({ name }) => name);

test("people are found by the beginnings of their names, in any order, with or without accents", async () => {
  expect(await namesFor("os")).toEqual(["Dr Amara Osei"]);
  expect(await namesFor("osei dr am")).toEqual(["Dr Amara Osei"]);
  expect(await namesFor("zoe")).toEqual(["Zoë O’Brien-Müller"]);
  expect(await namesFor("NUNO")).toEqual(["Nuño d'Artagnan"]);
  expect(await namesFor("sei")).toEqual([]);
});

test("people are found by the beginning of their e-mail", async () => {
  expect(await namesFor(emailOf("lena").toUpperCase())).toEqual(["Dr Lena Vogt"]);
  expect(await namesFor("tomasz@")).toEqual(["Dr Tomasz Wren"]);
});

test("special characters are plain text", async () => {
  for (const half of ["brien", "o'brien", "muller", "O’Brien-Mü"])
    expect(await namesFor(half)).toEqual(["Zoë O’Brien-Müller"]);
  expect(await namesFor("artagnan, nuño")).toEqual(["Nuño d'Artagnan"]);
  expect(await namesFor("d'art")).toEqual(["Nuño d'Artagnan"]);
  expect(await namesFor("100%")).toEqual(["100% \\ Percy"]);
  expect(await namesFor("\\")).toEqual(["100% \\ Percy"]);
  for (const odd of [
    "':* & 'a",
    "!",
    ".",
    "-",
    "()",
    "\0zz",
    "\ud83d",
    "| a",
    "_",
    "%",
    "a".repeat(100),
    "a b c d e f g h i j k",
  ])
    expect(await namesFor(odd)).toEqual([]);
});

test("at most twenty are shown, with a note that there are more", async () => {
  const { people, more } = await findPeople(admin, { text: "listener" });
  expect({ shown: people.length, more }).toEqual({ shown: 20, more: true });
  expect((await findPeople(admin, { text: "osei" })).more).toBe(false);
});

test("a changed name is found by its new words only", async () => {
  const { id } = await db().user.create({ data: { role: "patient", name: "Yara Before" } });
  await db().user.update({ where: { id }, data: { name: "Yara Afterwards" } });
  expect(await namesFor("before")).toEqual([]);
  expect(await namesFor("afterw")).toEqual(["Yara Afterwards"]);
});

test("a clinician finds only the patients of their own teams", async () => {
  const found = async (key: "amara" | "lena", text: string) =>
    (await searchPatients(await clinic.actor(key), { text })).map(({ name }) => name);
  expect(await found("amara", "")).toEqual([
    "100% \\ Percy",
    "Ada Bell",
    "Bruno Castro",
    "Nuño d'Artagnan",
    "Zoë O’Brien-Müller",
  ]);
  expect(await found("amara", "cel")).toEqual([]);
  expect(await found("lena", "cel")).toEqual(["Celia Dvorak"]);
  expect(await found("amara", "osei")).toEqual([]);
  expect(await found("lena", "listener")).toEqual([]);
  await setAccountDisabled(admin, { userId: clinic.idOf.bruno, disabled: true });
  expect(await found("amara", "bru")).toEqual([]);
  const all = await searchPatients(admin, { text: "listener" });
  expect(all).toHaveLength(20);
});
