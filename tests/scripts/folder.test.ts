import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { processRef } from "#scripts/processes/identity.mjs";
import { freePort } from "#scripts/processes/ports.ts";
import { startProgram } from "#scripts/processes/start.mjs";
import { root } from "#scripts/root.mjs";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bedside-folder-"));
  chmodSync(folder, 0o711);
  return () => rmSync(folder, { recursive: true, force: true });
});

/** Runs the demo on the folder. Each test here expects it to refuse before it starts anything. */
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

test("a port in use is reported with a way out, and nothing is left running", async () => {
  const squatter = createServer().listen(0, "127.0.0.1");
  await once(squatter, "listening");
  onTestFinished(() => void squatter.close());
  const { port } = squatter.address() as { port: number };
  const { code, complaint } = await demo("--port", String(port));
  expect(code).toBe(1);
  expect(complaint).toBe(
    `Port ${port} is already in use. Stop the program that uses it, or choose another port: npm run demo -- --port ${port + 1}.`,
  );
  expect(existsSync(join(folder, "lock"))).toBe(false);
});

test("a second demo on the same data says where the first one runs", async () => {
  writeFileSync(
    join(folder, "lock"),
    JSON.stringify({ ...processRef(process.pid), note: "http://localhost:4321" }),
  );
  const { code, complaint } = await demo("--port", await aPort());
  expect(code).toBe(1);
  expect(complaint).toContain("already running here (http://localhost:4321");
});

test("an incomplete data folder is reported, with the command to start over", async () => {
  cluster({ "base/1": "" });
  const { code, complaint } = await demo("--port", await aPort());
  expect(code).toBe(1);
  expect(complaint).toMatch(/Can't use the data in .*it is incomplete.*npm run demo -- --reset/);
});

test("the data of another PostgreSQL is left alone", async () => {
  cluster({ PG_VERSION: "15\n" });
  const { complaint } = await demo("--port", await aPort());
  expect(complaint).toContain("because it was made by PostgreSQL 15, and this is PostgreSQL 18");
  expect(existsSync(join(folder, "postgres", "PG_VERSION"))).toBe(true);
});

test("data without its secrets is reported", async () => {
  cluster({ PG_VERSION: "18\n", "global/pg_control": "", "base/1": "", "pg_wal/1": "" });
  const { complaint } = await demo("--port", await aPort());
  expect(complaint).toContain("secrets.json is missing");
});

test("damaged secrets are reported", async () => {
  writeFileSync(join(folder, "secrets.json"), "{");
  const { complaint } = await demo("--port", await aPort());
  expect(complaint).toContain("secrets.json is damaged");
});

test("an unknown option is refused with a list of the options", async () => {
  const { code, complaint } = await demo("--prot", "1");
  expect(code).toBe(1);
  expect(complaint).toContain("The options are --port N, --reset and --no-video");
});

test("the next start ends what a killed run left running, and nothing else", async () => {
  const mine = startProgram("The app", process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
    log: join(folder, "app.log"),
  });
  const stranger = startProgram("stranger", process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
    log: join(folder, "stranger.log"),
  });
  onTestFinished(() => stranger.stop());
  const dead = { pid: 2 ** 22 - 1, startedAt: "long ago" };
  const programs = { "The app": mine.ref, LiveKit: { ...stranger.ref, startedAt: "another time" } };
  writeFileSync(
    join(folder, "processes.json"),
    JSON.stringify({ run: "x".repeat(24), owner: dead, programs }),
  );
  writeFileSync(join(folder, "secrets.json"), "{");
  await demo("--port", await aPort());
  await mine.exited;
  expect(mine.isRunning()).toBe(false);
  expect(stranger.isRunning()).toBe(true);
});
