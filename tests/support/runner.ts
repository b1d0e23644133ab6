import { readFileSync } from "node:fs";
import { inject, type RunnerTask, type RunnerTestFile, TestRunner } from "vitest";

/** Programs that are not ours: where each is, or undefined. */
export type Parts = {
  chromium: string | undefined;
  firefox: string | undefined;
  livekit: string | undefined;
};

const reasons: Record<keyof Parts, string> = {
  chromium: "there is no Chromium here (apt-get install chromium)",
  firefox: "there is no Firefox here (apt-get install firefox-esr)",
  livekit: "there is no LiveKit server here (install Go 1.26 or newer, and `npm test` builds it)",
};

/** What a test file needs: it says so by naming it. */
const neededBy = (source: string) =>
  (Object.keys(reasons) as (keyof Parts)[]).filter((part) => new RegExp(part, "i").test(source));

const skip = (task: RunnerTask, reason: string) => {
  task.mode = "skip";
  if (task.type === "test") Object.assign(task.meta, { skipReason: reason });
  else for (const child of task.tasks) skip(child, reason);
};

/** Skips, by name and with the reason, the files that need a program this computer does not have. */
export default class PartsRunner extends TestRunner {
  onCollected = (files?: RunnerTestFile[]) => {
    for (const file of files ?? []) {
      const missing = neededBy(readFileSync(file.filepath, "utf8")).filter((part) => !inject("parts")[part]);
      if (missing.length) skip(file, missing.map((part) => reasons[part]).join(", and "));
    }
  };
}
