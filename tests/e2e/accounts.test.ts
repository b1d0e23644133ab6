import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { db } from "#lib/db.ts";
import type { TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import { button, openPage, openStaffBrowser } from "#tests/support/staff-browser.ts";
import { until } from "#tests/support/wait.ts";

let app: TestApp;
let browser: Browser;
let context: BrowserContext;
setUpApp(async (stage) => {
  ({ app, browser } = stage);
  context = await openStaffBrowser(browser, app, "admin");
});

const signIn = async (password: string) => {
  const own = await browser.newContext({ reducedMotion: "reduce" });
  const page = await openPage(own, app, "/sign-in");
  await page.getByLabel("E-mail").fill("nora@bedside.example");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await button(page, "Sign in").click();
  return page;
};
const more = async (page: Page, item: string) => {
  await page.getByRole("button", { name: "More about Dr Nora New" }).click();
  await page.getByRole("menuitem", { name: item }).click();
};

test("an administrator creates a clinician, who signs in, changes the password, and gets a new one", async () => {
  const page = await openPage(context, app, "/admin/people/teams");
  await page.getByLabel("Name").fill("Harbour Street Clinic");
  await button(page, "Create team").click();
  await page.getByText("There’s already a team with this name.").first().waitFor();
  await page.getByLabel("Name").fill("Night Ward");
  await button(page, "Create team").click();
  await page.getByRole("row", { name: /Night Ward/ }).waitFor();

  await page.goto(`${app.url}/admin/people/new`);
  await page.waitForLoadState("networkidle");
  await page.getByLabel("Name").fill("Dr Nora New");
  await button(page, "Add person").click();
  await page.getByText("Staff sign in with their e-mail.").first().waitFor();
  await page.getByLabel("E-mail").fill("Nora@bedside.example");
  await page.getByLabel("Harbour Street Clinic").check();
  const first = await page.getByLabel("First password").inputValue();
  expect(first).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
  await button(page, "Add person").click();
  await page.getByRole("row", { name: /Dr Nora New.*Clinician.*Harbour Street Clinic/ }).waitFor();

  await more(page, "Change teams");
  const dialog = page.getByRole("dialog");
  expect(await dialog.getByLabel("Harbour Street Clinic").isChecked()).toBe(true);
  await dialog.getByLabel("Night Ward").check();
  await button(page, "Save").click();
  await page.getByRole("row", { name: /Dr Nora New.*Harbour Street Clinic and Night Ward/ }).waitFor();

  const nora = await signIn(first);
  await nora.waitForURL("**/today");
  await nora.goto(`${app.url}/account`);
  await nora.waitForLoadState("networkidle");
  const change = async (now: string, next: string) => {
    await nora.getByLabel("Current password").fill(now);
    await nora.getByLabel("New password").fill(next);
    await button(nora, "Change password").click();
  };
  await change("not that one", "nora has a long one");
  await nora.getByText("That isn’t your current password.").first().waitFor();
  await change(first, "short");
  await nora.getByText("Use at least 12 characters.").first().waitFor();
  await change(first, "nora has a long one");
  await nora.getByText("Password changed.").first().waitFor();
  expect(await nora.getByLabel("New password").inputValue()).toBe("");
  await nora.reload();
  await nora.getByRole("heading", { name: "Dr Nora New" }).waitFor();
  const late = await signIn(first);
  await late.getByText("don’t match").first().waitFor();

  await more(page, "Set a new password");
  const given = await page.getByRole("textbox", { name: "New password" }).inputValue();
  await button(page, "Set password").click();
  await page.getByText("Pass it on yourself").waitFor();
  expect(await page.getByRole("textbox", { name: "New password" }).inputValue()).toBe(given);
  await button(page, "Done").click();
  await nora.goto(`${app.url}/account`);
  await nora.waitForURL("**/sign-in**");
  const back = await signIn(given);
  await back.waitForURL("**/today");
  const kinds = { in: ["account.created", "account.password-changed", "team.joined"] };
  const { id } = await db().user.findFirstOrThrow({ where: { email: "nora@bedside.example" } });
  expect(await db().auditEvent.count({ where: { subject: `user:${id}`, kind: kinds } })).toBe(4);
  for (const one of [page, nora, late, back]) await one.close();
}, 120_000);

test("a form that is sent before hydration is kept, sent afterwards, and never put into the address", async () => {
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(decodeURIComponent(request.url())));
  let hold = Promise.withResolvers<void>();
  await page.route("**/_next/static/**/*.js", async (route) => {
    await hold.promise;
    await route.continue();
  });
  await page.goto(`${app.url}/account`, { waitUntil: "commit" });
  await page.getByLabel("Current password").fill("a secret of before");
  await page.getByLabel("New password").fill("another secret of mine");
  await button(page, "Change password").click();
  hold.resolve();
  await page.getByText("That isn’t your current password.").first().waitFor();

  hold = Promise.withResolvers<void>();
  await page.goto(`${app.url}/admin/people/new`, { waitUntil: "commit" });
  await page.getByLabel("Name").fill("Quinn Secret");
  await page.getByLabel("E-mail").fill("quinn@secret.example");
  await button(page, "Add person").click();
  hold.resolve();
  await page.getByText("Staff need a first password.").first().waitFor();
  await until(
    "what was typed is there",
    async () => (await page.getByLabel("Name").inputValue()) === "Quinn Secret",
  );
  expect(await page.getByLabel("E-mail").inputValue()).toBe("quinn@secret.example");

  hold = Promise.withResolvers<void>();
  await page.goto(`${app.url}/admin/call-types/new`, { waitUntil: "commit" });
  await page.getByLabel("ID", { exact: true }).fill("a secret type");
  await page.getByLabel("Maximum length (minutes)").fill("17");
  await page.getByRole("checkbox", { name: "Observer: Join", exact: true }).uncheck();
  await button(page, "Create call type").click();
  hold.resolve();
  await page.getByText("Up to 64 letters").first().waitFor();
  expect(await page.getByLabel("ID", { exact: true }).inputValue()).toBe("a secret type");
  expect(await page.getByLabel("Maximum length (minutes)").inputValue()).toBe("17");
  expect(await page.getByRole("checkbox", { name: "Observer: Join", exact: true }).isChecked()).toBe(false);
  expect(asked.filter((url) => url.includes("secret"))).toEqual([]);
  expect(new URL(page.url()).search).toBe("");
  await page.close();
}, 120_000);
