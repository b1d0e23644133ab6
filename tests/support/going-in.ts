import type { Browser, Page } from "playwright-core";
import type { CallRef } from "#lib/access.ts";
import type { TestApp } from "./app.ts";
import { type Media, openFor } from "./chromium.ts";
import { byLink, type Clinic, scheduleVisit } from "./clinic.ts";
import { cookiesOf, staffCookie, visitCookie } from "./http.ts";
import { until } from "./wait.ts";

/** A visit's way in, as people take it in a browser. */

/** Waits until pictures and sound from the other side go on coming in, and are shown. */
export const seesAndHears = async (who: string, read: () => Promise<Media>) => {
  const before = await read();
  await until(
    `${who} decodes moving frames`,
    async () => (await read()).framesDecoded > before.framesDecoded + 15,
    45_000,
  );
  await until(`${who} hears the other`, async () => (await read()).audioEnergy > before.audioEnergy);
  await until(`${who} is shown the other`, async () => (await read()).remoteFramesShown > 0);
};

/** A browser in which the person of this Cookie header is signed in. */
const openAs = async (browser: Browser, app: TestApp, cookie: string) => {
  const opened = await openFor(browser);
  // Several windows with pictures, a LiveKit and the app on one small computer: a press may take long.
  opened.page.setDefaultTimeout(60_000);
  await opened.context.addCookies(cookiesOf(app.url, cookie));
  return opened;
};

/** From the visit's page through the device check into the room. */
export const goIn = async (page: Page, app: TestApp, { type, id }: CallRef) => {
  const press = (name: string) => page.getByRole("button", { name }).click();
  await page.goto(`${app.url}/visit/${type}/${id}`);
  await press("Get ready");
  await page.getByRole("heading", { name: "Check how you look and sound" }).waitFor();
  await press("Go in");
};

/** A visit of Dr Osei and Ada Bell in `minutesAhead`, each in a browser of their own, not gone in yet. */
export const openVisit = async (browser: Browser, app: TestApp, clinic: Clinic, minutesAhead: number) => {
  const visit = await scheduleVisit(clinic, { minutesAhead });
  const { secret } = await byLink(clinic, visit.ref, visit.patientMember);
  const cookies = { clinician: await staffCookie(app.url, "amara"), patient: visitCookie(secret) };
  const clinician = await openAs(browser, app, cookies.clinician);
  const patient = await openAs(browser, app, cookies.patient);
  return { ...visit, cookies, clinician, patient };
};
