import type { Reporter, TestCase, TestModule } from "vitest/node";
import { whatIsMissing } from "#tests/support/needs.ts";

const lineage = (test: TestCase) => `${test.module.relativeModuleId} > ${test.fullName}`;

const reasonOf = (test: TestCase) => {
  const result = test.result();
  const note = result.state === "skipped" ? result.note : undefined;
  const { parts } = test.project.getProvidedContext();
  return note ?? (whatIsMissing(test.module.moduleId, parts) || "marked as skipped in the test itself");
};

/** Names what was skipped and why, and ends with the tally that .ci/run is read by. */
export default class Tally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[], reason: string) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    const skipped = inState("skipped");
    // A file that does not even load has no test that could fail.
    const broken = modules.filter(
      (module) => !module.ok() && ![...module.children.allTests("failed")].length,
    );
    const unfinished = inState("pending");
    const troubles = inState("failed").length + broken.length + unfinished.length + unhandled.length;
    // No test at all is a failure too: somebody's pattern or somebody's folder is wrong.
    const nothing = tests.length === 0;
    const failed = troubles || (nothing ? 1 : 0);
    if (failed || reason === "interrupted") process.exitCode = 1;
    const lines = skipped.map((test) => `skipped: ${lineage(test)} (${reasonOf(test)})`);
    lines.push(...broken.map((module) => `failed to load: ${module.relativeModuleId}`));
    lines.push(...unfinished.map((test) => `did not finish: ${lineage(test)}`));
    if (nothing) lines.push("No test was found.");
    const tally = `${inState("passed").length} passed, ${failed} failed, ${skipped.length} skipped`;
    // The default reporter writes its own summary after this; ours is to be the last.
    process.once("exit", () => process.stdout.write(`\n${[...lines, tally].join("\n")}\n`));
  }
}
