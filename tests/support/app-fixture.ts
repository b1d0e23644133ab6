import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { closeDb } from "#lib/db.ts";
import { startApp, type TestApp } from "./app.ts";
import { launchChromium } from "./chromium.ts";
import { type Clinic, makeClinic } from "./clinic.ts";

export type AppFixture = { readonly clinic: Clinic; readonly app: TestApp; readonly browser: Browser };

/**
 * Gives a test file a clinic, the built app with a real LiveKit server, and a Chromium: `ready` gets them before the first
 * test, and they are closed after the last. `env` as for startApp.
 */
export const setUpApp = (
  ready: (fixture: AppFixture) => void | Promise<void>,
  env: Record<string, string> = {},
) => {
  let app: TestApp | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    const clinic = await makeClinic();
    app = await startApp(env);
    browser = await launchChromium();
    await ready({ clinic, app, browser });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    await closeDb();
  });
};
