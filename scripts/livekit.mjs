import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { withLock } from "./lock.mjs";
import { freePort, runToEnd, startPart, tail } from "./processes.mjs";
import { diskFull, Problem, say, saysDiskFull, step } from "./progress.mjs";
import { root } from "./root.mjs";

/** @typedef {{ part: import("./processes.mjs").Part, url: string, port: number }} LiveKit */

const module = join(root, "tools", "livekit");
const oldestServer = [1, 13];
const oldestGo = [1, 26];
const suffix = process.platform === "win32" ? ".exe" : "";

/** LiveKit waits for its participants after the first signal and goes at once after the second. @type {import("./processes.mjs").Push[]} */
const twiceThenKill = [
  { signal: "SIGINT", waitMs: 300 },
  { signal: "SIGTERM", waitMs: 5000 },
  { signal: "SIGKILL", waitMs: 2000 },
];

/** @param {string} text @returns {number[]} the first version in a text, like [1, 13, 5] */
const versionIn = (text) => (text.match(/\d+(\.\d+)+/)?.[0] ?? "0").split(".").map(Number);

/** @param {number[]} version @param {number[]} oldest */
const isAtLeast = ([major = 0, minor = 0], [wantedMajor = 0, wantedMinor = 0]) =>
  major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);

/** What a program says about its version; "" when it does not run. @param {string} program @param {string} flag */
const versionOf = (program, flag) => {
  const answer = spawnSync(program, [flag], { encoding: "utf8", timeout: 20_000 });
  return answer.status === 0 ? answer.stdout : "";
};

/** @param {string} name @param {string[]} [places] looked into after the PATH */
const candidates = (name, places = []) =>
  [...(process.env.PATH ?? "").split(delimiter), ...places]
    .filter(Boolean)
    .map((folder) => join(folder, name + suffix))
    .filter((file) => existsSync(file));

/** Where the server that we build is kept: for every clone of the same version. */
export function cachedServer() {
  const version =
    readFileSync(join(module, "go.mod"), "utf8").match(/livekit-server v([\d.]+)/)?.[1] ?? "unknown";
  const hash = createHash("sha256")
    .update(readFileSync(join(module, "go.sum")))
    .digest("hex")
    .slice(0, 12);
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(cache, "bedside", `livekit-server-${version}-${hash}${suffix}`);
}

/** A LiveKit server that is there already: on the PATH, or built earlier. */
export function findServer() {
  for (const file of candidates("livekit-server")) {
    if (isAtLeast(versionIn(versionOf(file, "--version")), oldestServer)) return file;
  }
  const cached = cachedServer();
  return existsSync(cached) && versionOf(cached, "--version") ? cached : undefined;
}

const usualPlacesOfGo = [
  "/usr/local/go/bin",
  "/usr/lib/go/bin",
  "/opt/homebrew/bin",
  "/snap/bin",
  join(homedir(), "go", "bin"),
];

/**
 * A Go toolchain that can build it.
 * @param {string[]} [places] looked into after the PATH
 * @throws {Problem} saying what to install
 */
export function findGo(places = usualPlacesOfGo) {
  let newest = "";
  for (const file of candidates("go", places)) {
    const version = versionOf(file, "version");
    if (isAtLeast(versionIn(version), oldestGo)) return file;
    newest ||= versionIn(version).join(".");
  }
  const found = newest ? `, and the Go here is ${newest}` : ", and there is no Go here";
  throw new Problem(
    `The video server (LiveKit) is built with Go ${oldestGo.join(".")} or newer${found}: install it from https://go.dev/dl ` +
      "(or put a livekit-server on the PATH, or set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET), then start again.",
  );
}

/**
 * The LiveKit server's program; built once for this user when there is none. Two at once build one.
 * @param {AbortSignal} [signal]
 * @returns {Promise<string>}
 * @throws {Problem} when it cannot be had
 */
export async function ensureServer(signal) {
  const found = findServer();
  if (found) return found;
  const go = findGo();
  const target = cachedServer();
  const onWait = () => say("Waiting for another Bedside that is building the video server …");
  return withLock(`${target}.lock`, { note: "build", onWait, signal }, async () => {
    const meanwhile = findServer();
    if (meanwhile) return meanwhile;
    await step("Building the video server (LiveKit), once for this computer: about two minutes", () =>
      build(go, target, signal),
    );
    return target;
  });
}

/** @param {string} go @param {string} target @param {AbortSignal} [signal] */
async function build(go, target, signal) {
  const draft = `${target}.${process.pid}.new`;
  const log = `${target}.log`;
  mkdirSync(join(target, ".."), { recursive: true });
  try {
    const { ok, output } = await runToEnd(
      "go build",
      go,
      ["build", "-trimpath", "-o", draft, "github.com/livekit/livekit-server/cmd/server"],
      {
        log,
        cwd: module,
        signal,
        env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off" },
      },
    );
    if (!ok && saysDiskFull(output)) throw new Problem(diskFull(target));
    if (!ok) {
      throw new Problem(
        `The video server (LiveKit) could not be built, which needs the network once (see ${log}): ${output.trim().split("\n").at(-1)}`,
      );
    }
    renameSync(draft, target);
    rmSync(log, { force: true });
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Starts LiveKit on the loopback, and on nothing else. Its TURN server answers STUN too, so that browsers ask nobody
 * outside.
 * @param {{ program: string, key: string, secret: string, webhookUrl?: string, log: string, port?: number }} options
 * @returns {Promise<LiveKit>}
 */
export async function startLiveKit({ program, key, secret, webhookUrl, log, port: wanted }) {
  for (let attempt = 1; ; attempt++) {
    const [port = 0, udp, turn, relay = 0] = [
      wanted ?? (await freePort()),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    const config = {
      port,
      bind_addresses: ["127.0.0.1"],
      keys: { [key]: secret },
      rtc: {
        tcp_port: 0,
        udp_port: udp,
        node_ip: "127.0.0.1",
        use_external_ip: false,
        enable_loopback_candidate: true,
        interfaces: { includes: ["lo", "lo0"] },
        ips: { includes: ["127.0.0.1/32"] },
      },
      turn: {
        enabled: true,
        domain: "localhost",
        udp_port: turn,
        bind_addresses: ["127.0.0.1"],
        relay_range_start: relay,
        relay_range_end: Math.min(relay + 100, 65_535),
        allow_restricted_peer_cidrs: ["127.0.0.0/8"],
      },
      // The app makes and deletes rooms; one that everybody has left waits two minutes for those who come back.
      room: { auto_create: false, departure_timeout: 120 },
      webhook: webhookUrl ? { api_key: key, urls: [webhookUrl] } : undefined,
      logging: { level: "info", json: true },
    };
    // In the environment, not among the arguments, where every user of the computer would see the secret.
    const part = startPart("LiveKit", program, [], {
      log,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, LIVEKIT_CONFIG: JSON.stringify(config) },
      pushes: twiceThenKill,
    });
    if (await answers(part, port)) return { part, port, url: `ws://127.0.0.1:${port}` };
    await part.stop();
    const said = tail(log, 3);
    if (/address already in use/i.test(said) && attempt < 3) continue;
    throw new Problem(`The video server (LiveKit) does not start (see ${log}): ${said.split("\n").at(-1)}`);
  }
}

/** @param {import("./processes.mjs").Part} part @param {number} port */
async function answers(part, port) {
  for (let waited = 0; waited < 20_000 && part.running(); waited += 50) {
    const response = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) }).catch(
      () => undefined,
    );
    if (response?.ok) return true;
    await wait(50);
  }
  return false;
}
