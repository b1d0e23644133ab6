import { randomUUID } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { describe, test } from "vitest";
import { addMany } from "#lib/bulk-changes/server/add-members.ts";
import { createCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { updateMembers } from "#lib/members/server.ts";
import type { TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import type { Clinic } from "#tests/support/clinic.ts";
import { staffCookie } from "#tests/support/http.ts";
import { heading, inspectScreens, press, type Screen } from "#tests/support/screen-inspection.ts";
import { until } from "#tests/support/wait.ts";

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
    await inspect(await staffCookie(app.url, "admin"), [
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
          await page.getByRole("menuitem", { name: "Delete permanently" }).click();
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
      { name: "admin-people-none", path: "/admin/people?text=zzzz&q=zzzz" },
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
      text: [...Array.from({ length: 120 }, (_, index) => line(index)), "unknown", line(7)].join("\n"),
      role: "patient",
      createMissing: "on",
    });
    await until("the list is added", async () => {
      const change = await db().bulkChange.findUnique({ where: { id: changeId }, select: { state: true } });
      return change?.state === "done";
    });
    await db().user.updateMany({
      where: { name: "Listener 119" },
      data: { name: "Maximiliane-Theodora von Hohenstein-Wittgenbach-Schwarzenfels" },
    });
    // A change that stays at work during the inspection.
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
    const empty = { type: "livestream", id: "an-empty-class" };
    await db().call.create({ data: { ...empty } });
    const select = async (page: Page) => {
      await page
        .getByRole("checkbox", { name: "Select everyone on this page" })
        .waitFor({ state: "attached" });
      await page.getByRole("checkbox", { name: /^Select Maxi/ }).check();
      await page.getByRole("checkbox", { name: "Select Listener 118" }).check();
      await page.getByRole("region", { name: "Selected members" }).waitFor();
    };
    await inspect(await staffCookie(app.url, "admin"), [
      { name: "admin-members", path: `${base}/members?size=25`, steps: select },
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
          await press(page, "Add people");
          await heading(page, "There is a problem");
        },
      },
      {
        name: "admin-members-add-quote",
        path: `${base}/members/add`,
        steps: async (page) => {
          await page.getByLabel("People, one per line").fill('ann@example.com\nbob@example.com,"Bob');
          await press(page, "Add people");
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
});
