import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bootstrap } from "./bootstrap.mjs";
import { ensureClient } from "./build.mjs";
import { Problem, say } from "./progress.mjs";
import { root } from "./root.mjs";

/** @typedef {{ figure: number, reference: number, unit: string, note?: string }} Measured a bench's default export answers this */

const folder = join(root, "scripts", "bench");
const names = () =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(".ts"))
        .map((file) => file.slice(0, -3))
    : [];

// `npm run bench -- NAME [--json]`: one figure, its reference measured in the same run, and the ratio, on a migrated
// database of its own.
await bootstrap(import.meta.url, async (args, life) => {
  const name = args.find((arg) => !arg.startsWith("-"));
  if (!name || !names().includes(name)) {
    throw new Problem(`Say which bench to run. There are: ${names().join(", ") || "none yet"}.`);
  }
  await ensureClient(life.signal);
  const { query, startPostgres } = await import("./postgres.mjs");
  const { deploy } = await import("../prisma/migrate.ts");
  const place = mkdtempSync(join(tmpdir(), "bedside-bench-"));
  life.defer(() => rmSync(place, { recursive: true, force: true }));
  chmodSync(place, 0o711);
  const database = await startPostgres({
    folder: join(place, "postgres"),
    password: "bench",
    log: join(place, "log"),
  });
  life.defer(() => database.part.stop());
  await query(database.url("postgres"), "create database bench");
  const databaseUrl = database.url("bench");
  await deploy(databaseUrl);
  process.env.DATABASE_URL = databaseUrl;
  const bench = await import(pathToFileURL(join(folder, `${name}.ts`)).href);
  /** @type {Measured} */
  const { figure, reference, unit, note } = await bench.default({ databaseUrl });
  const ratio = figure / reference;
  if (args.includes("--json")) say(JSON.stringify({ name, figure, reference, unit, ratio, note }));
  else
    say(
      `${name}: ${figure} ${unit}; reference ${reference} ${unit}; ratio ${ratio.toFixed(2)}${note ? ` (${note})` : ""}`,
    );
  return 0;
});
