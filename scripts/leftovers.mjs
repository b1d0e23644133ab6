import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endLeftover } from "./postgres.mjs";
import { end, isAlive, traceOf, writeWhole } from "./processes.mjs";

// Every run has a random name, which its children inherit in BEDSIDE_RUN. So whatever a killed run left behind can be
// told from everything else on the computer, and ended by the next one.

/** @typedef {{ run: string, owner: import("./processes.mjs").Trace, parts: Record<string, import("./processes.mjs").Trace> }} RunRecord */

/** Names this run, inside the run that started us if there is one. @returns {string} */
export function nameRun() {
  const name = randomBytes(12).toString("hex");
  process.env.BEDSIDE_RUN = [process.env.BEDSIDE_RUN, name].filter(Boolean).join(":");
  return name;
}

/**
 * Keeps a list of what this run started in a file.
 * @param {string} file
 * @param {string} run
 */
export function keepRecord(file, run) {
  /** @type {RunRecord} */
  const record = { run, owner: traceOf(process.pid), parts: {} };
  const save = () => writeWhole(file, JSON.stringify(record, null, 2));
  save();
  return {
    /** @param {import("./processes.mjs").Part} part */
    add: (part) => {
      record.parts[part.name] = part.trace;
      save();
    },
    clear: () => rmSync(file, { force: true }),
  };
}

/** @param {string} file @returns {RunRecord | undefined} */
export function readRecord(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Ends what a killed run left: the app first, the database last.
 * @param {string} file the run's record
 * @param {string} cluster its PostgreSQL's data folder
 */
export async function endLeftovers(file, cluster) {
  const record = readRecord(file);
  if (record && isAlive(record.owner) && record.owner.pid !== process.pid) return;
  if (record) {
    const { PostgreSQL: _, ...others } = record.parts;
    for (const trace of Object.values(others).reverse()) await end(trace);
  }
  await endLeftover(cluster);
  if (record) await endMarked(record.run);
  rmSync(file, { force: true });
}

/** What the folders of test runs are called, in the folder for temporary files. */
export const testRunPrefix = "bedside-tests-";

/** Ends and deletes what test runs left that were killed. Those that still go on are left alone. */
export async function sweepTestRuns() {
  for (const name of readdirSync(tmpdir()).filter((name) => name.startsWith(testRunPrefix))) {
    const folder = join(tmpdir(), name);
    const record = join(folder, "run.json");
    // Somebody may have made it this very moment, and be about to write the record.
    const isNew = (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0) > Date.now() - 60_000;
    if (isNew && !existsSync(record)) continue;
    await endLeftovers(record, join(folder, "postgres"));
    if (!existsSync(record)) rmSync(folder, { recursive: true, force: true });
  }
}

/** The processes that carry a run's name in their environment, but for ourselves; seen on Linux only. @param {string} run */
export const markedBy = (run) =>
  process.platform === "linux"
    ? readdirSync("/proc")
        .map(Number)
        .filter((pid) => pid > 1 && pid !== process.pid && environmentOf(pid).includes(run))
    : [];

/** Ends every process that carries a run's name. @param {string} run */
export async function endMarked(run) {
  await Promise.all(
    markedBy(run).map((pid) =>
      end(traceOf(pid), [
        { signal: "SIGTERM", waitMs: 3000 },
        { signal: "SIGKILL", waitMs: 2000 },
      ]),
    ),
  );
}

/** @param {number} pid */
function environmentOf(pid) {
  try {
    return (
      readFileSync(join("/proc", String(pid), "environ"), "latin1").match(
        /(?:^|\0)BEDSIDE_RUN=([^\0]*)/,
      )?.[1] ?? ""
    );
  } catch {
    return "";
  }
}
