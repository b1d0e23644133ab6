import { readFileSync, rmSync } from "node:fs";
import { writeAtomically } from "#scripts/bootstrap/files.mjs";
import { type ProcessRef, processRef } from "./identity.mjs";
import type { Program } from "./start.mjs";

/** What a run has started, kept in a file for the next run in case this one is killed. */
export type RunRecord = { run: string; owner: ProcessRef; programs: Record<string, ProcessRef> };

export function recordRun(file: string, run: string) {
  const record: RunRecord = { run, owner: processRef(process.pid), programs: {} };
  const save = () => writeAtomically(file, JSON.stringify(record, null, 2));
  save();
  return {
    add: ({ name, ref }: Program) => {
      record.programs[name] = ref;
      save();
    },
    remove: () => rmSync(file, { force: true }),
  };
}

export function readRunRecord(file: string): RunRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
