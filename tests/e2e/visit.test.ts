import type { Browser, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { db } from "#lib/db.ts";
import { commandLineOf } from "#scripts/processes/identity.mjs";
import type { TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import {
  launchChromium,
  type Media,
  mediaOf,
  openFor,
  readMedia,
  watchConnections,
} from "#tests/support/chromium.ts";
import { emailOf, password } from "#tests/support/clinic.ts";
import { launchFirefox } from "#tests/support/firefox.ts";
import { callAction, visitCookie } from "#tests/support/http.ts";
import { expectLiveMedia } from "#tests/support/visit-browsers.ts";
import { until } from "#tests/support/wait.ts";

let app: TestApp;

let browser: Browser;
setUpApp((fixture) => {
  ({ app, browser } = fixture);
});

const ready = "Check how you look and sound";

const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).click();

const getReady = async (page: Page) => {
  await press(page, "Check camera and sound");
  await page.getByRole("heading", { name: ready }).waitFor();
};

const signIn = async (page: Page, key: string) => {
  await page.goto(`${app.url}/sign-in`);
  await page.getByLabel("E-mail").fill(emailOf(key));
  await page.getByLabel("Password", { exact: true }).fill(password);
  await press(page, "Sign in");
  await page.waitForURL("**/today");
};

/** Schedules a visit for a new patient by the form. Returns the patient's link. */
const schedule = async (page: Page, patient: string, minutesAhead: number) => {
  const step = 5 * 60_000;
  const at = new Date(Math.ceil((Date.now() + minutesAhead * 60_000) / step) * step);
  const [date = "", time = ""] = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Europe/London",
    dateStyle: "short",
    timeStyle: "short",
  })
    .format(at)
    .split(" ");
  await page.goto(`${app.url}/appointments/new`);
  await press(page, "New patient");
  await page.getByLabel("Name").fill(patient);
  await page.getByLabel("Date").fill(date);
  await page.getByLabel("Time", { exact: true }).fill(time);
  await press(page, "Schedule appointment");
  await page.waitForURL(/\/appointments\/[0-9a-f-]{36}$/);
  const link = await page.getByLabel(`Link for ${patient}`).inputValue();
  return { link, id: page.url().split("/").at(-1) ?? "" };
};

type Reader = () => Promise<Media>;

/**
 * The network of this browser. Cutting it stops Chromium's network process, so nothing goes in or out, media included, and no
 * error shows it.
 */
const networkOf = async (owner: Browser) => {
  const devtools = await owner.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  const pid = processInfo
    .map(({ id }) => id)
    .find((id) => commandLineOf(id).includes("network.mojom.NetworkService"));
  if (!pid) throw new Error("Chromium's network process was not found.");
  return { cut: () => process.kill(pid, "SIGSTOP"), restore: () => process.kill(pid, "SIGCONT") };
};

/** Whether no frame arrives within half a second. */
const isFrozen = async (read: Reader) => {
  const before = await read();
  await new Promise((resolve) => setTimeout(resolve, 500));
  return (await read()).framesDecoded === before.framesDecoded;
};

const enterAsPatient = async (page: Page, link: string) => {
  await page.goto(link);
  expect(await page.locator("script").count()).toBe(0);
  await page.getByRole("button").click();
  await page.waitForURL("**/visit/**");
  expect(page.url()).not.toContain(link.split("/").at(-1));
};

describe("a visit from end to end", () => {
  test("two people in Chromium meet, lose the connection, come back, and leave", async () => {
    const clinician = await openFor(browser);
    await signIn(clinician.page, "amara");
    const { link, id } = await schedule(clinician.page, "Noah Kaya", 5);

    const patientsBrowser = await launchChromium();
    const patient = await openFor(patientsBrowser, { timezoneId: "America/New_York" });
    await enterAsPatient(patient.page, link);
    await getReady(patient.page);
    await press(patient.page, "Go to the waiting room");
    await patient.page.getByRole("heading", { name: "You’re in the waiting room" }).waitFor();

    await clinician.page.getByText("Waiting", { exact: true }).first().waitFor();
    await press(clinician.page, "Start visit");
    await clinician.page.waitForURL("**/visit/**");
    await getReady(clinician.page);
    await press(clinician.page, "Join visit");

    const readClinician = () => mediaOf(clinician.page);
    const readPatient = () => mediaOf(patient.page);
    await expectLiveMedia("the patient", readPatient);
    await expectLiveMedia("the clinician", readClinician);
    expect(await db().session.count({ where: { callId: id, closedAt: null } })).toBe(1);

    const network = await networkOf(patientsBrowser);
    network.cut();
    try {
      await until("no video arrives any more", () => isFrozen(readPatient));
      await patient.page.waitForTimeout(5_000);
      expect(await isFrozen(readPatient)).toBe(true);
    } finally {
      network.restore();
    }
    await expectLiveMedia("the patient, after five seconds without a network,", readPatient);
    await expectLiveMedia("the clinician, after the patient came back,", readClinician);

    await patient.page.reload();
    await expectLiveMedia("the patient, after a reload,", readPatient);
    await expectLiveMedia("the clinician, after the patient's reload,", readClinician);

    await press(patient.page, "Leave");
    await press(patient.page, "Rejoin");
    await expectLiveMedia("the patient, who left and returned,", readPatient);

    await press(clinician.page, "Leave");
    await press(clinician.page, "End for everyone");
    await patient.page.getByRole("heading", { name: "This visit has ended" }).waitFor();
    await clinician.page.getByRole("heading", { name: "This visit has ended" }).waitFor();

    const cookies = await patient.context.cookies();
    const secret = cookies.find((cookie) => cookie.name === "bedside-visit")?.value ?? "";
    const input = { type: "default", id, device: "another-window", takeOver: true };
    const refused = await callAction(
      app.url,
      `/visit/default/${id}`,
      "joinCallAction",
      visitCookie(secret),
      input,
    );
    expect(refused.text).toContain('"code":"ENDED"');
    await until(
      "everyone's attendance is closed",
      async () => (await db().attendance.count({ where: { leftAt: null } })) === 0,
    );
    const attended = await db().attendance.findMany({
      where: { session: { callId: id } },
      select: { userId: true },
    });
    expect(new Set(attended.map((row) => row.userId)).size).toBe(2);
    await Promise.all([clinician.context.close(), patientsBrowser.close()]);
  });

  test("a patient in Firefox and a clinician in Chromium see and hear each other", async () => {
    const clinician = await openFor(browser);
    await signIn(clinician.page, "amara");
    const { link } = await schedule(clinician.page, "Rosa Ivers", 40);
    await press(clinician.page, "Start visit");
    await clinician.page.waitForURL("**/visit/**");
    await getReady(clinician.page);
    await press(clinician.page, "Join visit");

    const firefox = await launchFirefox();
    try {
      const page = await firefox.browser.newPage();
      await page.evaluateOnNewDocument(watchConnections);
      const pressIn = (name: string) =>
        page.locator(`::-p-aria([name="${name}"][role="button"])`).setTimeout(30_000).click();
      await page.goto(link);
      await Promise.all([page.waitForNavigation(), page.locator("button").click()]);
      await pressIn("Check camera and sound");
      await pressIn("Join visit");
      await expectLiveMedia("the patient in Firefox", () => page.evaluate(readMedia) as Promise<Media>);
      await expectLiveMedia("the clinician in Chromium", () => mediaOf(clinician.page));
    } finally {
      await firefox.close();
      await clinician.context.close();
    }
  });
});
