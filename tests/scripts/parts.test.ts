import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { ensureFreeSpace } from "#scripts/bootstrap/disk.mjs";
import { tryLock, withLock } from "#scripts/bootstrap/lock.mjs";
import { arePackagesCurrent } from "#scripts/bootstrap/packages.mjs";
import { explain } from "#scripts/bootstrap/problem.mjs";
import { ensureSecrets } from "#scripts/demo/secrets.ts";
import { fingerprint } from "#scripts/fingerprint.mjs";
import { findGo } from "#scripts/livekit/go.ts";
import { cachedServer, findServer } from "#scripts/livekit/server.ts";
import { isAlive, processRef } from "#scripts/processes/identity.mjs";
import { startProgram } from "#scripts/processes/start.mjs";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bedside-parts-"));
  return () => rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, content: string, mode = 0o644) => {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), content);
  chmodSync(join(folder, name), mode);
};

describe("LiveKit", () => {
  beforeEach(() => {
    vi.stubEnv("PATH", join(folder, "bin"));
    vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
    return () => void vi.unstubAllEnvs();
  });

  test("without Go says what to install, and names the alternatives", () => {
    expect(() => findGo([])).toThrow(
      /Go isn't installed. Install it from https:\/\/go.dev\/dl, .*LIVEKIT_URL/,
    );
  });

  test("with a Go that is too old names its version", () => {
    write("bin/go", "#!/bin/sh\necho go version go1.19.8 linux/amd64\n", 0o755);
    expect(() => findGo([])).toThrow(/Go 1.26 or newer, but this machine has Go 1.19.8/);
  });

  test("takes a server from the PATH only if it is new enough", () => {
    write("bin/livekit-server", "#!/bin/sh\necho livekit-server version 1.9.1\n", 0o755);
    expect(findServer()).toBeUndefined();
    write("bin/livekit-server", "#!/bin/sh\necho livekit-server version 1.13.0\n", 0o755);
    expect(findServer()).toBe(join(folder, "bin", "livekit-server"));
  });

  test("is cached by version and go.sum, and a broken one in the cache is ignored", () => {
    const cached = cachedServer();
    expect(cached).toMatch(/cache\/bedside\/livekit-server-[\d.]+-[0-9a-f]{12}$/);
    mkdirSync(join(cached, ".."), { recursive: true });
    writeFileSync(cached, "half a server", { mode: 0o755 });
    expect(findServer()).toBeUndefined();
  });
});

describe("a lock", () => {
  test("is refused while its holder is alive, and free afterwards", () => {
    const path = join(folder, "lock");
    const first = tryLock(path, "first");
    expect(tryLock(path, "second")).toMatchObject({ holder: { note: "first", pid: process.pid } });
    if ("release" in first) first.release();
    expect(tryLock(path, "second")).toHaveProperty("release");
  });

  test("of a dead process is taken over, even if another process has its pid", () => {
    const path = join(folder, "lock");
    writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: "another time", note: "dead" }));
    expect(tryLock(path, "mine")).toHaveProperty("release");
  });

  test("that is incomplete is taken over", () => {
    const path = join(folder, "lock");
    writeFileSync(path, "{");
    expect(tryLock(path, "mine")).toHaveProperty("release");
  });

  test("lets one caller work at a time", async () => {
    let inside = 0;
    let max = 0;
    const work = async () => {
      max = Math.max(max, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside--;
    };
    const options = { note: "test", onWait: () => {} };
    await Promise.all([1, 2, 3].map(() => withLock(join(folder, "lock"), options, work)));
    expect(max).toBe(1);
  });
});

describe("the packages", () => {
  const lock = (packages: object) => JSON.stringify({ packages });

  test("are stale without npm's own list", () => {
    write("package-lock.json", lock({ "": {} }));
    mkdirSync(join(folder, "node_modules"));
    expect(arePackagesCurrent(folder)).toBe(false);
  });

  test("are current if versions match and only other platforms' packages are missing", () => {
    write("package-lock.json", lock({ "": {}, a: { version: "1" }, mac: { version: "1", optional: true } }));
    write("node_modules/.package-lock.json", lock({ a: { version: "1" } }));
    expect(arePackagesCurrent(folder)).toBe(true);
  });

  test("are stale if a package is missing or has another version", () => {
    write("package-lock.json", lock({ "": {}, a: { version: "2" }, b: { version: "1" } }));
    write("node_modules/.package-lock.json", lock({ a: { version: "1" }, b: { version: "1" } }));
    expect(arePackagesCurrent(folder)).toBe(false);
    write("node_modules/.package-lock.json", lock({ a: { version: "2" } }));
    expect(arePackagesCurrent(folder)).toBe(false);
  });
});

test("a fingerprint changes with a file's content and name only", () => {
  write("app/page.tsx", "one");
  write("other", "x");
  const first = fingerprint(folder, ["app", "missing"]);
  write("other", "y");
  expect(fingerprint(folder, ["app", "missing"])).toBe(first);
  write("app/page.tsx", "two");
  const second = fingerprint(folder, ["app", "missing"]);
  expect(second).not.toBe(first);
  write("app/deep/er.ts", "");
  expect(fingerprint(folder, ["app", "missing"])).not.toBe(second);
});

test("a full disk is reported in plain words", async () => {
  await expect(ensureFreeSpace(folder, 1e12)).rejects.toThrow(`The disk that holds ${folder} is full`);
  expect(explain(Object.assign(new Error(), { code: "ENOSPC", path: "/x" }))).toContain(
    "The disk that holds /x",
  );
});

test("secrets are kept, and readable only for their owner", () => {
  const file = join(folder, "secrets.json");
  const secrets = ensureSecrets(file, "");
  expect(ensureSecrets(file, "")).toEqual(secrets);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(Buffer.from(secrets.vapidPublicKey, "base64url")).toHaveLength(65);
  expect(Buffer.from(secrets.vapidPrivateKey, "base64url")).toHaveLength(32);
});

test("stopping a program stops its children, and its log has its output", async () => {
  const child = `require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1e3)"], { stdio: "inherit" })`;
  const source = `const c = ${child}; console.log("child", c.pid); process.on("SIGTERM", () => {})`;
  const log = join(folder, "part.log");
  const program = startProgram("part", process.execPath, ["-e", source], {
    log,
    stopSteps: [
      { signal: "SIGTERM", waitMs: 200 },
      { signal: "SIGKILL", waitMs: 2000 },
    ],
  });
  await expect
    .poll(() => existsSync(log) && readFileSync(log, "utf8"), { timeout: 10_000 })
    .toMatch(/child \d+/);
  const grandchild = processRef(Number(readFileSync(log, "utf8").match(/child (\d+)/)?.[1]));
  expect(isAlive(grandchild)).toBe(true);
  await program.stop();
  await expect.poll(() => isAlive(grandchild), { timeout: 10_000 }).toBe(false);
  expect(program.isRunning()).toBe(false);
});
