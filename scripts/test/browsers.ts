import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { print, step } from "#scripts/bootstrap/terminal.mjs";
import { runProgram } from "#scripts/processes/start.mjs";

/** Debian's WebKit and what it needs, by where each is. */
export type WebKit = {
  readonly driver: string;
  readonly miniBrowser: string;
  /** WebKit does not run without a screen. */
  readonly xvfb: string;
  /** ImageMagick's `import`, which pictures that screen: the driver's own screenshots hang. */
  readonly importer: string;
};

/** Returns the browsers of this machine that the tests drive. */
export const findBrowsers = () => ({
  chromium:
    process.env.CHROMIUM ||
    firstOnPath(["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]),
  firefox: process.env.FIREFOX || firstOnPath(["firefox-esr", "firefox"]),
  webkit: findWebKit(),
});

const findWebKit = (): WebKit | undefined => {
  const driver = firstOnPath(["WebKitWebDriver"]);
  const miniBrowser = driver && findMiniBrowser();
  const xvfb = firstOnPath(["Xvfb"]);
  const importer = firstOnPath(["import"]);
  return driver && miniBrowser && xvfb && importer ? { driver, miniBrowser, xvfb, importer } : undefined;
};

/** Debian keeps it off the PATH, in the folder of its architecture. */
const findMiniBrowser = () =>
  readdirSync("/usr/lib")
    .map((name) => join("/usr/lib", name, "webkit2gtk-4.1", "MiniBrowser"))
    .find((file) => existsSync(file));

const firstOnPath = (names: string[]) =>
  names
    .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)))
    .find((file) => existsSync(file));

/** Installs missing browsers on Debian as root. Elsewhere, says which tests will be skipped. */
export async function ensureBrowsers(log: string, signal: AbortSignal): Promise<void> {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const canInstall = userInfo().uid === 0 && spawnSync("apt-get", ["--version"]).status === 0;
  if (!canInstall) {
    print(`Not installed: ${missing.join(", ")}. Their tests are skipped; install them to run those too.`);
    return;
  }
  const title = `Installing ${missing.join(", ")} for the tests`;
  const ok = await step(title, () => install([...missing, "fonts-liberation"], log, signal));
  if (!ok) print(`apt-get couldn't install them, so their tests are skipped. See ${log}.`);
}

function missingPackages(): string[] {
  const { chromium, firefox, webkit } = findBrowsers();
  return [
    ...(chromium ? [] : ["chromium"]),
    ...(firefox ? [] : ["firefox-esr"]),
    ...(webkit ? [] : ["webkit2gtk-driver", "xvfb", "imagemagick"]),
  ];
}

async function install(packages: string[], log: string, signal: AbortSignal): Promise<boolean> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const aptGet = async (...args: string[]) =>
    (await runProgram("apt-get", "apt-get", args, { log, env, signal })).ok;
  const flags = ["--yes", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"];
  const tryInstall = () => aptGet("install", ...flags, ...packages);
  return (await tryInstall()) || ((await aptGet("update")) && (await tryInstall()));
}
