import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { closeDb } from "#lib/db.ts";
import { startApp, type TestApp } from "./app.ts";
import { launchChromium } from "./chromium.ts";
import { type Clinic, makeClinic } from "./clinic.ts";

/** What most tests of the whole app are played on. */
export type Stage = { readonly clinic: Clinic; readonly app: TestApp; readonly browser: Browser };

/**
 * A clinic, the built app with a real livekit server, and a Chromium, for one test file: there before its first test, where
 * `set` is given them, and gone after its last. `env` as for startApp.
 */
export const onStage = (set: (stage: Stage) => void | Promise<void>, env: Record<string, string> = {}) => {
  let app: TestApp | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    const clinic = await makeClinic();
    app = await startApp(env);
    browser = await launchChromium();
    await set({ clinic, app, browser });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    await closeDb();
  });
};
