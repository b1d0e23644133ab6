import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endLeftoverPostgres } from "#scripts/postgres/leftover.ts";
import { endProcess } from "./end.mjs";
import { isAlive } from "./identity.mjs";
import { readRunRecord } from "./run-record.ts";
import { endRun } from "./runs.mjs";

/** The folders of test runs in the temporary folder begin with this. */
export const testRunPrefix = "bedside-tests-";

/** Ends what a killed run left behind: the latest program first, PostgreSQL last. Leaves a living run alone. */
export async function endLeftovers(recordFile: string, cluster: string): Promise<void> {
  const record = readRunRecord(recordFile);
  if (record && isAlive(record.owner) && record.owner.pid !== process.pid) return;
  const { PostgreSQL: _, ...others } = record?.programs ?? {};
  for (const ref of Object.values(others).reverse()) await endProcess(ref);
  await endLeftoverPostgres(cluster);
  if (record) await endRun(record.run);
  rmSync(recordFile, { force: true });
}

/** Ends killed test runs and deletes their folders. */
export async function cleanUpTestRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(testRunPrefix))) {
    const folder = join(tmpdir(), name);
    const record = join(folder, "run.json");
    if (!existsSync(record) && isNew(folder)) continue;
    await endLeftovers(record, join(folder, "postgres"));
    if (!existsSync(record)) rmSync(folder, { recursive: true, force: true });
  }
}

/** A run that has just begun may not have written its record yet. */
const isNew = (folder: string) =>
  (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0) > Date.now() - 60_000;
