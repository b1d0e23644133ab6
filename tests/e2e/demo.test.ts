import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { freePort } from "#scripts/processes/ports.ts";
import { readRunRecord } from "#scripts/processes/run-record.ts";
import { pidsOfRun } from "#scripts/processes/runs.mjs";
import { root } from "#scripts/root.mjs";

let folder = "";
let port = 0;
let child: ChildProcess;
let said = "";

beforeAll(async () => {
  if (!inject("programs").livekit) throw new Error("There is no LiveKit server here.");
  folder = mkdtempSync(join(inject("folder"), "demo-"));
  port = await freePort();
});

afterAll(async () => {
  if (child?.exitCode === null) {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `npm run demo` on an empty data folder, and waits until it is ready. */
const start = async () => {
  const { NODE_CHANNEL_FD: _, NODE_ENV: __, VITEST: ___, ...env } = process.env;
  said = "";
  child = spawn(process.execPath, [join(root, "scripts", "demo.mjs"), "--port", String(port)], {
    env: { ...env, BEDSIDE_DATA: folder } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (words) => {
      said += words;
    });
  await expect.poll(() => said, { timeout: 170_000, interval: 200 }).toMatch(/Bedside is ready|\.\n$/);
  expect(said).toContain("Bedside is ready");
};

const credentials = () => JSON.parse(readFileSync(join(folder, "credentials.json"), "utf8"));

const status = async (address: string) => (await fetch(address)).status;

test("the demo starts, prints three ways to sign in, and is healthy", async () => {
  await start();
  const health = await fetch(`http://localhost:${port}/api/health`);
  expect(await health.json()).toEqual({ status: "ok", database: "ok", video: "ok", jobs: "ok" });
  const { clinician, admin, patientLink } = credentials();
  for (const words of [clinician.email, clinician.password, admin.email, patientLink])
    expect(said).toContain(words);
  expect(await status(patientLink)).toBe(200);
  expect(await status(`http://localhost:${port}/sign-in`)).toBe(200);
});

test("after a kill the demo starts again on its data, and the patient's link still works", async () => {
  const before = credentials();
  const first = readRunRecord(join(folder, "processes.json"));
  child.kill("SIGKILL");
  await once(child, "exit");
  await start();
  expect(pidsOfRun(first?.run ?? "")).toEqual([]);
  expect(credentials()).toEqual(before);
  expect(await status(before.patientLink)).toBe(200);
});

test("Ctrl-C leaves no process of the demo behind", async () => {
  const { run } = readRunRecord(join(folder, "processes.json")) ?? { run: "" };
  expect(pidsOfRun(run).length).toBeGreaterThan(2);
  child.kill("SIGINT");
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
  expect(pidsOfRun(run)).toEqual([]);
  expect(existsSync(join(folder, "processes.json"))).toBe(false);
  await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow();
});
