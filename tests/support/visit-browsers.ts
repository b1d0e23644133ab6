import type { Browser, Page } from "playwright-core";
import type { CallRef } from "#lib/access.ts";
import type { TestApp } from "./app.ts";
import { type Media, openFor } from "./chromium.ts";
import { byLink, type Clinic, scheduleVisit } from "./clinic.ts";
import { cookiesOf, staffCookie, visitCookie } from "./http.ts";
import { until } from "./wait.ts";

/** Waits until video and audio from the other side keep arriving and are shown. */
export const expectLiveMedia = async (who: string, read: () => Promise<Media>) => {
  const before = await read();
  await until(
    `${who} decodes moving frames`,
    async () => (await read()).framesDecoded > before.framesDecoded + 15,
    45_000,
  );
  await until(`${who} hears the other side`, async () => (await read()).audioEnergy > before.audioEnergy);
  await until(`${who} sees the other side`, async () => (await read()).remoteFramesShown > 0);
};

const openAs = async (browser: Browser, app: TestApp, cookie: string) => {
  const opened = await openFor(browser);
  // Several browsers with video, LiveKit and the app share two cores: a press may take long.
  opened.page.setDefaultTimeout(60_000);
  await opened.context.addCookies(cookiesOf(app.url, cookie));
  return opened;
};

/** Goes from the visit's page through the device check into the room. */
export const joinVisit = async (page: Page, app: TestApp, { type, id }: CallRef) => {
  const press = (name: string) => page.getByRole("button", { name }).click();
  await page.goto(`${app.url}/visit/${type}/${id}`);
  await press("Check camera and sound");
  await page.getByRole("heading", { name: "Check how you look and sound" }).waitFor();
  await press("Join visit");
};

/** A visit of Dr Osei and Ada Bell in `minutesAhead`, with a browser for each, neither of them in the room yet. */
export const openVisitBrowsers = async (
  browser: Browser,
  app: TestApp,
  clinic: Clinic,
  minutesAhead: number,
) => {
  const visit = await scheduleVisit(clinic, { minutesAhead });
  const { secret } = await byLink(clinic, visit.ref, visit.patientMember);
  const cookies = { clinician: await staffCookie(app.url, "amara"), patient: visitCookie(secret) };
  const clinician = await openAs(browser, app, cookies.clinician);
  const patient = await openAs(browser, app, cookies.patient);
  return { ...visit, cookies, clinician, patient };
};
