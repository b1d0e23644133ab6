import { inject, type RunnerTestFile, TestRunner } from "vitest";
import { whatIsMissing } from "./needs.ts";

/** Skips whole test files, their hooks too, that need a program this computer does not have. */
export default class PartsRunner extends TestRunner {
  override onCollectStart(file: RunnerTestFile) {
    super.onCollectStart(file);
    // A pattern that no name matches: Vitest then skips every test of the file, and runs none of its hooks.
    if (whatIsMissing(file.filepath, inject("parts"))) this.config.testNamePattern = /(?!)/;
  }
}
