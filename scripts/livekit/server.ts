import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { isDiskFull } from "#scripts/bootstrap/disk.mjs";
import { withLock } from "#scripts/bootstrap/lock.mjs";
import { diskFullProblem, Problem } from "#scripts/bootstrap/problem.mjs";
import { print, step } from "#scripts/bootstrap/terminal.mjs";
import { runProgram } from "#scripts/processes/start.mjs";
import { root } from "#scripts/root.mjs";
import { findGo } from "./go.ts";
import { exeSuffix, findOnPath, isAtLeast, versionOf } from "./programs.ts";

const goModule = join(root, "tools", "livekit");
const minVersion = [1, 13];

/** Where the server we build is kept. All clones with the same version share it. */
export function cachedServer(): string {
  const goMod = readFileSync(join(goModule, "go.mod"), "utf8");
  const version = goMod.match(/livekit-server v([\d.]+)/)?.[1] ?? "unknown";
  const goSum = readFileSync(join(goModule, "go.sum"));
  const hash = createHash("sha256").update(goSum).digest("hex").slice(0, 12);
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(cache, "bedside", `livekit-server-${version}-${hash}${exeSuffix}`);
}

/** Returns a LiveKit server from the PATH or from our cache. */
export function findServer(): string | undefined {
  const isUsable = (file: string) => isAtLeast(versionOf(file, "--version"), minVersion);
  return [...findOnPath("livekit-server"), cachedServer()].find((file) => existsSync(file) && isUsable(file));
}

/** Returns a LiveKit server, built first if there is none. Parallel calls build once. @throws {Problem} */
export async function ensureServer(signal?: AbortSignal): Promise<string> {
  const found = findServer();
  if (found) return found;
  const go = findGo();
  const target = cachedServer();
  const onWait = () => print("Waiting for another Bedside process to build the video server …");
  return withLock(`${target}.lock`, { note: "go build", onWait, signal }, async () => {
    const builtMeanwhile = findServer();
    if (builtMeanwhile) return builtMeanwhile;
    await step("Building the video server (LiveKit), once, about two minutes", () =>
      build(go, target, signal),
    );
    return target;
  });
}

async function build(go: string, target: string, signal?: AbortSignal): Promise<void> {
  const draft = `${target}.${process.pid}.new`;
  const log = `${target}.log`;
  mkdirSync(dirname(target), { recursive: true });
  try {
    const args = ["build", "-trimpath", "-o", draft, "github.com/livekit/livekit-server/cmd/server"];
    const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off" };
    const { ok, output } = await runProgram("go build", go, args, { log, cwd: goModule, signal, env });
    if (!ok) throw buildProblem(output, log, target);
    renameSync(draft, target);
    rmSync(log, { force: true });
  } finally {
    rmSync(draft, { force: true });
  }
}

const buildProblem = (output: string, log: string, target: string) =>
  isDiskFull(output)
    ? diskFullProblem(target)
    : new Problem(
        `Couldn't build the video server (LiveKit): ${output.trim().split("\n").at(-1)}. ` +
          `Check the network, then try again. Full output: ${log}`,
      );
