import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { createCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import type { TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import type { Clinic } from "#tests/support/clinic.ts";
import { button, openPage, openStaffBrowser } from "#tests/support/staff-browser.ts";
import { until } from "#tests/support/wait.ts";

// An administrator at work with long lists of members: the built app, its jobs, a real browser.
let app: TestApp;
let browser: Browser;
let clinic: Clinic;
let context: BrowserContext;
setUpApp(async (stage) => {
  ({ app, browser, clinic } = stage);
  context = await openStaffBrowser(browser, app, "admin");
});

let calls = 0;
/** A call with that many listeners, `Listener 001` first, a second apart, and one clinician. */
const callOf = async (count: number) => {
  calls += 1;
  const ref = { type: "livestream", id: `class-${calls}` };
  await createCall(await clinic.actor("admin"), {
    ...ref,
    members: [{ userId: clinic.idOf.amara, role: "clinician" }],
  });
  await join(ref, count, 1);
  return { ref, path: `/admin/calls/${ref.type}/${ref.id}/members` };
};
const nameOf = (n: number) => `Listener ${String(n).padStart(3, "0")}`;
const join = async (ref: { type: string; id: string }, count: number, from: number) => {
  const numbers = Array.from({ length: count }, (_, index) => from + index);
  const data = numbers.map((n) => ({ role: "patient" as const, name: nameOf(n) }));
  const people = await db().user.createManyAndReturn({ data, select: { id: true } });
  await db().member.createMany({
    data: people.map(({ id }, index) => ({
      callType: ref.type,
      callId: ref.id,
      userId: id,
      role: "patient" as const,
      createdAt: new Date(Date.UTC(2026, 0, 1, 0, 0, from + index)),
    })),
  });
};

const visit = async (path: string, work: (page: Page) => Promise<void>) => {
  const page = await openPage(context, app, path);
  try {
    await work(page);
  } finally {
    await page.close();
  }
};

const link = (page: Page, name: string | RegExp) => page.getByRole("link", { name });
const names = (page: Page) =>
  page
    .getByRole("checkbox", { name: /^Choose (?!everybody)/ })
    .evaluateAll((boxes) =>
      boxes.map((box) => (box.closest("label")?.textContent ?? "").replace("Choose ", "").trim()),
    );
const shows = (page: Page, first: string) =>
  until(`the list begins with ${first}`, async () => (await names(page))[0] === first);
const namesFrom = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => nameOf(from + index));

describe("the members of a call", () => {
  test("are found by conditions that stand in the address and as chips, each taken away by a press", async () => {
    const { path } = await callOf(60);
    await visit(path, async (page) => {
      await page.getByLabel("Name", { exact: true }).pressSequentially("listener 05");
      await until("names are offered", async () => {
        const offered = await page
          .locator("datalist option")
          .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
        return offered.includes("Listener 050") && offered.every((one) => one.startsWith("Listener 05"));
      });
      await page.getByLabel("Role").selectOption("patient");
      await button(page, "Show").click();
      await page.waitForURL(/name=listener\+05.*role=patient|role=patient.*name=listener\+05/);
      await until("ten are left", async () => (await names(page)).length === 10);
      await page.getByText("10 of 10 on this page").waitFor();
      await page.reload();
      expect(await names(page)).toHaveLength(10);
      await link(page, "Remove filter: Name: listener 05").click();
      await page.getByText("50 of 60 on this page").waitFor();
      expect(new URL(page.url()).searchParams.get("name")).toBeNull();
      expect(new URL(page.url()).searchParams.get("role")).toBe("patient");
      await link(page, "Remove filter: Role: Patient").click();
      await page.getByText("50 of 61 on this page").waitFor();
    });
  });

  test("are sorted by a column's header, and paged forwards and back while some come and go", async () => {
    const { ref, path } = await callOf(60);
    await visit(`${path}?size=25&role=patient`, async (page) => {
      await page.getByRole("table").getByRole("link", { name: "Name" }).click();
      await shows(page, nameOf(1));
      const header = page.getByRole("columnheader", { name: "Name" });
      expect(await header.getAttribute("aria-sort")).toBe("ascending");
      await link(page, "Next").click();
      await shows(page, nameOf(26));
      // One of the page before goes, and some come at the end.
      const gone = await db().user.findFirstOrThrow({
        where: { name: nameOf(3), memberships: { some: { callId: ref.id } } },
      });
      await db().member.deleteMany({ where: { callId: ref.id, userId: gone.id } });
      await join(ref, 5, 61);
      await link(page, "Next").click();
      await shows(page, nameOf(51));
      expect(await names(page)).toEqual(namesFrom(51, 65));
      await link(page, "Previous").click();
      await shows(page, nameOf(26));
      expect(await names(page)).toEqual(namesFrom(26, 50));
      await link(page, "Previous").click();
      await shows(page, nameOf(1));
      expect(await names(page)).toEqual(namesFrom(1, 25).filter((name) => name !== nameOf(3)));
    });
  });

  test("are chosen over several pages, given another role, taken out together and added back", async () => {
    const { ref, path } = await callOf(60);
    const count = (role: "observer" | "patient") => db().member.count({ where: { callId: ref.id, role } });
    await visit(`${path}?size=25&sort=name&role=patient`, async (page) => {
      await page.getByRole("checkbox", { name: `Choose ${nameOf(2)}` }).check();
      await link(page, "Next").click();
      await shows(page, nameOf(26));
      await page.getByRole("checkbox", { name: `Choose ${nameOf(30)}` }).check();
      await page.getByText("2 chosen").waitFor();
      await page.reload();
      await page.getByText("2 chosen").waitFor();
      await button(page, "Change role").click();
      await page.getByLabel("New role").selectOption("observer");
      await button(page, "Change the role").click();
      await page.getByText("All 2 rows done.").waitFor();
      expect(await count("observer")).toBe(2);
    });
    await visit(`${path}?size=25&sort=name&role=patient`, async (page) => {
      await page.getByRole("checkbox", { name: "Choose everybody on this page" }).check();
      await page.getByText("25 chosen").waitFor();
      await button(page, "Choose all 58 that match").click();
      await page.getByText("All 58 members that match chosen").waitFor();
      await button(page, "Remove").click();
      await page.getByRole("alertdialog").getByText("Role: Patient").waitFor();
      await button(page, "Remove 58").click();
      await page.getByText("All 58 rows done.").waitFor();
      expect(await count("patient")).toBe(0);
      expect(await count("observer")).toBe(2);
      await button(page, "Add all 58 back").click();
      await page.getByRole("heading", { name: "People added" }).waitFor();
      await page.getByText("All 58 rows done.").waitFor();
      expect(await count("patient")).toBe(58);
    });
  });

  test("are chosen, sorted and acted upon with the keyboard alone", async () => {
    const { ref, path } = await callOf(3);
    await visit(`${path}?sort=name&role=patient`, async (page) => {
      const focused = () =>
        page.evaluate(() => {
          const at = document.activeElement;
          return (
            at?.getAttribute("aria-label") ||
            at?.closest("label")?.textContent?.trim() ||
            at?.textContent?.trim() ||
            ""
          );
        });
      // A menu takes the focus, and gives it back, a frame after it has come or gone.
      const inMenu = () => page.locator("[role=menu] :focus, [role=menu]:focus").waitFor();
      const tabTo = async (name: string) => {
        for (let presses = 0; presses < 80; presses += 1) {
          if ((await focused()) === name) return;
          await page.keyboard.press("Tab");
        }
        throw new Error(`Tab never came to ${name}`);
      };
      await tabTo(`Choose ${nameOf(1)}`);
      await page.keyboard.press("Space");
      await page.getByText("1 chosen").waitFor();
      await page.keyboard.press("Space");
      await page.getByText("1 chosen").waitFor({ state: "detached" });
      await tabTo(`More about ${nameOf(1)}`);
      await page.keyboard.press("Enter");
      await page.getByRole("menuitem", { name: "Why can they not join?" }).waitFor();
      await inMenu();
      await page.keyboard.press("Escape");
      await page.getByRole("menu").waitFor({ state: "detached" });
      await expect.poll(focused, { timeout: 10_000 }).toBe(`More about ${nameOf(1)}`);
      await page.keyboard.press("Enter");
      await inMenu();
      await page.keyboard.press("End");
      await page.keyboard.press("Enter");
      await page.getByRole("alertdialog").waitFor();
      await tabTo("Remove");
      await page.keyboard.press("Enter");
      await page
        .getByText(`${nameOf(1)} was removed`)
        .first()
        .waitFor();
      expect(await db().member.count({ where: { callId: ref.id, role: "patient" } })).toBe(2);
    });
  });

  test("change their role, and are blocked and let in again, from the row's menu", async () => {
    const { ref, path } = await callOf(2);
    const menu = async (page: Page, item: string) => {
      await button(page, `More about ${nameOf(1)}`).click();
      await page.getByRole("menuitem", { name: item }).click();
    };
    await visit(`${path}?name=listener+001`, async (page) => {
      await menu(page, "Change role");
      await page.getByRole("dialog").getByLabel("Role").selectOption("interpreter");
      await button(page, "Change the role").click();
      await page.getByRole("cell", { name: "Interpreter" }).waitFor();
      await menu(page, "Block");
      await button(page, "Block them").click();
      await page.getByRole("cell", { name: "Blocked" }).waitFor();
      await menu(page, "Why can they not join?");
      await page.getByText("They are blocked").first().waitFor();
      await page.goBack();
      await menu(page, "Unblock");
      await page.getByRole("cell", { name: "Blocked" }).waitFor({ state: "detached" });
      const member = await db().member.findFirstOrThrow({
        where: { callId: ref.id, user: { name: nameOf(1) } },
      });
      expect(member).toMatchObject({ role: "interpreter", blockedAt: null });
    });
  });
});

describe("a list of 5,000 people", () => {
  test("is worked off while the page is reloaded and the app killed; every row has its result", async () => {
    const { ref, path } = await callOf(0);
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
      await page.getByRole("checkbox", { name: /Make a patient of every e-mail/ }).check();
      await button(page, "Add these people").click();
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
        () => page.getByText("All 5,000 rows done; 2 need another look.").isVisible(),
        120_000,
      );
      await link(page, "To look at 2").click();
      await page.getByRole("cell", { name: "Neither an e-mail nor an id" }).waitFor();
      await page.getByRole("cell", { name: "No such role" }).waitFor();
      await link(page, "All 5,000").click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        link(page, "Download the results").click(),
      ]);
      const file = readFileSync(await download.path(), "utf8")
        .trim()
        .split("\r\n");
      expect(file).toHaveLength(5_001);
      expect(file.filter((line) => line.includes("New patient, added"))).toHaveLength(4_997);
      expect(file.filter((line) => line.includes("Twice in the list"))).toHaveLength(1);
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
      // What a spreadsheet would take for a formula is text.
      expect(file.filter((line) => line.includes(",'=Person "))).toHaveLength(4_997);
    });
  }, 240_000);
});

describe("call types", () => {
  test("are copied and changed; who saves over somebody else's change is told first", async () => {
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
      // The list of what is wrong calls each field by its label, and leads to it.
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

describe("why somebody cannot join", () => {
  test("is told for members and for everybody else, and mended where it is told", async () => {
    const { ref } = await callOf(1);
    await visit(`/admin/calls/${ref.type}/${ref.id}/joining`, async (page) => {
      await page.getByLabel("Name or e-mail").fill("bruno");
      await button(page, "Search").click();
      await link(page, /Bruno Castro/).click();
      await page.getByText("They are not a member of this call").waitFor();
      await button(page, "Add them").click();
      await page.getByText("Member, as patient").waitFor();
      // A patient comes in by a link, and has none yet.
      await page.getByText("They have no link that works").waitFor();
      await button(page, "Create a new link").click();
      await page.getByLabel("Link for Bruno Castro").waitFor();
      await page.reload();
      await page.getByText("They are in the waiting room, or would be").waitFor();
    });
  });
});
