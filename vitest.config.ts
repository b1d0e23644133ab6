import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { defineConfig } from "vitest/config";

// An offset that is not a whole hour exposes code that forgets the time zone.
process.env.TZ = "Asia/Kathmandu";

const serverOnly = join(dirname(createRequire(import.meta.url).resolve("server-only")), "empty.js");
const nextIntl = join(import.meta.dirname, "tests", "support", "next-intl-server.ts");
const resolve = { alias: { "server-only": serverOnly, "next-intl/server": nextIntl } };
const exclude = ["**/node_modules/**", "**/.next/**", "**/.data/**"];

export default defineConfig({
  test: {
    globalSetup: "tests/global-setup.ts",
    reporters: [["default", { summary: false }], "./tests/reporter.ts"],
    passWithNoTests: false,
    projects: [
      {
        resolve,
        test: {
          name: "unit",
          include: ["tests/**/*.test.{ts,tsx}"],
          exclude: [...exclude, "tests/e2e/**", "tests/faults/**"],
          setupFiles: ["tests/support/environment.ts", "tests/support/to-be-refused.ts"],
          pool: "forks",
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve,
        test: {
          name: "e2e",
          include: ["tests/{e2e,faults}/**/*.test.ts"],
          exclude,
          setupFiles: ["tests/support/environment.ts", "tests/support/to-be-refused.ts"],
          runner: "tests/support/runner.ts",
          pool: "forks",
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
