import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { freePort, startPart, traceOf } from "#scripts/processes.mjs";
import { root } from "#scripts/root.mjs";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bedside-folder-"));
  chmodSync(folder, 0o711);
  return () => rmSync(folder, { recursive: true, force: true });
});

/** Really runs the demo's script on the folder; every test here expects it to refuse before it starts anything. */
const demo = async (...args: string[]) => {
  const { NODE_CHANNEL_FD: _, ...env } = process.env;
  const child = spawn(process.execPath, [join(root, "scripts", "demo.mjs"), ...args], {
    env: { ...env, NODE_ENV: "test", BEDSIDE_DATA: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [said, complaint, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { code, said, complaint: complaint.trim() };
};

const aPort = async () => String(await freePort());

const cluster = (files: Record<string, string>) => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, "postgres", name, ".."), { recursive: true });
    writeFileSync(join(folder, "postgres", name), content);
  }
};

test("a taken port is one sentence with a way out, and nothing is left running", async () => {
  const squatter = createServer().listen(0, "127.0.0.1");
  await once(squatter, "listening");
  onTestFinished(() => void squatter.close());
  const { port } = squatter.address() as { port: number };
  const { code, complaint } = await demo("--port", String(port));
  expect(code).toBe(1);
  expect(complaint).toBe(
    `Port ${port} is taken by another program: stop that one, or choose another port with “npm run demo -- --port ${port + 1}”.`,
  );
  expect(existsSync(join(folder, "lock"))).toBe(false);
});

test("a second demo on the same data says where the first one is", async () => {
  writeFileSync(
    join(folder, "lock"),
    JSON.stringify({ ...traceOf(process.pid), note: "http://localhost:4321" }),
  );
  const { code, complaint } = await demo("--port", await aPort());
  expect(code).toBe(1);
  expect(complaint).toContain("already runs here (http://localhost:4321");
});

test("a half-made data folder is named, with the way to start over", async () => {
  cluster({ "base/1": "" });
  const { code, complaint } = await demo("--port", await aPort());
  expect(code).toBe(1);
  expect(complaint).toMatch(/cannot be used, because it is incomplete.*npm run demo -- --reset/);
});

test("data of another PostgreSQL is not touched", async () => {
  cluster({ PG_VERSION: "15\n" });
  const { complaint } = await demo("--port", await aPort());
  expect(complaint).toContain("because it was made by PostgreSQL 15, and this is 18");
  expect(existsSync(join(folder, "postgres", "PG_VERSION"))).toBe(true);
});

test("data whose secrets are gone is named", async () => {
  cluster({ PG_VERSION: "18\n", "global/pg_control": "", "base/1": "", "pg_wal/1": "" });
  const { complaint } = await demo("--port", await aPort());
  expect(complaint).toContain("secrets.json is missing");
});

test("damaged secrets are named", async () => {
  writeFileSync(join(folder, "secrets.json"), "{");
  const { complaint } = await demo("--port", await aPort());
  expect(complaint).toContain("secrets.json is damaged");
});

test("an option that does not exist is refused with those that do", async () => {
  const { code, complaint } = await demo("--prot", "1");
  expect(code).toBe(1);
  expect(complaint).toContain("there are --port N, --reset and --no-video");
});

test("what a killed run left running is ended by the next start, and nothing else is", async () => {
  const mine = startPart("The app", process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
    log: join(folder, "app.log"),
  });
  const stranger = startPart("stranger", process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
    log: join(folder, "stranger.log"),
  });
  onTestFinished(() => stranger.stop());
  const dead = { pid: 2 ** 22 - 1, born: "long ago" };
  const parts = { "The app": mine.trace, LiveKit: { ...stranger.trace, born: "another time" } };
  writeFileSync(join(folder, "processes.json"), JSON.stringify({ run: "x".repeat(24), owner: dead, parts }));
  writeFileSync(join(folder, "secrets.json"), "{");
  await demo("--port", await aPort());
  await mine.exited;
  expect(mine.running()).toBe(false);
  expect(stranger.running()).toBe(true);
});
