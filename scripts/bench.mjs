import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { registerHooks } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bootstrap } from "./bootstrap.mjs";
import { ensureClient } from "./build.mjs";
import { Problem, say } from "./progress.mjs";
import { root } from "./root.mjs";

/**
 * @typedef {{ name?: string, figure: number, reference: number, unit: string, atMost?: number, note?: string }} Measured
 * a bench's default export answers one or several of these; `atMost`: the ratio that is promised
 */

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
  const { deploy } = await import("#prisma/migrate.ts");
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
  // The app's own modules, as its server runs them.
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, "react-server"] }),
  });
  const bench = await import(pathToFileURL(join(folder, `${name}.ts`)).href);
  /** @type {Measured | Measured[]} */
  const measured = await bench.default({ databaseUrl });
  const all = [measured].flat().map((one) => ({ ...one, ratio: one.figure / one.reference }));
  if (args.includes("--json")) for (const one of all) say(JSON.stringify({ bench: name, ...one }));
  else for (const one of all) say(sentence(name, one));
  return all.every(({ ratio, atMost }) => atMost === undefined || ratio <= atMost) ? 0 : 1;
});

/** @param {string} bench @param {Measured & { ratio: number }} measured */
function sentence(bench, { name, figure, reference, unit, ratio, atMost, note }) {
  const promise = atMost === undefined ? "" : `, at most ${atMost}: ${ratio <= atMost ? "kept" : "BROKEN"}`;
  const title = name ? `${bench}: ${name}` : bench;
  return `${title}: ${figure} ${unit}; reference ${reference} ${unit}; ratio ${ratio.toFixed(2)}${promise}${note ? ` (${note})` : ""}`;
}
