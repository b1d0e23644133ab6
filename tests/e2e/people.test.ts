import type { Browser, Page } from "playwright-core";
import { expect, test } from "vitest";
import { db } from "#lib/db.ts";
import { grant, revoke } from "#lib/members/server/moderate-member.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import type { TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import { mediaOf } from "#tests/support/chromium.ts";
import type { Clinic } from "#tests/support/clinic.ts";
import { takePicture } from "#tests/support/screen-inspection.ts";
import { expectLiveMedia, joinVisit, openVisitBrowsers } from "#tests/support/visit-browsers.ts";
import { until } from "#tests/support/wait.ts";

// Moderation in the room, on both sides.
let app: TestApp;
let browser: Browser;
let clinic: Clinic;
setUpApp((fixture) => {
  ({ app, browser, clinic } = fixture);
});

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: at } = document;
    return at?.id === "main" ? "main" : (at?.textContent ?? "");
  });
const hasFocus = (page: Page, name: string) =>
  until(`the focus is on ${name}`, async () => (await focused(page)) === name);

/** Expects every control of the room's toolbar on the screen. 195 px is a phone at 200 %. */
const fits = async (page: Page, width: number) => {
  const before = page.viewportSize() ?? { width: 1280, height: 800 };
  await page.setViewportSize({ width, height: 568 });
  const controls = page.getByRole("toolbar").getByRole("button");
  for (const control of await controls.all()) {
    const box = await control.boundingBox();
    expect(box?.x, `at ${width} px: ${await control.textContent()}`).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  await takePicture(page, `room-${await controls.count()}-controls-${width}`);
  await page.setViewportSize(before);
};

const reads = (page: Page, words: string) => page.getByText(words, { exact: true }).first().waitFor();

test("a clinician mutes a patient and removes them from the room, and the patient sees why", async () => {
  const { ref, patientMember, clinician, patient } = await openVisitBrowsers(browser, app, clinic, 10);
  await startVisit(await clinic.actor("amara"), ref);
  const pages = [clinician.page, patient.page];
  await Promise.all(pages.map((page) => joinVisit(page, app, ref)));
  await Promise.all(pages.map((page) => expectLiveMedia("each", () => mediaOf(page))));
  expect(await button(patient.page, "People").count()).toBe(0);
  await hasFocus(patient.page, "main");
  for (const page of pages) for (const width of [390, 320, 195]) await fits(page, width);

  await button(clinician.page, "Share screen").click();
  // On a phone held sideways the shared screen has most of the width, beside the faces.
  await patient.page.setViewportSize({ width: 640, height: 320 });
  const shared = patient.page.getByRole("region", { name: "Dr Amara Osei is sharing a screen" });
  await until("the screen has most of the width", async () => {
    const [place, shown] = await Promise.all([
      shared.boundingBox(),
      shared.locator("video").boundingBox({ timeout: 1_000 }),
    ]);
    return place !== null && place.width > 480 && (shown?.width ?? 0) > 240;
  });
  await takePicture(patient.page, "room-sideways");
  await patient.page.setViewportSize({ width: 1280, height: 800 });
  await button(clinician.page, "Stop sharing").click();

  await button(clinician.page, "People").click();
  await button(clinician.page, "Remove: Ada Bell").waitFor();
  await takePicture(clinician.page, "room-people-desktop");
  await clinician.page.setViewportSize({ width: 390, height: 844 });
  await takePicture(clinician.page, "room-people-phone");
  await button(clinician.page, "Mute: Ada Bell").focus();
  await clinician.page.keyboard.press("Enter");
  await clinician.page.getByRole("dialog").getByText("Muted", { exact: true }).waitFor();
  await hasFocus(clinician.page, "Muted");
  await reads(patient.page, "Your microphone was turned off");
  await takePicture(patient.page, "room-muted");
  await button(patient.page, "Unmute").click();
  await button(clinician.page, "Mute: Ada Bell").waitFor();
  await patient.page.getByText("Your microphone was turned off").waitFor({ state: "detached" });
  // Muting yourself shows no notice.
  await button(patient.page, "Mute").click();
  await button(patient.page, "Unmute").waitFor();
  expect(await patient.page.getByText("Your microphone was turned off").count()).toBe(0);
  await button(patient.page, "Unmute").click();

  const camera = { ...ref, memberId: patientMember, capability: "publish-video" as const };
  await revoke(await clinic.actor("amara"), camera);
  await reads(patient.page, "You can’t be seen right now");
  await grant(await clinic.actor("amara"), camera);
  await reads(patient.page, "You can be seen again");

  await button(clinician.page, "Remove: Ada Bell").focus();
  await clinician.page.keyboard.press("Enter");
  await hasFocus(clinician.page, "Cancel");
  await clinician.page.keyboard.press("Enter");
  await hasFocus(clinician.page, "Remove");
  await clinician.page.keyboard.press("Enter");
  await clinician.page.getByRole("group", { name: /^Remove Ada Bell from this visit\?/ }).waitFor();
  await takePicture(clinician.page, "room-people-asking");
  await button(clinician.page, "Remove now").click();
  await patient.page.getByRole("heading", { name: "You’re no longer in the visit" }).waitFor();
  await reads(patient.page, "The clinic removed you from it, or sent you a new link.");
  await clinician.page.getByText("No one else is here right now.").waitFor();
  expect(await db().member.count({ where: { id: patientMember } })).toBe(0);

  // A removed patient can be added back where the links are.
  const { page } = clinician;
  await page.goto(`${app.url}/appointments/${ref.id}`);
  await page.getByText("Ada Bell was removed from the visit and can’t join.").waitFor();
  await button(page, "Add").scrollIntoViewIfNeeded();
  await takePicture(page, "appointment-taken-out");
  await button(page, "Add").click();
  await button(page, "Create a new link").click();
  const link = await page.getByLabel("Link for Ada Bell").inputValue();
  await patient.page.goto(link);
  await patient.page.getByRole("button").first().click();
  await patient.page.waitForURL(`**/visit/${ref.type}/${ref.id}`);
  await Promise.all([clinician.context.close(), patient.context.close()]);
});

test("starting a visit that is hours ahead needs a confirmation", async () => {
  const { ref, clinician, patient } = await openVisitBrowsers(browser, app, clinic, 300);
  const { page } = clinician;
  const open = () => db().session.count({ where: { callId: ref.id, closedAt: null } });
  await page.goto(`${app.url}/appointments/${ref.id}`);
  await button(page, "Start visit").click();
  await page.getByRole("alertdialog", { name: "Start this visit now?" }).waitFor();
  await button(page, "Not yet").click();
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
  expect(await open()).toBe(0);
  await button(page, "Start visit").click();
  await button(page, "Start now").click();
  await page.waitForURL(`**/visit/${ref.type}/${ref.id}`);
  expect(await open()).toBe(1);
  await Promise.all([clinician.context.close(), patient.context.close()]);
});
