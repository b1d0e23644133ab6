import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Builder } from "selenium-webdriver";
import { inject } from "vitest";
import { lastLines } from "#scripts/bootstrap/files.mjs";
import { freePort } from "#scripts/processes/ports.ts";
import { type Program, runProgram, startProgram } from "#scripts/processes/start.mjs";
import { until } from "./wait.ts";

/** WebKit as root and without a graphics card. Its sandbox and compositor want neither. */
const environment = {
  WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
  WEBKIT_DISABLE_COMPOSITING_MODE: "1",
  LIBGL_ALWAYS_SOFTWARE: "1",
};

const find = () => {
  const webkit = inject("programs").webkit;
  if (!webkit) throw new Error("WebKit is not installed.");
  return webkit;
};

/** A screen of this test's own, numbered by Xvfb: two runs at once do not meet. */
const startScreen = async (folder: string) => {
  const log = join(folder, "xvfb.log");
  const args = ["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"];
  const program = startProgram("Xvfb", find().xvfb, args, { log });
  const number = await until("Xvfb names its screen", () => /^\d+$/m.exec(lastLines(log))?.[0]);
  return { program, display: `:${number}` };
};

const startDriver = async (folder: string, display: string) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = startProgram("WebKitWebDriver", find().driver, [`--port=${port}`], {
    log: join(folder, "driver.log"),
    // Whatever it keeps goes into the folder of the run.
    env: { ...process.env, ...environment, DISPLAY: display, HOME: folder, XDG_RUNTIME_DIR: folder },
  });
  const isReady = async () => (await fetch(`${url}/status`)).ok;
  await until("WebKit's driver is ready", isReady);
  return { program, url };
};

const open = (driverUrl: string, args: string[]) => {
  const options = { binary: find().miniBrowser, args: ["--automation", ...args] };
  return new Builder()
    .usingServer(driverUrl)
    .withCapabilities({ browserName: "MiniBrowser", "webkitgtk:browserOptions": options })
    .build();
};

/**
 * Debian's WebKit in MiniBrowser on a screen of its own, with a mock camera and microphone, driven over the W3C protocol.
 * `args` are MiniBrowser's. `close()` ends every process of it and deletes what it kept.
 */
export const launchWebKit = async (...args: string[]) => {
  const folder = mkdtempSync(join(inject("folder"), "webkit-"));
  const programs: Program[] = [];
  const stop = async () => {
    for (const program of programs.reverse()) await program.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const screen = await startScreen(folder);
    programs.push(screen.program);
    const server = await startDriver(folder, screen.display);
    programs.push(server.program);
    const driver = await open(server.url, ["--enable-mock-capture-devices=true", ...args]);
    const picture = async (file: string) => {
      mkdirSync(join(file, ".."), { recursive: true });
      const env = { ...process.env, DISPLAY: screen.display };
      await runProgram("import", find().importer, ["-window", "root", file], {
        log: join(folder, "import.log"),
        env,
      });
    };
    const close = async () => {
      await driver.quit().catch(() => undefined);
      await stop();
    };
    return { driver, picture, close };
  } catch (error) {
    await stop();
    throw error;
  }
};
