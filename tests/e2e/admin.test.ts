import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { db } from "#lib/db.ts";
import type { TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import type { Clinic } from "#tests/support/clinic.ts";
import { createClass, withPage } from "#tests/support/member-list.ts";
import { button, openStaffBrowser } from "#tests/support/staff-browser.ts";
import { until } from "#tests/support/wait.ts";

let app: TestApp;
let browser: Browser;
let clinic: Clinic;
let context: BrowserContext;
setUpApp(async (fixture) => {
  ({ app, browser, clinic } = fixture);
  context = await openStaffBrowser(browser, app, "admin");
});

const visit = (path: string, work: (page: Page) => Promise<void>) => withPage(context, app, path, work);
const link = (page: Page, name: string | RegExp) => page.getByRole("link", { name });

describe("a list of 5,000 people", () => {
  test("is added in spite of a reload and a kill of the app, and every row has its result", async () => {
    const { ref, path } = await createClass(clinic, 0);
    const good = Array.from(
      { length: 4_997 },
      (_, index) => `person${index}@example.com;patient;=Person ${index}`,
    );
    const text = [
      "E-mail;Role;Name",
      ...good,
      "person3@example.com;patient;Again",
      "nonsense;;",
      "x@example.com;boss;X",
    ].join("\r\n");
    await visit(`${path}/add`, async (page) => {
      await page
        .getByLabel("Or a CSV file")
        .setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
      await page.getByRole("checkbox", { name: /Create a patient for each unknown e-mail/ }).check();
      await button(page, "Add people").click();
      await page.getByRole("heading", { name: "People added" }).waitFor();
      const bar = page.getByRole("progressbar", { name: "Rows done" });
      const done = async () => Number(await bar.getAttribute("aria-valuenow"));
      const some = await until("some rows are done", done);
      await page.reload();
      expect(await done()).toBeGreaterThanOrEqual(some);
      await until("it goes on by itself", async () => (await done()) > some);
      await app.kill9();
      await app.start();
      await page.reload();
      await until(
        "it is over",
        () => page.getByText("Finished. 2 rows need attention.").isVisible(),
        120_000,
      );
      await link(page, "Needs attention (2)").click();
      await page.getByRole("cell", { name: "Not a valid e-mail or ID" }).waitFor();
      await page.getByRole("cell", { name: "Unknown role" }).waitFor();
      await link(page, "All (5,000)").click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        link(page, "Download results").click(),
      ]);
      const file = readFileSync(await download.path(), "utf8")
        .trim()
        .split("\r\n");
      expect(file).toHaveLength(5_001);
      expect(file.filter((line) => line.includes("New patient added"))).toHaveLength(4_997);
      expect(file.filter((line) => line.includes("Duplicate row"))).toHaveLength(1);
    });
    expect(await db().member.count({ where: { callId: ref.id } })).toBe(4_998);
    expect(await db().user.count({ where: { email: { startsWith: "person" } } })).toBe(4_997);
    await visit(path, async (page) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        link(page, "Export as CSV").click(),
      ]);
      const file = readFileSync(await download.path(), "utf8")
        .trim()
        .split("\r\n");
      expect(file).toHaveLength(4_999);
      // Formulas are exported as text.
      expect(file.filter((line) => line.includes(",'=Person "))).toHaveLength(4_997);
    });
  }, 240_000);
});

describe("call types", () => {
  test("can be copied and changed, with a warning before another person's change is overwritten", async () => {
    await visit("/admin/call-types/new?from=default", async (page) => {
      await page.getByLabel("Id").fill("evening");
      await page.getByLabel("Name", { exact: true }).fill("Evening visit");
      await page.getByRole("checkbox", { name: "Observer: Join", exact: true }).uncheck();
      await button(page, "Create call type").click();
      await page.getByRole("heading", { name: "Evening visit" }).waitFor();
    });
    await visit("/admin/call-types/evening", async (page) => {
      await page.getByLabel("Name", { exact: true }).fill(" ");
      await button(page, "Save").click();
      // The summary of errors links to each field by its label.
      await link(page, /^Name: \S/).click();
      expect(
        await page.getByLabel("Name", { exact: true }).evaluate((it) => it === document.activeElement),
      ).toBe(true);
    });
    await visit("/admin/call-types/evening", (mine) =>
      visit("/admin/call-types/evening", async (theirs) => {
        await theirs.getByLabel("Name", { exact: true }).fill("Late visit");
        await button(theirs, "Save").click();
        await theirs.getByRole("heading", { name: "Late visit" }).waitFor();
        await mine.getByLabel("Name", { exact: true }).fill("Night visit");
        await button(mine, "Save").click();
        await button(mine, "Keep mine and overwrite theirs").click();
        await button(mine, "Save").click();
        await mine.getByRole("heading", { name: "Night visit" }).waitFor();
      }),
    );
    expect(await db().callType.findUnique({ where: { id: "evening" } })).toMatchObject({
      name: "Night visit",
      version: 3,
    });
    await visit("/admin/call-types/evening", async (page) => {
      await button(page, "Delete").click();
      await button(page, "Delete call type").click();
      await page.waitForURL(/\/admin\/call-types$/);
    });
    expect(await db().callType.findUnique({ where: { id: "evening" } })).toBeNull();
  });
});

describe("why a person can't join", () => {
  test("is shown for anyone, and can be fixed in the same place", async () => {
    const { ref } = await createClass(clinic, 1);
    await visit(`/admin/calls/${ref.type}/${ref.id}/joining`, async (page) => {
      await page.getByLabel("Name or e-mail").fill("bruno");
      await button(page, "Search").click();
      await link(page, /Bruno Castro/).click();
      await page.getByText("They aren’t a member of this call").waitFor();
      await button(page, "Add").click();
      await page.getByText("Member, as patient").waitFor();
      // The patient has no link yet.
      await page.getByText("They don’t have a link that works").waitFor();
      await button(page, "Create a new link").click();
      await page.getByLabel("Link for Bruno Castro").waitFor();
      await page.reload();
      await page.getByText("They’re in the waiting room, or would be").waitFor();
    });
  });
});
