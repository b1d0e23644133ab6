import type { WebDriver } from "selenium-webdriver";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeDb, db } from "#lib/db.ts";
import { startApp, type TestApp } from "#tests/support/app.ts";
import { type Clinic, linkFor, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { signInAs, toldOnLink, toldOnSignIn } from "#tests/support/cookies-off.ts";
import { type PlainWindow, windowOfWebKit } from "#tests/support/plain-window.ts";
import { pictureFile } from "#tests/support/screen-inspection.ts";
import { until } from "#tests/support/wait.ts";
import { launchWebKit } from "#tests/support/webkit.ts";

// Safari's engine with the built app and a livekit server, on plain http, where it keeps no Secure cookie.
let app: TestApp;
let clinic: Clinic;
let visit: Awaited<ReturnType<typeof scheduleVisit>>;
beforeAll(async () => {
  clinic = await makeClinic();
  visit = await scheduleVisit(clinic);
  app = await startApp();
});
afterAll(async () => {
  await app?.stop();
  await closeDb();
});

const makeLink = async () => {
  const { token, linkId } = await linkFor(clinic, visit.ref, visit.patientMember);
  return { linkId, url: `${app.url}/invite/${token}` };
};

/** Plays in a WebKit of its own, and leaves a picture of how it ended. */
const inWebKit = async (
  name: string,
  args: string[],
  play: (window: PlainWindow, driver: WebDriver) => Promise<void>,
) => {
  const { driver, picture, close } = await launchWebKit(...args);
  try {
    await play(windowOfWebKit(driver), driver);
  } finally {
    await picture(pictureFile(name));
    await close();
  }
};

const comesTo = (window: PlainWindow, path: string) =>
  until(`WebKit comes to ${path}`, async () => new URL(await window.address()).pathname === path);

describe("in WebKit", () => {
  test("a clinician signs in and comes to Today", () =>
    inWebKit("webkit-today", [], async (window) => {
      await signInAs(window, app, "amara");
      await comesTo(window, "/today");
      await until("Today is there", async () => (await window.words()).includes("Ada Bell"));
    }));

  test("a patient's link leads to the visit, signed in", () =>
    inWebKit("webkit-visit", [], async (window, driver) => {
      const { url, linkId } = await makeLink();
      await window.open(url);
      await window.press("Go to my visit");
      await comesTo(window, `/visit/${visit.ref.type}/${visit.ref.id}`);
      await until("the visit is there", async () => (await window.words()).includes("Dr Amara Osei"));
      expect((await driver.manage().getCookies()).map(({ name }) => name).sort()).toEqual([
        "bedside-test",
        "bedside-visit",
      ]);
      expect(await db().signIn.count({ where: { inviteLinkId: linkId } })).toBe(1);
    }));

  test("set to keep no cookies, sign-in and the link page say so", () =>
    inWebKit("webkit-no-cookies", ["--cookies-policy=never"], async (window) => {
      await toldOnSignIn(window, app, "Open your browser’s settings");
      await toldOnLink(window, await makeLink(), "Open your browser’s settings");
    }));
});
