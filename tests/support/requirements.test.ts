import { join } from "node:path";
import { expect, test } from "vitest";
import { missingPrograms } from "./requirements.ts";

const none = { chromium: undefined, firefox: undefined, webkit: undefined, livekit: undefined };
const missingFor = (path: string, programs = {}) =>
  missingPrograms(join(import.meta.dirname, "..", path), { ...none, ...programs });

test("a test file needs the programs that its imports inject, near and far", () => {
  expect(missingFor("e2e/visit.test.ts")).toMatch(/Chromium .*, and Firefox .*, and the LiveKit server /);
  const livekit = "/usr/bin/livekit-server";
  expect(missingFor("e2e/visit.test.ts", { livekit })).not.toContain("LiveKit");
});

test("a test file that injects nothing needs nothing", () => {
  expect(missingFor("accounts/sign-in.test.ts")).toBe("");
});
