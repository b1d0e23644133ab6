import { openBenchClinic } from "#scripts/bench/clinic.ts";
import { type Measurement, median, p95, rounded, rounds, timed } from "#scripts/bench/measurement.ts";
import { type AskPage, pageSize, type Question, ref } from "./ask.ts";
import { fillWithMembers } from "./fill.ts";
import { filterQuestions } from "./filters.ts";
import { fuzz } from "./fuzz.ts";
import { compareLastWithFirst, compareWithHandWritten } from "./pages.ts";
import { sortQuestions } from "./sorts.ts";
import { walkAllPages } from "./walk.ts";

/** Set MEMBERS=50000 while working on the bench itself. */
const count = Number(process.env.MEMBERS ?? 1_000_000);

/** Measures one call with a million members: pages at any depth, every filter and sort, and random queries. */
export default async function bench(databaseUrl: string): Promise<Measurement[]> {
  const admin = await openBenchClinic(databaseUrl);
  const { createCall } = await import("#lib/calls/server.ts");
  await createCall(admin, ref);
  const [, fillMs] = await timed(() => fillWithMembers(databaseUrl, ref, count));
  console.error(`Added ${count} members in ${Math.round(fillMs / 1000)} s.`);
  const { queryMembers } = await import("#lib/members/server.ts");
  const ask: AskPage = (query) => timed(() => queryMembers(admin, { ...ref, limit: pageSize, ...query }));

  const { positions, lastCursor } = await walkAllPages(ask, count);
  const measurements = [
    await compareWithHandWritten(ask, databaseUrl, positions),
    await compareLastWithFirst(ask, lastCursor),
  ];
  const people = positions.map(({ member }) => member);
  for (const [name, question] of [...filterQuestions(people, count), ...sortQuestions()]) {
    measurements.push(await measureQuestion(ask, name, question));
  }
  measurements.push(...(await fuzz(ask, positions)));
  const { closeDb } = await import("#lib/db.ts");
  await closeDb();
  return measurements;
}

async function measureQuestion(ask: AskPage, name: string, question: Question): Promise<Measurement> {
  const times: number[] = [];
  let cutShortCount = 0;
  for (let index = 0; index < rounds; index += 1) {
    const [{ cutShort }, ms] = await ask(question(index));
    times.push(ms);
    if (cutShort) cutShortCount += 1;
  }
  const note = `median ${rounded(median(times))}${cutShortCount ? `, ${cutShortCount} cut short` : ""}`;
  return { name, figure: rounded(p95(times)), reference: 15, unit: "ms", atMost: 1, note };
}
