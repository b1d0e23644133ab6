import type { Reporter, TestCase, TestModule } from "vitest/node";
import { missingPrograms } from "#tests/support/requirements.ts";

const lineage = (test: TestCase) => `${test.module.relativeModuleId} > ${test.fullName}`;

const reasonOf = (test: TestCase) => {
  const result = test.result();
  const note = result.state === "skipped" ? result.note : undefined;
  const { programs } = test.project.getProvidedContext();
  return note ?? (missingPrograms(test.module.moduleId, programs) || "marked as skipped in the test itself");
};

/** Names the skipped tests with their reasons, and prints the tally last, where .ci/run reads it. */
export default class Tally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[], reason: string) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    const skipped = inState("skipped");
    // A file that does not load has no tests that could fail.
    const broken = modules.filter(
      (module) => !module.ok() && ![...module.children.allTests("failed")].length,
    );
    const unfinished = inState("pending");
    const troubles = inState("failed").length + broken.length + unfinished.length + unhandled.length;
    // No tests at all is a failure too: the pattern or the folder is wrong.
    const nothing = tests.length === 0;
    const failed = troubles || (nothing ? 1 : 0);
    if (failed || reason === "interrupted") process.exitCode = 1;
    const lines = skipped.map((test) => `skipped: ${lineage(test)} (${reasonOf(test)})`);
    lines.push(...broken.map((module) => `failed to load: ${module.relativeModuleId}`));
    lines.push(...unfinished.map((test) => `did not finish: ${lineage(test)}`));
    if (nothing) lines.push("No test was found.");
    const tally = `${inState("passed").length} passed, ${failed} failed, ${skipped.length} skipped`;
    // The default reporter prints its own summary after this; ours must come last.
    process.once("exit", () => process.stdout.write(`\n${[...lines, tally].join("\n")}\n`));
  }
}
