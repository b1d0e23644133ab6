import pg from "pg";
import { type Measurement, median, p95, rounded, timed } from "#scripts/bench/measurement.ts";
import { type AskPage, pageSize, ref } from "./ask.ts";
import type { Position } from "./walk.ts";

/** The best SQL we could write for this one page: prepared, by the index, on a connection of its own. */
const handWritten = {
  name: "hand-written",
  text: `SELECT m."id", m."user_id" AS "userId", m."role", m."custom", m."created_at" AS "createdAt",
      m."updated_at" AS "updatedAt", m."blocked_at" AS "blockedAt", m."granted", m."revoked", u."name", u."email",
      u."disabled_at" AS "disabledAt"
    FROM (SELECT * FROM "member" m
      WHERE hashtextextended(m."call_type" || ':' || m."call_id", 0) = hashtextextended($1 || ':' || $2, 0)
        AND m."call_type" = $1 AND m."call_id" = $2 AND (m."created_at", m."id") < ($3::timestamptz, $4::uuid)
      ORDER BY m."created_at" DESC, m."id" DESC LIMIT ${pageSize}) m
    JOIN "user" u ON u."id" = m."user_id" ORDER BY m."created_at" DESC, m."id" DESC`,
};

type Pair = readonly [ours: readonly number[], reference: readonly number[]];

const compare = (name: string, atMost: number, [ours, reference]: Pair): Measurement => ({
  name,
  figure: rounded(p95(ours)),
  reference: rounded(p95(reference)),
  unit: "ms",
  atMost,
  note: `median ${rounded(median(ours))}, reference ${rounded(median(reference))}`,
});

/** Reads each page with our query and by hand, right after each other. Both must return the same rows. */
export async function compareWithHandWritten(
  ask: AskPage,
  databaseUrl: string,
  positions: readonly Position[],
): Promise<Measurement> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const [ours, byHand]: [number[], number[]] = [[], []];
  for (const round of ["warm-up", "first", "second"]) {
    for (const { cursor, member } of positions) {
      const values = [ref.type, ref.id, member.createdAt.toISOString(), member.id];
      const [{ rows }, byHandMs] = await timed(() => client.query({ ...handWritten, values }));
      const [{ members }, ourMs] = await ask({ next: cursor });
      if (JSON.stringify(rows) !== JSON.stringify(members)) throw new Error("The two pages differ.");
      if (round === "warm-up") continue;
      byHand.push(byHandMs);
      ours.push(ourMs);
    }
  }
  await client.end();
  const name = `a page at ${positions.length} random depths, p95, next to hand-written SQL`;
  return compare(name, 2.5, [ours, byHand]);
}

export async function compareLastWithFirst(ask: AskPage, lastCursor: string): Promise<Measurement> {
  const [first, last]: [number[], number[]] = [[], []];
  for (let round = 0; round < 200; round += 1) {
    first.push((await ask({}))[1]);
    const [{ members }, ms] = await ask({ next: lastCursor });
    if (members.length !== pageSize) throw new Error(`The last page has ${members.length} rows.`);
    last.push(ms);
  }
  return compare("the last page next to the first, p95", 1.5, [last, first]);
}
