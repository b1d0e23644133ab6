import fc from "fast-check";
import { type Measurement, median, p95, rounded, timed } from "#scripts/bench/measurement.ts";
import { queryArbitrary } from "#tests/queries/arbitraries.ts";
import type { AskPage } from "./ask.ts";
import type { Position } from "./walk.ts";

const count = 10_000;
const limitMs = 250;

/** Asks the random queries of tests/queries/fuzz.test.ts, and measures only their time and their errors. */
export async function fuzz(ask: AskPage, positions: readonly Position[]): Promise<Measurement[]> {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const stored = {
    userIds: positions.map(({ member }) => member.userId),
    times: positions.flatMap(({ member }) => [member.createdAt, member.updatedAt]),
  };
  const times: number[] = [];
  const failures: string[] = [];
  let slowest = { ms: 0, text: "" };
  for (const query of fc.sample(queryArbitrary(stored), { numRuns: count, seed })) {
    const [error, ms] = await timed(() => ask(query).then(() => null, String));
    if (error) failures.push(`${error}: ${JSON.stringify(query)}`);
    if (ms > slowest.ms) slowest = { ms, text: JSON.stringify(query) };
    times.push(ms);
  }
  for (const failure of failures.slice(0, 5)) console.error(`Failed: ${failure}`);
  console.error(`Slowest query: ${slowest.text}`);
  const slow = times.filter((ms) => ms > limitMs).length;
  const note = `SEED=${seed}, median ${rounded(median(times))}, p95 ${rounded(p95(times))}, ${slow} over ${limitMs} ms`;
  return [
    {
      name: `${count} random queries, failed`,
      figure: failures.length,
      reference: count,
      unit: "queries",
      atMost: 0,
    },
    {
      name: `${count} random queries, slowest`,
      figure: rounded(slowest.ms),
      reference: limitMs,
      unit: "ms",
      atMost: 1,
      note,
    },
  ];
}
