import type { Browser, BrowserContext, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { db } from "#lib/db.ts";
import type { TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import type { Clinic } from "#tests/support/clinic.ts";
import {
  addListeners,
  createClass,
  listedNames,
  listenerName,
  listenerNames,
  waitForFirst,
  withPage,
} from "#tests/support/member-list.ts";
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

describe("the members of a call", () => {
  test("are filtered by the address, with a chip for each filter to remove it", async () => {
    const { path } = await createClass(clinic, 60);
    await visit(path, async (page) => {
      await page.getByLabel("Name", { exact: true }).pressSequentially("listener 05");
      await until("names are offered", async () => {
        const offered = await page
          .locator("datalist option")
          .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
        return offered.includes("Listener 050") && offered.every((one) => one.startsWith("Listener 05"));
      });
      await page.getByLabel("Role").selectOption("patient");
      await button(page, "Apply").click();
      await page.waitForURL(/name=listener\+05.*role=patient|role=patient.*name=listener\+05/);
      await until("ten are left", async () => (await listedNames(page)).length === 10);
      await page.getByText("1–10 of 10").waitFor();
      await page.reload();
      expect(await listedNames(page)).toHaveLength(10);
      await link(page, "Remove filter: Name: listener 05").click();
      await page.getByText("1–50 of 60").waitFor();
      expect(new URL(page.url()).searchParams.get("name")).toBeNull();
      expect(new URL(page.url()).searchParams.get("role")).toBe("patient");
      await link(page, "Remove filter: Role: Patient").click();
      await page.getByText("1–50 of 61").waitFor();
    });
  });

  test("are sorted by a column, and paged in both directions while members are added and removed", async () => {
    const { ref, path } = await createClass(clinic, 60);
    await visit(`${path}?size=25&role=patient`, async (page) => {
      await page.getByRole("table").getByRole("link", { name: "Name" }).click();
      await waitForFirst(page, listenerName(1));
      const header = page.getByRole("columnheader", { name: "Name" });
      expect(await header.getAttribute("aria-sort")).toBe("ascending");
      await link(page, "Next").click();
      await waitForFirst(page, listenerName(26));
      // One on the previous page is removed, and some are added at the end.
      const gone = await db().user.findFirstOrThrow({
        where: { name: listenerName(3), memberships: { some: { callId: ref.id } } },
      });
      await db().member.deleteMany({ where: { callId: ref.id, userId: gone.id } });
      await addListeners(ref, 5, 61);
      await link(page, "Next").click();
      await waitForFirst(page, listenerName(51));
      expect(await listedNames(page)).toEqual(listenerNames(51, 65));
      await link(page, "Previous").click();
      await waitForFirst(page, listenerName(26));
      expect(await listedNames(page)).toEqual(listenerNames(26, 50));
      await link(page, "Previous").click();
      await waitForFirst(page, listenerName(1));
      expect(await listedNames(page)).toEqual(
        listenerNames(1, 25).filter((name) => name !== listenerName(3)),
      );
    });
  });

  test("are selected over several pages, given another role, removed together and added back", async () => {
    const { ref, path } = await createClass(clinic, 60);
    const count = (role: "observer" | "patient") => db().member.count({ where: { callId: ref.id, role } });
    await visit(`${path}?size=25&sort=name&role=patient`, async (page) => {
      await page.getByRole("checkbox", { name: `Select ${listenerName(2)}` }).check();
      await link(page, "Next").click();
      await waitForFirst(page, listenerName(26));
      await page.getByRole("checkbox", { name: `Select ${listenerName(30)}` }).check();
      await page.getByText("2 selected").waitFor();
      await page.reload();
      await page.getByText("2 selected").waitFor();
      await button(page, "Change role").click();
      await page.getByLabel("New role").selectOption("observer");
      await page.getByRole("alertdialog").getByRole("button", { name: "Change role" }).click();
      await page.getByText("All 2 rows are done.").waitFor();
      expect(await count("observer")).toBe(2);
    });
    await visit(`${path}?size=25&sort=name&role=patient`, async (page) => {
      await page.getByRole("checkbox", { name: "Select everyone on this page" }).check();
      await page.getByText("25 selected").waitFor();
      await button(page, "Select all 58").click();
      await page.getByText("All 58 selected").waitFor();
      await button(page, "Remove").click();
      await page.getByRole("alertdialog").getByText("Role: Patient").waitFor();
      await button(page, "Remove 58").click();
      await page.getByText("All 58 rows are done.").waitFor();
      expect(await count("patient")).toBe(0);
      expect(await count("observer")).toBe(2);
      await button(page, "Add all 58 back").click();
      await page.getByRole("heading", { name: "People added" }).waitFor();
      await page.getByText("All 58 rows are done.").waitFor();
      expect(await count("patient")).toBe(58);
    });
  });

  test("are selected and removed with the keyboard alone", async () => {
    const { ref, path } = await createClass(clinic, 3);
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
      // A menu takes the focus and returns it a frame after it opens or closes.
      const inMenu = () => page.locator("[role=menu] :focus, [role=menu]:focus").waitFor();
      const tabTo = async (name: string) => {
        for (let presses = 0; presses < 80; presses += 1) {
          if ((await focused()) === name) return;
          await page.keyboard.press("Tab");
        }
        throw new Error(`Tab never came to ${name}`);
      };
      await tabTo(`Select ${listenerName(1)}`);
      await page.keyboard.press("Space");
      await page.getByText("1 selected").waitFor();
      await page.keyboard.press("Space");
      await page.getByText("1 selected").waitFor({ state: "detached" });
      await tabTo(`More about ${listenerName(1)}`);
      await page.keyboard.press("Enter");
      await page.getByRole("menuitem", { name: "Why can’t they join?" }).waitFor();
      await inMenu();
      await page.keyboard.press("Escape");
      await page.getByRole("menu").waitFor({ state: "detached" });
      await expect.poll(focused, { timeout: 10_000 }).toBe(`More about ${listenerName(1)}`);
      await page.keyboard.press("Enter");
      await inMenu();
      await page.keyboard.press("End");
      await page.keyboard.press("Enter");
      await page.getByRole("alertdialog").waitFor();
      await tabTo("Remove");
      await page.keyboard.press("Enter");
      await page
        .getByText(`${listenerName(1)} was removed`)
        .first()
        .waitFor();
      expect(await db().member.count({ where: { callId: ref.id, role: "patient" } })).toBe(2);
    });
  });

  test("get another role, and are blocked and unblocked, in the menu of their row", async () => {
    const { ref, path } = await createClass(clinic, 2);
    const menu = async (page: Page, item: string) => {
      await button(page, `More about ${listenerName(1)}`).click();
      await page.getByRole("menuitem", { name: item }).click();
    };
    await visit(`${path}?name=listener+001`, async (page) => {
      await menu(page, "Change role");
      await page.getByRole("dialog").getByLabel("Role").selectOption("interpreter");
      await button(page, "Change role").click();
      await page.getByRole("cell", { name: "Interpreter" }).waitFor();
      await menu(page, "Block");
      await button(page, "Block").click();
      await page.getByRole("cell", { name: "Blocked" }).waitFor();
      await menu(page, "Why can’t they join?");
      await page.getByText("They’re blocked").first().waitFor();
      await page.goBack();
      await menu(page, "Unblock");
      await page.getByRole("cell", { name: "Blocked" }).waitFor({ state: "detached" });
      const member = await db().member.findFirstOrThrow({
        where: { callId: ref.id, user: { name: listenerName(1) } },
      });
      expect(member).toMatchObject({ role: "interpreter", blockedAt: null });
    });
  });
});
