import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { registerHooks } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deploy } from "#prisma/migrate.ts";
import type { Lifetime } from "#scripts/bootstrap/lifetime.mjs";
import { Problem } from "#scripts/bootstrap/problem.mjs";
import { print } from "#scripts/bootstrap/terminal.mjs";
import { ensureClient } from "#scripts/build.mjs";
import { query } from "#scripts/postgres/query.ts";
import { startPostgres } from "#scripts/postgres/start.ts";
import type { Measurement } from "./measurement.ts";

/** A bench is scripts/bench/NAME/run.ts, with this as its default export. */
export type Bench = (databaseUrl: string) => Promise<Measurement[]>;

/** Runs one bench on a migrated database of its own. Returns 1 if a measurement is over its limit. */
export async function runBench(args: string[], life: Lifetime): Promise<number> {
  const name = args.find((arg) => !arg.startsWith("-"));
  if (!name || !benchNames().includes(name)) {
    throw new Problem(`Usage: npm run bench -- NAME. The benches are ${benchNames().join(", ")}.`);
  }
  await ensureClient(life.signal);
  const databaseUrl = await startDatabase(life);
  resolveAsServer();
  const { default: bench }: { default: Bench } = await import(`./${name}/run.ts`);
  const measurements = await bench(databaseUrl);
  for (const one of measurements) print(args.includes("--json") ? asJson(name, one) : asText(name, one));
  return measurements.every(isWithinLimit) ? 0 : 1;
}

const benchNames = () =>
  readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

async function startDatabase(life: Lifetime): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "bedside-bench-"));
  life.defer(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o711);
  const postgres = await startPostgres({
    folder: join(folder, "postgres"),
    password: "bench",
    log: join(folder, "log"),
  });
  life.defer(() => postgres.program.stop());
  await query(postgres.url("postgres"), "create database bench");
  const databaseUrl = postgres.url("bench");
  await deploy(databaseUrl);
  return databaseUrl;
}

/** Loads the app's modules as its server does, with `server-only` empty. */
const resolveAsServer = () =>
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...(context.conditions ?? []), "react-server"] }),
  });

const ratioOf = ({ figure, reference }: Measurement) => figure / reference;
const isWithinLimit = (one: Measurement) => ratioOf(one) <= one.atMost;

const asJson = (bench: string, one: Measurement) => JSON.stringify({ bench, ...one, ratio: ratioOf(one) });

function asText(bench: string, one: Measurement): string {
  const { name, figure, reference, unit, atMost, note } = one;
  const verdict = isWithinLimit(one) ? "ok" : "TOO SLOW";
  const ratio = `ratio ${ratioOf(one).toFixed(2)} of at most ${atMost}: ${verdict}`;
  return `${bench}: ${name}: ${figure} ${unit}, reference ${reference} ${unit}, ${ratio}${note ? ` (${note})` : ""}`;
}
