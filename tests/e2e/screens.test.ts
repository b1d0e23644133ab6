import { randomUUID } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { describe, test } from "vitest";
import { cancelAppointment } from "#lib/appointments/server/cancel-appointment.ts";
import { addMany } from "#lib/bulk-changes/server/add-members.ts";
import { createCall, endCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { markWaiting } from "#lib/live/store.ts";
import { updateMembers } from "#lib/members/server.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import type { TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import { byLink, type Clinic, linkFor, scheduleVisit } from "#tests/support/clinic.ts";
import { staffCookie, visitCookie } from "#tests/support/http.ts";
import { heading, inspectScreens, press, type Screen } from "#tests/support/screen-inspection.ts";
import { until } from "#tests/support/wait.ts";

// Every screen in Chromium with a livekit server behind, in every look (tests/support/looks.ts). Those of calls that are on
// are in screens-of-calls.test.ts.
let app: TestApp;
let browser: Browser;
let clinic: Clinic;
setUpApp(
  (stage) => {
    ({ app, browser, clinic } = stage);
  },
  { SHOW_DESIGN: "1" },
);

const look = (cookie: string, screens: readonly Screen[]) =>
  inspectScreens(browser, app.url, cookie, screens);

describe("every screen", () => {
  test("of somebody who is not signed in", async () => {
    const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 60 });
    const link = await linkFor(clinic, ref, patientMember);
    await look("", [
      { name: "front", path: "/" },
      { name: "sign-in", path: "/sign-in" },
      {
        name: "sign-in-refused",
        path: "/sign-in",
        steps: async (page) => {
          await page.getByLabel("E-mail").fill("somebody@bedside.example");
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

  test("of a clinician, with nothing to do and with a full day", async () => {
    await look(await staffCookie(app.url, "lena"), [
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
    // For longer than the pictures take.
    const inAnHour = new Date(Date.now() + 3_600_000);
    await markWaiting(db(), [{ ...soon.ref, userId: clinic.idOf.ada }], inAnHour);
    const live = await scheduleVisit(clinic, { minutesAhead: 10 });
    await startVisit(await clinic.actor("amara"), live.ref);
    await look(await staffCookie(app.url, "amara"), [
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
          await press(page, "Check camera and microphone");
          await page.getByText("Ada Bell is in the waiting room.").waitFor();
          await page.locator("video").first().waitFor();
        },
      },
      { name: "account", path: "/account" },
      { name: "staff-not-found", path: "/appointments/nothing" },
    ]);
    await endCall(await clinic.actor("amara"), live.ref);
  });

  test("of an administrator", async () => {
    const admin = await clinic.actor("admin");
    const ref = { type: "livestream", id: "healthy-heart-class" };
    await createCall(admin, { ...ref, members: [{ userId: clinic.idOf.amara, role: "clinician" }] });
    const people = Array.from({ length: 70 }, (_, index) => ({
      role: "patient" as const,
      name: `Listener ${index}`,
    }));
    const rows = await db().user.createManyAndReturn({ data: people, select: { id: true } });
    await updateMembers(admin, {
      ...ref,
      update: rows.map((row) => ({ userId: row.id, role: "patient" as const })),
    });
    await look(await staffCookie(app.url, "admin"), [
      { name: "admin", path: "/admin" },
      { name: "admin-calls", path: "/admin/calls" },
      { name: "admin-call-new", path: "/admin/calls/new" },
      {
        name: "admin-call-new-refused",
        path: "/admin/calls/new",
        steps: async (page) => {
          await page.locator("#id").fill("two words");
          await page.getByRole("combobox", { name: "People" }).pressSequentially("osei");
          await page.getByRole("option", { name: /^Dr Amara Osei/ }).click();
          await press(page, "Create call");
          await heading(page, "There is a problem");
        },
      },
      { name: "admin-call", path: `/admin/calls/${ref.type}/${ref.id}` },
      {
        name: "admin-call-delete",
        path: `/admin/calls/${ref.type}/${ref.id}`,
        steps: async (page) => {
          await page.getByRole("button", { name: "More", exact: true }).click();
          await page.getByRole("menuitem", { name: "Delete for good" }).click();
          await page.getByRole("alertdialog").waitFor();
        },
      },
      { name: "admin-call-edit", path: `/admin/calls/${ref.type}/${ref.id}/edit` },
      {
        name: "admin-call-edit-refused",
        path: `/admin/calls/${ref.type}/${ref.id}/edit`,
        steps: async (page) => {
          await page.getByLabel("Custom data").fill("[1]");
          await press(page, "Save");
          await heading(page, "There is a problem");
        },
      },
      {
        name: "admin-calls-person",
        path: `/admin/calls?person=${clinic.idOf.ada}`,
        steps: (page) => page.getByText("With Ada Bell").waitFor(),
      },
      { name: "admin-people", path: "/admin/people" },
      {
        name: "admin-people-menu",
        path: "/admin/people?q=ada",
        steps: async (page) => {
          await page.getByRole("button", { name: "More about Ada Bell" }).click();
          await page.getByRole("menu").waitFor();
        },
      },
      { name: "admin-person-new", path: "/admin/people/new" },
      {
        name: "admin-person-new-refused",
        path: "/admin/people/new",
        steps: async (page) => {
          await press(page, "Add person");
          await heading(page, "There is a problem");
        },
      },
      {
        name: "admin-person-teams",
        path: "/admin/people?q=osei",
        steps: async (page) => {
          await page.getByRole("button", { name: "More about Dr Amara Osei" }).click();
          await page.getByRole("menuitem", { name: "Change teams" }).click();
          await page.getByRole("dialog").waitFor();
        },
      },
      {
        name: "admin-person-password",
        path: "/admin/people?q=osei",
        steps: async (page) => {
          await page.getByRole("button", { name: "More about Dr Amara Osei" }).click();
          await page.getByRole("menuitem", { name: "Set a new password" }).click();
          await page.getByRole("dialog").waitFor();
        },
      },
      { name: "admin-teams", path: "/admin/people/teams" },
      { name: "admin-people-nobody", path: "/admin/people?text=zzzz&q=zzzz" },
    ]);
  });

  test("of an administrator with lists of members", async () => {
    const admin = await clinic.actor("admin");
    const ref = { type: "livestream", id: "a-class-of-many" };
    const base = `/admin/calls/${ref.type}/${ref.id}`;
    await createCall(admin, { ...ref, members: [{ userId: clinic.idOf.amara, role: "clinician" }] });
    const line = (index: number) => `listener${index}@example.com,patient,Listener ${index}`;
    const requestId = randomUUID();
    const { changeId } = await addMany(admin, {
      ...ref,
      requestId,
      text: [...Array.from({ length: 120 }, (_, index) => line(index)), "nobody", line(7)].join("\n"),
      role: "patient",
      createMissing: "on",
    });
    await until("the list is worked off", async () => {
      const change = await db().bulkChange.findUnique({ where: { id: changeId }, select: { state: true } });
      return change?.state === "done";
    });
    await db().user.updateMany({
      where: { name: "Listener 119" },
      data: { name: "Maximiliane-Theodora von Hohenstein-Wittgenbach-Schwarzenfels" },
    });
    // A change that is at work, and stays so while it is looked at.
    const slow = await addMany(admin, {
      ...ref,
      requestId: randomUUID(),
      text: Array.from({ length: 1_200 }, (_, index) => line(index)).join("\n"),
      role: "patient",
    });
    await until("it is over", async () => {
      const found = await db().bulkChange.findUnique({
        where: { id: slow.changeId },
        select: { state: true },
      });
      return found?.state === "done";
    });
    await db().bulkChange.update({
      where: { id: slow.changeId },
      data: { state: "running", done: 500, failed: 0 },
    });
    const empty = { type: "livestream", id: "a-class-of-nobody" };
    await db().call.create({ data: { ...empty } });
    const choose = async (page: Page) => {
      await page
        .getByRole("checkbox", { name: "Choose everybody on this page" })
        .waitFor({ state: "attached" });
      await page.getByRole("checkbox", { name: /^Choose Maxi/ }).check();
      await page.getByRole("checkbox", { name: "Choose Listener 118" }).check();
      await page.getByRole("region", { name: "Chosen members" }).waitFor();
    };
    await look(await staffCookie(app.url, "admin"), [
      { name: "admin-members", path: `${base}/members?size=25`, steps: choose },
      {
        name: "admin-members-remove",
        path: `${base}/members?size=25`,
        steps: async (page) => {
          await page.getByRole("button", { name: "Remove", exact: true }).click();
          await page.getByRole("alertdialog").waitFor();
        },
      },
      {
        name: "admin-members-filtered",
        path: `${base}/members?size=25&name=listener+1&role=patient&since=2026-01-01&data=ward=7`,
      },
      {
        name: "admin-members-menu",
        path: `${base}/members?size=25&name=listener+11`,
        steps: async (page) => {
          await page.getByRole("button", { name: "More about Listener 118" }).click();
          await page.getByRole("menu").waitFor();
        },
      },
      { name: "admin-members-wrong", path: `${base}/members?data=a..b=1` },
      { name: "admin-members-lost", path: `${base}/members?next=nonsense&name=listener+11` },
      { name: "admin-members-empty", path: `/admin/calls/${empty.type}/${empty.id}/members` },
      { name: "admin-members-add", path: `${base}/members/add` },
      {
        name: "admin-members-add-refused",
        path: `${base}/members/add`,
        steps: async (page) => {
          await press(page, "Add these people");
          await heading(page, "There is a problem");
        },
      },
      {
        name: "admin-members-add-quote",
        path: `${base}/members/add`,
        steps: async (page) => {
          await page.getByLabel("People, one a line").fill('ann@example.com\nbob@example.com,"Bob');
          await press(page, "Add these people");
          await page.getByText("Line 2: A quotation mark is never closed").first().waitFor();
        },
      },
      { name: "admin-changes", path: `${base}/members/changes` },
      { name: "admin-changes-empty", path: `/admin/calls/${empty.type}/${empty.id}/members/changes` },
      { name: "admin-change", path: `${base}/members/changes/${changeId}` },
      { name: "admin-change-running", path: `${base}/members/changes/${slow.changeId}` },
      { name: "admin-joining", path: `${base}/joining` },
      { name: "admin-joining-many", path: `${base}/joining?q=listener` },
      { name: "admin-joining-member", path: `${base}/joining?person=${clinic.idOf.amara}` },
      { name: "admin-joining-stranger", path: `${base}/joining?person=${clinic.idOf.lena}` },
      { name: "admin-call-types", path: "/admin/call-types" },
      { name: "admin-call-type", path: "/admin/call-types/default" },
      { name: "admin-call-type-new", path: "/admin/call-types/new" },
    ]);
  });

  test("of a patient, before, in and after the visit", async () => {
    const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 300 });
    await db().call.update({ where: { type_id: ref }, data: { startsAt: new Date(Date.now() + 300_000) } });
    const path = `/visit/${ref.type}/${ref.id}`;
    const { secret } = await byLink(clinic, ref, patientMember);
    const check = async (page: Page) => {
      await press(page, "Get ready");
      await heading(page, "Check how you look and sound");
      await page.locator("video").first().waitFor();
    };
    const waiting = async (page: Page) => {
      await check(page);
      await press(page, "Go to the waiting room");
      await heading(page, "You are in the waiting room");
    };
    const again = async (page: Page) => {
      await page.evaluate(() => sessionStorage.clear());
      await page.reload();
    };
    await look(visitCookie(secret), [
      { name: "visit-home", path },
      { name: "visit-check", path, steps: check },
      { name: "visit-waiting", path, steps: waiting },
    ]);
    await startVisit(await clinic.actor("amara"), ref);
    const room = async (page: Page) => {
      await again(page);
      await check(page);
      await press(page, "Go in");
      await page.getByText("You are the only one here").first().waitFor();
    };
    await look(visitCookie(secret), [
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
    await look(visitCookie(secret), [{ name: "visit-ended", path }]);
    const cancelled = await scheduleVisit(clinic, { minutesAhead: 400 });
    const patient = await byLink(clinic, cancelled.ref, cancelled.patientMember);
    await cancelAppointment(await clinic.actor("amara"), { ...cancelled.ref, reason: "" });
    await look(visitCookie(patient.secret), [
      { name: "visit-cancelled", path: `/visit/${cancelled.ref.type}/${cancelled.ref.id}` },
    ]);
  });
});
