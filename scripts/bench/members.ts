import pg from "pg";
import type { Actor } from "#lib/access";
import type { QueryInput, SortBy } from "#lib/queries/rules";
import { fillWithMembers } from "../million.ts";

const ref = { type: "livestream", id: "million" };
const count = 1_000_000;
const depths = 200;
const limit = 50;

type Measured = {
  name: string;
  figure: number;
  reference: number;
  unit: string;
  note?: string;
  atMost: number;
};

const p95 = (times: readonly number[]) =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;
const rounded = (ms: number) => Math.round(ms * 1_000) / 1_000;

const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
  const start = performance.now();
  const value = await work();
  return [value, performance.now() - start];
};

/** The best that can be written by hand for this one page: what is shown, by the index, prepared, on a connection alone. */
const byHand = {
  name: "by-hand",
  text: `SELECT m."id", m."user_id" AS "userId", m."role", m."custom", m."created_at" AS "createdAt",
      m."updated_at" AS "updatedAt", m."blocked_at" AS "blockedAt", m."granted", m."revoked", u."name", u."email",
      u."disabled_at" AS "disabledAt"
    FROM (SELECT * FROM "member" m
      WHERE hashtextextended(m."call_type" || ':' || m."call_id", 0) = hashtextextended($1 || ':' || $2, 0)
        AND m."call_type" = $1 AND m."call_id" = $2 AND (m."created_at", m."id") < ($3::timestamptz, $4::uuid)
      ORDER BY m."created_at" DESC, m."id" DESC LIMIT ${limit}) m
    JOIN "user" u ON u."id" = m."user_id" ORDER BY m."created_at" DESC, m."id" DESC`,
};

/** What admins ask: every operator of every field, with values that are often, seldom and never there. */
const filters = (people: readonly { userId: string; name: string; createdAt: Date; updatedAt: Date }[]) => {
  const at = <T>(list: readonly T[], index: number) => list[index % list.length] as T;
  const person = (index: number) => at(people, index * 7);
  const first = (index: number) => person(index).name.split(" ")[0] ?? "";
  const asked: Record<string, (index: number) => QueryInput["filter"]> = {
    "user_id $eq": (index) => ({ user_id: person(index).userId }),
    "user_id $ne": (index) => ({ user_id: { $ne: person(index).userId } }),
    "user_id $in": (index) => ({ user_id: { $in: [0, 1, 2, 3].map((more) => person(index + more).userId) } }),
    "user_id $nin": (index) => ({ user_id: { $nin: [0, 1].map((more) => person(index + more).userId) } }),
    "role $eq": (index) => ({
      role: at(["patient", "observer", "interpreter", "assistant", "clinician"], index),
    }),
    "role $ne": (index) => ({ role: { $ne: at(["patient", "observer", "interpreter"], index) } }),
    "role $in": (index) => ({ role: { $in: [at(["interpreter", "patient"], index), "clinician"] } }),
    "role $nin": (index) => ({ role: { $nin: [at(["interpreter", "patient"], index), "observer"] } }),
    "name $eq": (index) => ({ name: person(index).name }),
    "name $gte": (index) => ({ name: { $gte: person(index).name } }),
    "name $lt": (index) => ({ name: { $lt: person(index).name } }),
    "name $autocomplete (a first name)": (index) => ({ name: { $autocomplete: first(index) } }),
    "name $autocomplete (a whole name)": (index) => ({ name: { $autocomplete: person(index).name } }),
    "name $autocomplete (a letter)": (index) => ({ name: { $autocomplete: first(index).slice(0, 1) } }),
    "name $autocomplete (nobody)": (index) => ({ name: { $autocomplete: `qq${index}` } }),
    "created_at $gte": (index) => ({ created_at: { $gte: person(index).createdAt } }),
    "created_at $lt": (index) => ({ created_at: { $lt: person(index).createdAt } }),
    "updated_at $gt": (index) => ({ updated_at: { $gt: person(index).updatedAt } }),
    "updated_at $lte": (index) => ({ updated_at: { $lte: person(index).updatedAt } }),
    "custom $eq (often)": (index) => ({ "custom.colour": at(["red", "green", "blue"], index) }),
    "custom $eq (once)": (index) => ({ "custom.seat": 1 + ((index * 7_919) % count) }),
    "custom $eq (never)": (index) => ({ "custom.colour": `none ${index}` }),
    "custom $eq (nested)": (index) => ({ "custom.ward.floor": index % 40 }),
    "custom $in": (index) => ({ "custom.seat": { $in: [index, index + 500_000, index + 700_000] } }),
    "custom $ne": (index) => ({ "custom.colour": { $ne: at(["red", "green"], index) } }),
    "custom $nin": (index) => ({ "custom.colour": { $nin: ["red", at(["green", "blue"], index)] } }),
    "custom $gt": (index) => ({ "custom.score": { $gt: (index * 37) % 960 } }),
    "custom $lte": (index) => ({ "custom.score": { $lte: 60 + ((index * 37) % 960) } }),
    "custom $exists": (index) => ({
      "custom.score": { $exists: true },
      "custom.none": { $exists: index < 0 },
    }),
    "custom $autocomplete": (index) => ({
      "custom.colour": { $autocomplete: at(["r", "gre", "blue"], index) },
    }),
    "user.custom $eq": (index) => ({ "user.custom.language": at(["de", "tr"], index) }),
    "user.custom $gte": (index) => ({ "user.custom.age": { $gte: index % 60 } }),
    $and: (index) => ({ $and: [{ role: "patient" }, { "custom.colour": at(["red", "blue"], index) }] }),
    $or: (index) => ({ $or: [{ "custom.seat": index + 1 }, { user_id: person(index).userId }] }),
    $nor: () => ({ $nor: [{ role: "patient" }, { "custom.colour": "red" }] }),
  };
  return asked;
};

const sorts = (): Record<string, SortBy[]> => {
  const fields = ["created_at", "user_id", "name", "role", "updated_at"];
  const up = fields.map((field): SortBy[] => [{ field, direction: 1 }]);
  const down = fields.map((field): SortBy[] => [{ field, direction: -1 }]);
  const both = fields.flatMap((field) =>
    fields
      .filter((other) => other !== field)
      .map((other): SortBy[] => [
        { field, direction: 1 },
        { field: other, direction: -1 },
      ]),
  );
  const text = (sort: SortBy[]) =>
    sort.map(({ field, direction }) => `${field} ${direction > 0 ? "up" : "down"}`).join(", ");
  return Object.fromEntries([...up, ...down, ...both].map((sort) => [text(sort), sort]));
};

/** One call with a million members: a page at random depths beside SQL by hand, and every filter and sort on offer. */
export default async ({ databaseUrl }: { databaseUrl: string }): Promise<Measured[]> => {
  Object.assign(process.env, {
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: "http://localhost:3000",
    APP_SECRET: "a-secret-of-the-bench-that-signs-nothing-real",
  });
  const { createFirstAdmin } = await import("#lib/accounts/server");
  const { ensureBuiltInTypes } = await import("#lib/call-types/server");
  const { createCall } = await import("#lib/calls/server");
  const { actorOf } = await import("#lib/session");
  await ensureBuiltInTypes();
  const password = "correct horse battery staple";
  const person = { name: "Robin Adler", email: "admin@bedside.example", password, timeZone: "Europe/Berlin" };
  const admin = await actorOf(await createFirstAdmin(person));
  await createCall(admin, ref);
  const seconds = await fillWithMembers(databaseUrl, ref, count);
  console.error(`A million members in ${seconds.toFixed(0)} s.`);
  return measure(databaseUrl, admin);
};

export const measure = async (databaseUrl: string, admin: Actor): Promise<Measured[]> => {
  const { closeDb } = await import("#lib/db");
  const { queryMembers } = await import("#lib/members/server");
  const ask = (query: QueryInput) => timed(() => queryMembers(admin, { ...ref, limit, ...query }));

  // Once through all of them, remembering random pages.
  const wanted = new Set<number>();
  while (wanted.size < depths) wanted.add(1 + Math.floor(Math.random() * (count / 100 - 2)));
  const cursors: string[] = [];
  const places: { at: Date; id: string; userId: string; name: string; createdAt: Date; updatedAt: Date }[] =
    [];
  let next: string | null = null;
  for (let page = 0; ; page += 1) {
    const [{ members, next: onwards }] = await ask({ limit: 100, next });
    const last = members.at(-1);
    if (wanted.has(page) && onwards && last) {
      cursors.push(onwards);
      places.push({ ...last, at: last.createdAt });
    }
    if (!onwards) break;
    next = onwards;
  }
  console.error(`Walked through them; ${cursors.length} places remembered.`);

  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const ours: number[] = [];
  const hand: number[] = [];
  for (let round = 0; round < 3; round += 1)
    for (const [index, cursor] of cursors.entries()) {
      const place = places[index];
      const [{ rows }, handMs] = await timed(() =>
        client.query({ ...byHand, values: [ref.type, ref.id, place?.at.toISOString(), place?.id] }),
      );
      const [{ members }, ourMs] = await ask({ next: cursor });
      if (JSON.stringify(rows) !== JSON.stringify(members)) throw new Error("The two pages differ.");
      if (round > 0) {
        hand.push(handMs);
        ours.push(ourMs);
      }
    }

  const deepest = cursors.at(-1);
  const firstTimes: number[] = [];
  const deepTimes: number[] = [];
  for (let round = 0; round < depths; round += 1) {
    firstTimes.push((await ask({}))[1]);
    deepTimes.push((await ask({ next: deepest }))[1]);
  }

  const slowest = async (queries: Record<string, (index: number) => QueryInput>, rounds: number) => {
    const each: [string, number, number][] = [];
    for (const [name, query] of Object.entries(queries)) {
      const times: number[] = [];
      let short = 0;
      for (let index = 0; index < rounds; index += 1) {
        const [{ cutShort }, ms] = await ask(query(index));
        times.push(ms);
        if (cutShort) short += 1;
      }
      each.push([name, p95(times), short]);
    }
    each.sort((a, b) => b[1] - a[1]);
    for (const [name, ms, short] of each)
      console.error(`  ${ms.toFixed(2).padStart(8)} ms  ${name}${short ? ` (${short} cut short)` : ""}`);
    return each[0] ?? ["none", 0, 0];
  };
  const asFilters = Object.entries(filters(places)).map(
    ([name, filter]) => [name, (index: number): QueryInput => ({ filter: filter(index) ?? {} })] as const,
  );
  const asSorts = Object.entries(sorts()).map(
    ([name, sort]) =>
      [
        name,
        (index: number): QueryInput => (index % 2 ? { sort } : { sort, filter: { role: "patient" } }),
      ] as const,
  );
  const [filterName, filterMs] = await slowest(Object.fromEntries(asFilters), 60);
  const [sortName, sortMs] = await slowest(Object.fromEntries(asSorts), 60);
  await client.end();
  await closeDb();
  return [
    {
      name: "a page at a random depth, p95, beside SQL by hand",
      figure: rounded(p95(ours)),
      reference: rounded(p95(hand)),
      unit: "ms",
      atMost: 2.5,
      note: `median ${rounded(median(ours))} beside ${rounded(median(hand))}`,
    },
    {
      name: "the deepest page beside the first, median",
      figure: rounded(median(deepTimes)),
      reference: rounded(median(firstTimes)),
      unit: "ms",
      atMost: 1.5,
    },
    {
      name: "the slowest filter, p95, beside 15 ms",
      figure: rounded(filterMs),
      reference: 15,
      unit: "ms",
      atMost: 1,
      note: filterName,
    },
    {
      name: "the slowest sort, p95, beside 15 ms",
      figure: rounded(sortMs),
      reference: 15,
      unit: "ms",
      atMost: 1,
      note: sortName,
    },
  ];
};

const median = (times: readonly number[]) =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
