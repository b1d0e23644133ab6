import type { Browser, Page } from "playwright-core";
import { expect, test } from "vitest";
import { db } from "#lib/db";
import { grant, revoke } from "#lib/members/standing";
import { startVisit } from "#lib/sessions/server";
import type { TestApp } from "../support/app.ts";
import { mediaOf } from "../support/chromium.ts";
import type { Clinic } from "../support/clinic.ts";
import { goIn, openVisit, seesAndHears } from "../support/going-in.ts";
import { picture } from "../support/looks.ts";
import { onStage } from "../support/stage.ts";

// What a clinician does about somebody in the room, and what that person reads of it; with a real livekit server.
let app: TestApp;
let browser: Browser;
let clinic: Clinic;
onStage((stage) => {
  ({ app, browser, clinic } = stage);
});

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const reads = (page: Page, words: string) => page.getByText(words, { exact: true }).first().waitFor();

test("a clinician mutes a patient and takes them out from the room, and the patient reads what happened", async () => {
  const { ref, patientMember, clinician, patient } = await openVisit(browser, app, clinic, 10);
  await startVisit(await clinic.actor("amara"), ref);
  const pages = [clinician.page, patient.page];
  await Promise.all(pages.map((page) => goIn(page, app, ref)));
  await Promise.all(pages.map((page) => seesAndHears("each", () => mediaOf(page))));
  expect(await button(patient.page, "People").count()).toBe(0);

  await button(clinician.page, "People").click();
  await button(clinician.page, "Take out: Ada Bell").waitFor();
  await picture(clinician.page, "room-people-desktop");
  await clinician.page.setViewportSize({ width: 390, height: 844 });
  await picture(clinician.page, "room-people-phone");
  await button(clinician.page, "Mute: Ada Bell").click();
  await clinician.page.getByRole("dialog").getByText("Muted", { exact: true }).waitFor();
  await reads(patient.page, "Your microphone was turned off");
  await picture(patient.page, "room-muted");
  await button(patient.page, "Unmute").click();
  await button(clinician.page, "Mute: Ada Bell").waitFor();
  await patient.page.getByText("Your microphone was turned off").waitFor({ state: "detached" });
  // Whoever mutes themselves is told nothing.
  await button(patient.page, "Mute").click();
  await button(patient.page, "Unmute").waitFor();
  expect(await patient.page.getByText("Your microphone was turned off").count()).toBe(0);
  await button(patient.page, "Unmute").click();

  const camera = { ...ref, memberId: patientMember, capability: "publish-video" as const };
  await revoke(await clinic.actor("amara"), camera);
  await reads(patient.page, "You cannot be seen right now");
  await grant(await clinic.actor("amara"), camera);
  await reads(patient.page, "You can be seen again");

  await button(clinician.page, "Take out: Ada Bell").click();
  await picture(clinician.page, "room-people-asking");
  await button(clinician.page, "Take them out").click();
  await patient.page.getByRole("heading", { name: "You are no longer in the visit" }).waitFor();
  await reads(patient.page, "The clinic has taken you out of it, or has sent you a new link.");
  await clinician.page.getByText("Nobody else is here right now.").waitFor();
  expect(await db().member.count({ where: { id: patientMember } })).toBe(0);
  await Promise.all([clinician.context.close(), patient.context.close()]);
});

test("a visit that is hours ahead is started only after a question", async () => {
  const { ref, clinician, patient } = await openVisit(browser, app, clinic, 300);
  const { page } = clinician;
  const open = () => db().session.count({ where: { callId: ref.id, closedAt: null } });
  await page.goto(`${app.url}/appointments/${ref.id}`);
  await button(page, "Start visit").click();
  await page.getByRole("alertdialog", { name: "Start this visit now?" }).waitFor();
  await button(page, "Not yet").click();
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
  expect(await open()).toBe(0);
  await button(page, "Start visit").click();
  await button(page, "Start it now").click();
  await page.waitForURL(`**/visit/${ref.type}/${ref.id}`);
  expect(await open()).toBe(1);
  await Promise.all([clinician.context.close(), patient.context.close()]);
});
