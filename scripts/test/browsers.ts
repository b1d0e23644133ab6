import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { print, step } from "#scripts/bootstrap/terminal.mjs";
import { runProgram } from "#scripts/processes/start.mjs";

/** Returns the browsers of this machine that the tests drive. */
export const findBrowsers = () => ({
  chromium:
    process.env.CHROMIUM ||
    firstOnPath(["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]),
  firefox: process.env.FIREFOX || firstOnPath(["firefox-esr", "firefox"]),
});

const firstOnPath = (names: string[]) =>
  names
    .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)))
    .find((file) => existsSync(file));

/** Installs missing browsers on Debian as root. Elsewhere, says which tests will be skipped. */
export async function ensureBrowsers(log: string, signal: AbortSignal): Promise<void> {
  const found = findBrowsers();
  const missing = [found.chromium ? "" : "chromium", found.firefox ? "" : "firefox-esr"].filter(Boolean);
  if (missing.length === 0) return;
  const canInstall = userInfo().uid === 0 && spawnSync("apt-get", ["--version"]).status === 0;
  if (!canInstall) {
    print(`Not installed: ${missing.join(", ")}. Their tests are skipped; install them to run those too.`);
    return;
  }
  const title = `Installing ${missing.join(" and ")} for the tests`;
  const ok = await step(title, () => install([...missing, "fonts-liberation"], log, signal));
  if (!ok) print(`apt-get couldn't install them, so their tests are skipped. See ${log}.`);
}

async function install(packages: string[], log: string, signal: AbortSignal): Promise<boolean> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const aptGet = async (...args: string[]) =>
    (await runProgram("apt-get", "apt-get", args, { log, env, signal })).ok;
  const flags = ["--yes", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"];
  const tryInstall = () => aptGet("install", ...flags, ...packages);
  return (await tryInstall()) || ((await aptGet("update")) && (await tryInstall()));
}
