import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { endCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import type { TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import { type Clinic, scheduleVisit } from "#tests/support/clinic.ts";
import { button, openPage, openStaffBrowser } from "#tests/support/staff-browser.ts";
import { until } from "#tests/support/wait.ts";

let app: TestApp;
let browser: Browser;
let clinic: Clinic;
let context: BrowserContext;
setUpApp(async (fixture) => {
  ({ app, browser, clinic } = fixture);
  context = await openStaffBrowser(browser, app, "admin");
});

const open = (path: string) => openPage(context, app, path);
const pick = async (page: Page, text: string, name: string) => {
  await page.getByRole("combobox", { name: "People" }).pressSequentially(text);
  await page.getByRole("option", { name: new RegExp(`^${name}`) }).click();
  await page.getByRole("combobox", { name: `${name}’s role` }).waitFor();
};
const stored = (type: string, id: string) =>
  db().call.findUnique({ where: { type_id: { type, id } }, include: { members: true } });

test("a class is created with its people, changed and deleted, and errors lose no input", async () => {
  const page = await open("/admin/calls");
  await page.getByRole("link", { name: "New call" }).click();
  await page.getByRole("heading", { name: "New call" }).waitFor();
  await page.locator("#type").selectOption("livestream");
  await page.locator("#id").fill("healthy heart");
  await page.locator("#team").selectOption({ label: "Harbour Street Clinic" });
  await page.getByLabel("Starts on").fill("2031-03-30");
  await pick(page, "osei", "Dr Amara Osei");
  await pick(page, "ada@", "Ada Bell");
  await page.getByRole("combobox", { name: "Ada Bell’s role" }).selectOption("companion");

  // A day without a time, then a time that does not exist in Berlin, then an id with a space.
  await button(page, "Create call").click();
  await page.getByText("Enter both the date and the time, or neither.").first().waitFor();
  await page.locator("#time").fill("02:30");
  await button(page, "Create call").click();
  await page.getByText("The clocks go forward then").first().waitFor();
  await page.locator("#time").fill("09:30");
  await button(page, "Create call").click();
  await page.getByText("without spaces").first().waitFor();
  await page.locator("#id").fill("healthy-heart");
  await button(page, "Create call").click();
  await page.waitForURL("**/admin/calls/livestream/healthy-heart");
  await page.getByText("people belong to this call").waitFor();
  const made = await stored("livestream", "healthy-heart");
  expect(made).toMatchObject({ teamId: clinic.teams.harbour, startsAt: new Date("2031-03-30T07:30:00Z") });
  const roles = Object.fromEntries(made?.members.map(({ userId, role }) => [userId, role]) ?? []);
  expect(roles).toEqual({ [clinic.idOf.amara]: "clinician", [clinic.idOf.ada]: "companion" });

  await button(page, "More").click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await page.getByRole("heading", { name: "Edit call" }).waitFor();
  await page.waitForLoadState("networkidle");
  expect(await page.getByLabel("Starts on").inputValue()).toBe("2031-03-30");
  await page.getByLabel("Maximum people at once").fill("1");
  await page.getByLabel("Chat").selectOption("off");
  await page.getByLabel("Custom data").fill("ward 7");
  await button(page, "Save").click();
  await page.getByText("Enter a JSON object").first().waitFor();
  await page.getByLabel("Custom data").fill('{ "ward": "7" }');
  await button(page, "Save").click();
  await page.getByText("Enter a whole number from 2 to 100,000.").first().waitFor();
  await page.getByLabel("Maximum people at once").fill("40");
  await button(page, "Save").click();
  await page.waitForURL("**/admin/calls/livestream/healthy-heart");
  expect(await stored("livestream", "healthy-heart")).toMatchObject({
    custom: { ward: "7" },
    settingsOverride: { maxParticipants: 40, features: { chat: false } },
    startsAt: new Date("2031-03-30T07:30:00Z"),
  });
  const [change] = await db().auditEvent.findMany({
    where: { kind: "call.updated" },
    orderBy: { seq: "desc" },
  });
  expect(change?.details).toEqual({ fields: "custom,settingsOverride" });

  await button(page, "More").click();
  await page.getByRole("menuitem", { name: "Delete", exact: true }).click();
  await button(page, "Delete call").click();
  await page.waitForURL("**/admin/calls");
  expect((await stored("livestream", "healthy-heart"))?.deletedAt).not.toBeNull();
  const again = await page.goto(`${app.url}/admin/calls/livestream/healthy-heart`);
  expect(again?.status()).toBe(404);
  await page.close();
}, 120_000);

test("people are chosen with the keyboard, out of a long list too", async () => {
  const data = Array.from({ length: 25 }, (_, index) => ({
    role: "patient" as const,
    name: `Listener ${index}`,
  }));
  await db().user.createMany({ data });
  const page = await open("/admin/calls/new");
  await page.getByRole("combobox", { name: "People" }).focus();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("role"));
  for (const text of ["listener", "castro"]) {
    await page.keyboard.type(text);
    await page.getByRole("option", { name: text === "castro" ? /^Bruno/ : /^Listener 0/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await until("an option has the focus", () =>
      page.getByRole("option").evaluateAll((all) => all.some((one) => "focused" in one.dataset)),
    );
    await page.keyboard.press("Enter");
    await until("it was chosen", () => page.getByText("added. Role: Patient").count());
    expect(await focused()).toBe("combobox");
  }
  expect(await page.getByRole("list", { name: "Chosen people" }).getByRole("listitem").count()).toBe(2);
  await page.getByRole("button", { name: "Remove Listener 0" }).click();
  expect(await focused()).toBe("combobox");
  // Enter in the box does not send the form.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  expect(new URL(page.url()).pathname).toBe("/admin/calls/new");
  await page.close();
}, 120_000);

test("an id that is taken is reported, and no input is lost", async () => {
  await db().call.create({ data: { type: "default", id: "round-table" } });
  const page = await open("/admin/calls/new");
  await page.locator("#type").selectOption("default");
  await page.locator("#id").fill("round-table");
  await pick(page, "wren", "Dr Tomasz Wren");
  await button(page, "Create call").click();
  await page.getByText("There’s already a call of this kind with this ID.").first().waitFor();
  expect(await page.getByRole("combobox", { name: "Dr Tomasz Wren’s role" }).inputValue()).toBe("clinician");
  expect((await stored("default", "round-table"))?.members).toEqual([]);
  // Without an id, started at once, and ringing.
  await page.locator("#id").fill("");
  await page.getByLabel("Start it now and ring them").check();
  await page.getByLabel("Sound only").check();
  await button(page, "Create call").click();
  await page.waitForURL(/\/admin\/calls\/default\/[0-9a-f-]{36}$/);
  await page.getByText("Live now").first().waitFor();
  const id = page.url().split("/").at(-1) ?? "";
  expect(await stored("default", id)).toMatchObject({
    settingsOverride: { features: { video: false } },
    members: [{ userId: clinic.idOf.tomasz, role: "clinician" }],
  });
  await until(
    "it rings",
    async () => (await db().ring.count({ where: { userId: clinic.idOf.tomasz, state: "ringing" } })) === 1,
  );
  await endCall(await clinic.actor("admin"), { type: "default", id });
  await page.close();
}, 120_000);

test("calls that must be kept can't be deleted, and an appointment's time can't be changed here", async () => {
  const { ref } = await scheduleVisit(clinic, { minutesAhead: 600 });
  const page = await open(`/admin/calls/${ref.type}/${ref.id}`);
  await button(page, "More").click();
  await page.getByRole("menuitem", { name: "Delete permanently" }).click();
  await button(page, "Delete permanently").click();
  await page.getByText("This can’t be deleted").waitFor();
  await button(page, "Keep call").click();
  await page.goto(`${app.url}/admin/calls/${ref.type}/${ref.id}/edit`);
  await page.getByText("This is an appointment.").waitFor();
  expect(await page.getByLabel("Starts on").count()).toBe(0);
  expect((await stored(ref.type, ref.id))?.deletedAt).toBeNull();
  await page.close();
}, 120_000);
