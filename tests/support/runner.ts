import { inject, type RunnerTestFile, TestRunner } from "vitest";
import { missingPrograms } from "./requirements.ts";

/** Skips test files, hooks included, that need a program that is not installed. */
export default class RequirementsRunner extends TestRunner {
  override onCollectStart(file: RunnerTestFile) {
    super.onCollectStart(file);
    // With a pattern that matches no name, Vitest skips every test of the file and its hooks.
    if (missingPrograms(file.filepath, inject("programs"))) this.config.testNamePattern = /(?!)/;
  }
}
