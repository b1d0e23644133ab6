import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { runToEnd } from "./processes.mjs";
import { say, step } from "./progress.mjs";

/** @param {string[]} names */
const onPath = (names) =>
  names
    .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)))
    .find((file) => existsSync(file));

/** The browsers of this computer that the tests drive. @returns {{ chromium: string | undefined, firefox: string | undefined }} */
export const findBrowsers = () => ({
  chromium:
    process.env.CHROMIUM || onPath(["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]),
  firefox: process.env.FIREFOX || onPath(["firefox-esr", "firefox"]),
});

/**
 * Installs the browsers that are missing, on Debian as root; elsewhere their tests are skipped, with the reason.
 * @param {string} log
 * @param {AbortSignal} [signal]
 */
export async function ensureBrowsers(log, signal) {
  const found = findBrowsers();
  const missing = [found.chromium ? "" : "chromium", found.firefox ? "" : "firefox-esr"].filter(Boolean);
  if (missing.length === 0) return;
  if (userInfo().uid !== 0 || spawnSync("apt-get", ["--version"]).status !== 0) {
    return say(
      `Not here, so their tests will be skipped: ${missing.join(", ")}. Install them to run those too.`,
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const install = [
    "install",
    "--yes",
    "--no-install-recommends",
    "-o",
    "Dpkg::Use-Pty=0",
    ...missing,
    "fonts-liberation",
  ];
  const ok = await step(`Installing ${missing.join(" and ")} for the tests`, async () => {
    if ((await runToEnd("apt-get", "apt-get", install, { log, env, signal })).ok) return true;
    const updated = await runToEnd("apt-get", "apt-get", ["update"], { log, env, signal });
    return updated.ok && (await runToEnd("apt-get", "apt-get", install, { log, env, signal })).ok;
  });
  if (!ok) say(`apt-get could not install them (see ${log}), so their tests will be skipped.`);
}
