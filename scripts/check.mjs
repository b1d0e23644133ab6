import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { bootstrap } from "./bootstrap.mjs";
import { ensureClient, prismaEnv } from "./build.mjs";
import { say } from "./progress.mjs";
import { root } from "./root.mjs";

/** What is run, in this order; all of it, also when one finds something. */
const checks = [
  { name: "the routes' types", script: "next/dist/bin/next", args: ["typegen"], quiet: true },
  {
    name: "format and lint",
    script: "@biomejs/biome/bin/biome",
    args: ["ci", ...(process.stdout.isTTY ? [] : ["--colors=off"]), "."],
  },
  { name: "format of the schema", script: "prisma/build/index.js", args: ["format", "--check"], quiet: true },
  { name: "types", script: "typescript/bin/tsc", args: ["--noEmit", "--project", "."] },
  { name: "dead code", script: "knip/bin/knip.js", args: [] },
];

// `npm run check`: format, lint, types, dead code.
await bootstrap(import.meta.url, async (_args, life) => {
  await ensureClient(life.signal);
  const env = { ...prismaEnv, NEXT_TELEMETRY_DISABLED: "1" };
  const failed = checks.filter(({ name, script, args, quiet }) => {
    life.signal.throwIfAborted();
    say(`\n— ${name}`);
    const command = [join(root, "node_modules", script), ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: root,
      env,
      stdio: quiet ? "pipe" : "inherit",
    });
    if (quiet && status !== 0) say(`${stdout}${stderr}`);
    return status !== 0;
  });
  say(
    failed.length ? `\nNot clean: ${failed.map(({ name }) => name).join(", ")}.` : "\nEverything is clean.",
  );
  return failed.length ? 1 : 0;
});
