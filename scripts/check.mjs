import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { bootstrap } from "#scripts/bootstrap/bootstrap.mjs";
import { print } from "#scripts/bootstrap/terminal.mjs";
import { ensureClient, prismaEnv } from "./build.mjs";
import { root } from "./root.mjs";

const colors = process.stdout.isTTY ? [] : ["--colors=off"];
const checks = [
  { name: "route types", script: "next/dist/bin/next", args: ["typegen"], quiet: true },
  { name: "format and lint", script: "@biomejs/biome/bin/biome", args: ["ci", ...colors, "."] },
  { name: "schema format", script: "prisma/build/index.js", args: ["format", "--check"], quiet: true },
  { name: "types", script: "typescript/bin/tsc", args: ["--noEmit", "--project", "."] },
  { name: "dead code", script: "knip/bin/knip.js", args: [] },
  { name: "words on screens", script: "../scripts/words.ts", args: [] },
  {
    name: "architecture",
    script: "vitest/vitest.mjs",
    args: ["run", "--project", "unit", "tests/architecture.test.ts"],
    quiet: true,
  },
];

// npm run check: runs every check, even after one fails.
await bootstrap(import.meta.url, async (_args, { signal }) => {
  await ensureClient(signal);
  const failed = checks.filter((check) => {
    signal.throwIfAborted();
    return !run(check);
  });
  const names = failed.map(({ name }) => name).join(", ");
  print(names ? `\nFailed: ${names}.` : "\nAll checks passed.");
  return names ? 1 : 0;
});

/** @param {{ name: string, script: string, args: string[], quiet?: boolean }} check */
function run({ name, script, args, quiet }) {
  print(`\n— ${name}`);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "node_modules", script), ...args],
    {
      cwd: root,
      env: { ...prismaEnv, NEXT_TELEMETRY_DISABLED: "1" },
      stdio: quiet ? "pipe" : "inherit",
    },
  );
  if (quiet && status !== 0) print(`${stdout}${stderr}`);
  return status === 0;
}
