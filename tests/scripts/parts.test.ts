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
import { fingerprint } from "#scripts/build.mjs";
import { cachedServer, findGo, findServer } from "#scripts/livekit.mjs";
import { tryLock, withLock } from "#scripts/lock.mjs";
import { needSpace, packagesAreFresh } from "#scripts/packages.mjs";
import { isAlive, startPart, traceOf } from "#scripts/processes.mjs";
import { explain } from "#scripts/progress.mjs";
import { keepSecrets } from "#scripts/secrets.mjs";

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

  test("without Go says what to install, and the two other ways", () => {
    expect(() => findGo([])).toThrow(
      /there is no Go here: install it from https:\/\/go.dev\/dl .*LIVEKIT_URL/,
    );
  });

  test("with a Go that is too old says which it is", () => {
    write("bin/go", "#!/bin/sh\necho go version go1.19.8 linux/amd64\n", 0o755);
    expect(() => findGo([])).toThrow(/Go 1.26 or newer, and the Go here is 1.19.8/);
  });

  test("takes a server from the PATH only when it is new enough", () => {
    write("bin/livekit-server", "#!/bin/sh\necho livekit-server version 1.9.1\n", 0o755);
    expect(findServer()).toBeUndefined();
    write("bin/livekit-server", "#!/bin/sh\necho livekit-server version 1.13.0\n", 0o755);
    expect(findServer()).toBe(join(folder, "bin", "livekit-server"));
  });

  test("is kept in the user's cache by version and go.sum, and a broken one there does not count", () => {
    const cached = cachedServer();
    expect(cached).toMatch(/cache\/bedside\/livekit-server-[\d.]+-[0-9a-f]{12}$/);
    mkdirSync(join(cached, ".."), { recursive: true });
    writeFileSync(cached, "half a server", { mode: 0o755 });
    expect(findServer()).toBeUndefined();
  });
});

describe("a lock", () => {
  test("is refused while its holder lives, and free after", () => {
    const path = join(folder, "lock");
    const first = tryLock(path, "first");
    expect(tryLock(path, "second")).toMatchObject({ holder: { note: "first", pid: process.pid } });
    if ("release" in first) first.release();
    expect(tryLock(path, "second")).toHaveProperty("release");
  });

  test("of a dead process is taken over, also when its number lives on in another", () => {
    const path = join(folder, "lock");
    writeFileSync(path, JSON.stringify({ pid: process.pid, born: "another time", note: "dead" }));
    expect(tryLock(path, "mine")).toHaveProperty("release");
  });

  test("that is half written is taken over", () => {
    const path = join(folder, "lock");
    writeFileSync(path, "{");
    expect(tryLock(path, "mine")).toHaveProperty("release");
  });

  test("lets one at a time do the work", async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside--;
    };
    const options = { note: "test", onWait: () => {} };
    await Promise.all([1, 2, 3].map(() => withLock(join(folder, "lock"), options, work)));
    expect(most).toBe(1);
  });
});

describe("the packages", () => {
  const lock = (packages: object) => JSON.stringify({ packages });

  test("are stale without npm's own list, which it writes last", () => {
    write("package-lock.json", lock({ "": {} }));
    mkdirSync(join(folder, "node_modules"));
    expect(packagesAreFresh(folder)).toBe(false);
  });

  test("are fresh when versions agree, and other computers' packages are missing", () => {
    write("package-lock.json", lock({ "": {}, a: { version: "1" }, mac: { version: "1", optional: true } }));
    write("node_modules/.package-lock.json", lock({ a: { version: "1" } }));
    expect(packagesAreFresh(folder)).toBe(true);
  });

  test("are stale when one has another version, or is missing", () => {
    write("package-lock.json", lock({ "": {}, a: { version: "2" }, b: { version: "1" } }));
    write("node_modules/.package-lock.json", lock({ a: { version: "1" }, b: { version: "1" } }));
    expect(packagesAreFresh(folder)).toBe(false);
    write("node_modules/.package-lock.json", lock({ a: { version: "2" } }));
    expect(packagesAreFresh(folder)).toBe(false);
  });
});

test("a fingerprint changes with a file's content and name, and with nothing else", () => {
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

test("too small a disk is one sentence", async () => {
  await expect(needSpace(folder, 1e12)).rejects.toThrow(`The disk that holds ${folder} is full`);
  expect(explain(Object.assign(new Error(), { code: "ENOSPC", path: "/x" }))).toContain(
    "The disk that holds /x",
  );
});

test("secrets are kept, and only their owner can read them", () => {
  const file = join(folder, "secrets.json");
  const secrets = keepSecrets(file);
  expect(keepSecrets(file)).toEqual(secrets);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(Buffer.from(secrets.vapidPublicKey, "base64url")).toHaveLength(65);
  expect(Buffer.from(secrets.vapidPrivateKey, "base64url")).toHaveLength(32);
});

test("a part is stopped with what it started, and its output is in its log", async () => {
  const child = `require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1e3)"], { stdio: "inherit" })`;
  const source = `const c = ${child}; console.log("child", c.pid); process.on("SIGTERM", () => {})`;
  const log = join(folder, "part.log");
  const part = startPart("part", process.execPath, ["-e", source], {
    log,
    pushes: [
      { signal: "SIGTERM", waitMs: 200 },
      { signal: "SIGKILL", waitMs: 2000 },
    ],
  });
  await expect
    .poll(() => existsSync(log) && readFileSync(log, "utf8"), { timeout: 10_000 })
    .toMatch(/child \d+/);
  const grandchild = traceOf(Number(readFileSync(log, "utf8").match(/child (\d+)/)?.[1]));
  expect(isAlive(grandchild)).toBe(true);
  await part.stop();
  await expect.poll(() => isAlive(grandchild), { timeout: 10_000 }).toBe(false);
  expect(part.running()).toBe(false);
});
