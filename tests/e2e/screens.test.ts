import type { Browser, Page } from "playwright-core";
import { describe, test } from "vitest";
import { cancelAppointment } from "#lib/appointments/server/cancel-appointment.ts";
import { endCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { markWaiting } from "#lib/live/store.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import type { TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import { byLink, type Clinic, linkFor, scheduleVisit } from "#tests/support/clinic.ts";
import { staffCookie, visitCookie } from "#tests/support/http.ts";
import { heading, inspectScreens, press, type Screen } from "#tests/support/screen-inspection.ts";

// Screens on phone and desktop, in light and dark (tests/support/screen-inspection.ts).
let app: TestApp;
let browser: Browser;
let clinic: Clinic;
setUpApp(
  (fixture) => {
    ({ app, browser, clinic } = fixture);
  },
  { SHOW_DESIGN: "1" },
);

const inspect = (cookie: string, screens: readonly Screen[]) =>
  inspectScreens(browser, app.url, cookie, screens);

describe("the screens", () => {
  test("without a sign-in", async () => {
    const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 60 });
    const link = await linkFor(clinic, ref, patientMember);
    await inspect("", [
      { name: "front", path: "/" },
      { name: "sign-in", path: "/sign-in" },
      {
        name: "sign-in-refused",
        path: "/sign-in",
        steps: async (page) => {
          await page.getByLabel("E-mail").fill("unknown@bedside.example");
          await page.getByLabel("Password", { exact: true }).fill("wrong");
          await press(page, "Sign in");
          await page.getByText("don’t match").first().waitFor();
        },
      },
      { name: "invite", path: `/invite/${link.token}` },
      { name: "invite-unknown", path: "/invite/nonsense" },
      { name: "link-expired", path: "/link-expired" },
      { name: "visit-unknown-browser", path: `/visit/${ref.type}/${ref.id}` },
      { name: "not-found", path: "/no/such/page" },
      { name: "design", path: "/design" },
    ]);
  });

  test("of a clinician, with an empty and with a full day", async () => {
    await inspect(await staffCookie(app.url, "lena"), [
      { name: "today-empty", path: "/today" },
      { name: "appointments-empty", path: "/appointments" },
    ]);
    await db().user.update({
      where: { id: clinic.idOf.bruno },
      data: { name: "Maximiliane-Theodora von Hohenstein-Wittgenbach-Schwarzenfels" },
    });
    const cancelled = await scheduleVisit(clinic, { minutesAhead: 120 });
    await cancelAppointment(await clinic.actor("amara"), {
      ...cancelled.ref,
      reason: "The patient asked for another day",
    });
    const long = await scheduleVisit(clinic, { minutesAhead: 150, patient: "bruno" });
    const soon = await scheduleVisit(clinic, { minutesAhead: 200 });
    const visitPath = `/visit/${soon.ref.type}/${soon.ref.id}`;
    // Longer than the inspection takes.
    const inAnHour = new Date(Date.now() + 3_600_000);
    await markWaiting(db(), [{ ...soon.ref, userId: clinic.idOf.ada }], inAnHour);
    const live = await scheduleVisit(clinic, { minutesAhead: 10 });
    await startVisit(await clinic.actor("amara"), live.ref);
    await inspect(await staffCookie(app.url, "amara"), [
      { name: "today", path: "/today" },
      { name: "appointments", path: "/appointments" },
      { name: "schedule", path: "/appointments/new" },
      {
        name: "schedule-refused",
        path: "/appointments/new",
        steps: async (page) => {
          await press(page, "New patient");
          await page.getByLabel("Date").fill("2031-03-30");
          await page.getByLabel("Time", { exact: true }).fill("01:30");
          await press(page, "Schedule appointment");
          await heading(page, "There is a problem");
        },
      },
      { name: "appointment", path: `/appointments/${long.ref.id}` },
      { name: "appointment-live", path: `/appointments/${live.ref.id}` },
      { name: "appointment-cancelled", path: `/appointments/${cancelled.ref.id}` },
      {
        name: "visit-home-clinician",
        path: visitPath,
        steps: (page) => page.getByText("in the waiting room", { exact: true }).waitFor(),
      },
      {
        name: "visit-check-clinician",
        path: visitPath,
        steps: async (page) => {
          await press(page, "Check camera and sound");
          await page.getByText("Ada Bell is in the waiting room.").waitFor();
          await page.locator("video").first().waitFor();
        },
      },
      { name: "account", path: "/account" },
      { name: "staff-not-found", path: "/appointments/nothing" },
    ]);
    await endCall(await clinic.actor("amara"), live.ref);
  });

  test("of a patient, before, in and after the visit", async () => {
    const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 300 });
    await db().call.update({ where: { type_id: ref }, data: { startsAt: new Date(Date.now() + 300_000) } });
    const path = `/visit/${ref.type}/${ref.id}`;
    const { secret } = await byLink(clinic, ref, patientMember);
    const check = async (page: Page) => {
      await press(page, "Check camera and sound");
      await heading(page, "Check how you look and sound");
      await page.locator("video").first().waitFor();
    };
    const waiting = async (page: Page) => {
      await check(page);
      await press(page, "Go to the waiting room");
      await heading(page, "You’re in the waiting room");
    };
    const again = async (page: Page) => {
      await page.evaluate(() => sessionStorage.clear());
      await page.reload();
    };
    await inspect(visitCookie(secret), [
      { name: "visit-home", path },
      { name: "visit-check", path, steps: check },
      { name: "visit-waiting", path, steps: waiting },
    ]);
    await startVisit(await clinic.actor("amara"), ref);
    const room = async (page: Page) => {
      await again(page);
      await check(page);
      await press(page, "Join visit");
      await page.getByText("They can join at any moment.").first().waitFor();
    };
    await inspect(visitCookie(secret), [
      { name: "visit-room", path, steps: room },
      {
        name: "visit-left",
        path,
        steps: async (page) => {
          await press(page, "Leave");
          await heading(page, "You left the visit");
        },
      },
    ]);
    await endCall(await clinic.actor("amara"), ref);
    await inspect(visitCookie(secret), [{ name: "visit-ended", path }]);
    const cancelled = await scheduleVisit(clinic, { minutesAhead: 400 });
    const patient = await byLink(clinic, cancelled.ref, cancelled.patientMember);
    await cancelAppointment(await clinic.actor("amara"), { ...cancelled.ref, reason: "" });
    await inspect(visitCookie(patient.secret), [
      { name: "visit-cancelled", path: `/visit/${cancelled.ref.type}/${cancelled.ref.id}` },
    ]);
  });
});
