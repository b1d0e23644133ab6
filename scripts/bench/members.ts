import pg from "pg";
import type { QueryInput } from "#lib/queries/rules.ts";
import { type Measured, median, openClinic, p95, rounded } from "#scripts/measured.ts";
import { fillWithMembers } from "#scripts/million.ts";
import { type Ask, filtersOnOffer, sortsOnOffer } from "#scripts/questions.ts";
import { dice, someFilter, someSort } from "#tests/queries/generate.ts";

const ref = { type: "livestream", id: "million" };
/** MEMBERS=50000 is for whoever changes the bench itself. */
const count = Number(process.env.MEMBERS ?? 1_000_000);
const depths = 200;
const limit = 50;
const fuzzed = 10_000;

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

type Page = Awaited<ReturnType<typeof import("#lib/members/server.ts")["queryMembers"]>>;
type AskPage = (query: QueryInput) => Promise<[Page, number]>;
type Spot = { cursor: string; member: Page["members"][number] };

/** Once through all of them; remembers where random pages ended, in their order, and where the last page begins. */
const randomSpots = async (ask: AskPage): Promise<{ spots: Spot[]; deepest: string }> => {
  const perPage = 2 * limit;
  const wanted = new Set<number>();
  while (wanted.size < depths) wanted.add(Math.floor(Math.random() * (Math.ceil(count / perPage) - 1)));
  const spots: Spot[] = [];
  let next: string | null = null;
  let deepest = "";
  let seen = 0;
  for (let page = 0; page === 0 || next; page += 1) {
    const [{ members, next: onwards }] = await ask({ limit: perPage, next });
    const member = members.at(-1);
    if (wanted.has(page) && onwards && member) spots.push({ cursor: onwards, member });
    deepest = next ?? deepest;
    seen += members.length;
    next = onwards;
  }
  if (seen !== count) throw new Error(`The pages held ${seen} members of ${count}.`);
  return { spots, deepest };
};

/** Each page twice, ours and by hand, one right after the other; both must show the same. */
const besideHand = async (ask: AskPage, databaseUrl: string, spots: readonly Spot[]): Promise<Measured> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const ours: number[] = [];
  const hand: number[] = [];
  for (const round of ["to warm up", "first", "second"]) {
    for (const { cursor, member } of spots) {
      const values = [ref.type, ref.id, member.createdAt.toISOString(), member.id];
      const [{ rows }, handMs] = await timed(() => client.query({ ...byHand, values }));
      const [{ members }, ourMs] = await ask({ next: cursor });
      if (JSON.stringify(rows) !== JSON.stringify(members)) throw new Error("The two pages differ.");
      if (round === "to warm up") continue;
      hand.push(handMs);
      ours.push(ourMs);
    }
  }
  await client.end();
  return {
    name: `a page at ${spots.length} random depths, p95, beside SQL by hand`,
    figure: rounded(p95(ours)),
    reference: rounded(p95(hand)),
    unit: "ms",
    atMost: 2.5,
    note: `median ${rounded(median(ours))} beside ${rounded(median(hand))}`,
  };
};

const deepestBesideFirst = async (ask: AskPage, deepest: string): Promise<Measured> => {
  const first: number[] = [];
  const deep: number[] = [];
  for (let round = 0; round < depths; round += 1) {
    first.push((await ask({}))[1]);
    const [{ members }, ms] = await ask({ next: deepest });
    if (members.length !== limit) throw new Error(`The deepest page has ${members.length} rows.`);
    deep.push(ms);
  }
  return {
    name: "the deepest page beside the first, p95",
    figure: rounded(p95(deep)),
    reference: rounded(p95(first)),
    unit: "ms",
    atMost: 1.5,
    note: `median ${rounded(median(deep))} beside ${rounded(median(first))}`,
  };
};

/** One kind of question, asked sixty times, each time with other values. */
const onOffer = async (ask: AskPage, [name, question]: [string, Ask]): Promise<Measured> => {
  const times: number[] = [];
  let short = 0;
  for (let index = 0; index < 60; index += 1) {
    const [{ cutShort }, ms] = await ask(question(index));
    times.push(ms);
    if (cutShort) short += 1;
  }
  const note = `median ${rounded(median(times))}${short ? `, ${short} cut short` : ""}`;
  return { name, figure: rounded(p95(times)), reference: 15, unit: "ms", atMost: 1, note };
};

/** The questions of tests/queries/fuzz.test.ts, where only their time and their errors are looked at. */
const fuzz = async (ask: AskPage, spots: readonly Spot[]): Promise<Measured[]> => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const roll = dice(seed);
  const world = {
    userIds: spots.map(({ member }) => member.userId),
    times: spots.flatMap(({ member }) => [member.createdAt, member.updatedAt]),
  };
  const times: number[] = [];
  const failed: string[] = [];
  let slowest = { ms: 0, text: "" };
  for (let number = 0; number < fuzzed; number += 1) {
    const question = { filter: someFilter(roll, world), sort: someSort(roll), limit: 1 + roll.below(100) };
    const [error, ms] = await timed(() => ask(question).then(() => null, String));
    if (error) failed.push(`${error}: ${JSON.stringify(question)}`);
    if (ms > slowest.ms) slowest = { ms, text: JSON.stringify(question) };
    times.push(ms);
  }
  for (const one of failed.slice(0, 5)) console.error(`Failed: ${one}`);
  console.error(`The slowest of the fuzzed: ${slowest.text}`);
  const over = times.filter((ms) => ms > 250).length;
  const note = `SEED=${seed}, median ${rounded(median(times))}, p95 ${rounded(p95(times))}, ${over} over 250 ms`;
  return [
    {
      name: `${fuzzed} fuzzed queries, refused or failed`,
      figure: failed.length,
      reference: fuzzed,
      unit: "queries",
      atMost: 0,
    },
    {
      name: `${fuzzed} fuzzed queries, the slowest`,
      figure: rounded(slowest.ms),
      reference: 250,
      unit: "ms",
      atMost: 1,
      note,
    },
  ];
};

/** One call with a million members: pages at any depth beside SQL by hand, all filters and sorts on offer, and fuzzed ones. */
export default async ({ databaseUrl }: { databaseUrl: string }): Promise<Measured[]> => {
  const admin = await openClinic(databaseUrl);
  const { createCall } = await import("#lib/calls/server.ts");
  await createCall(admin, ref);
  const seconds = await fillWithMembers(databaseUrl, ref, count);
  console.error(`${count} members in ${seconds.toFixed(0)} s.`);
  const { queryMembers } = await import("#lib/members/server.ts");
  const ask: AskPage = (query) => timed(() => queryMembers(admin, { ...ref, limit, ...query }));
  const { spots, deepest } = await randomSpots(ask);
  const measured = [await besideHand(ask, databaseUrl, spots), await deepestBesideFirst(ask, deepest)];
  const people = spots.map(({ member }) => member);
  for (const kind of [...filtersOnOffer(people, count), ...sortsOnOffer()])
    measured.push(await onOffer(ask, kind));
  measured.push(...(await fuzz(ask, spots)));
  const { closeDb } = await import("#lib/db.ts");
  await closeDb();
  return measured;
};
