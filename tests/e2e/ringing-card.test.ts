import type { Browser, Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import { createCall, endCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { cancelRing } from "#lib/rings/server/cancel-ring.ts";
import { ringCall } from "#lib/starting/server/ring-call.ts";
import type { TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import { openFor } from "#tests/support/chromium.ts";
import type { Clinic } from "#tests/support/clinic.ts";
import { cookiesOf, staffCookie } from "#tests/support/http.ts";
import { until } from "#tests/support/wait.ts";

// The card of an incoming ring, for a person who is typing or was offline.
let app: TestApp;
let browser: Browser;
let clinic: Clinic;
setUpApp((fixture) => {
  ({ app, browser, clinic } = fixture);
});

const ref = { type: "default", id: "second-opinion" };
const rings = { session: { callId: ref.id } };

/** Creates a call that rings Dr Wren. */
const createRingingCall = async (missedAfterSeconds: number) => {
  const amara = await clinic.actor("amara");
  const members = [
    { userId: clinic.idOf.amara, role: "clinician" as const },
    { userId: clinic.idOf.tomasz, role: "assistant" as const },
  ];
  await createCall(amara, { ...ref, members, settingsOverride: { ring: { missedAfterSeconds } } });
  return amara;
};
afterEach(async () => {
  const rows = { where: { callType: ref.type, callId: ref.id } };
  await endCall(await clinic.actor("amara"), ref);
  await db().notification.deleteMany({ where: { session: { callId: ref.id } } });
  await db().session.deleteMany(rows);
  await db().member.deleteMany(rows);
  await db().call.deleteMany({ where: ref });
});

/** Runs in the page: records its vibrations. */
const recordVibrations = () => {
  const vibrations: unknown[] = [];
  Object.assign(window, { vibrations });
  navigator.vibrate = (pattern) => vibrations.push(pattern) > 0;
};
const vibrationsOn = (page: Page) =>
  page.evaluate(() => (window as unknown as { vibrations: unknown[] }).vibrations);

/** Opens a page of Dr Wren's, with its event stream. */
const pageAt = async (path: string, reducedMotion: "reduce" | "no-preference" = "no-preference") => {
  const { context, page } = await openFor(browser);
  await context.addCookies(cookiesOf(app.url, await staffCookie(app.url, "tomasz")));
  await context.addInitScript(recordVibrations);
  await page.emulateMedia({ reducedMotion });
  const opened = page.waitForResponse(/\/api\/events/);
  await page.goto(app.url + path);
  await opened;
  return { context, page };
};
const card = (page: Page, name = "You’re needed in a visit") => page.getByRole("region", { name });
/** The text of the focused control, or "" if none is focused. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: control } = document;
    return control === document.body ? "" : (control?.textContent ?? "");
  });

test("a ring doesn't take the focus from typing, is announced, and can be declined by keyboard alone", async () => {
  const amara = await createRingingCall(120);
  const { context, page } = await pageAt("/appointments/new");
  const reason = page.getByLabel("Reason");
  await reason.click();
  await page.keyboard.type("Sore ");
  await ringCall(amara, ref);
  await card(page).waitFor();
  await page.keyboard.type("knee");
  expect(await reason.inputValue()).toBe("Sore knee");
  await card(page).getByRole("alert").getByText("You’re needed in a visit").waitFor();
  expect(await vibrationsOn(page)).toContainEqual([250, 150, 250]);

  for (let presses = 0; presses < 60 && !(await focused(page)).includes("Decline"); presses += 1) {
    await page.keyboard.press("Shift+Tab");
  }
  expect(await focused(page)).toContain("Decline");
  const state = async () => (await db().ring.findFirstOrThrow({ where: rings })).state;
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "I’m busy now" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
  expect(await state()).toBe("ringing");
  await until("the focus is back", async () => (await focused(page)).includes("Decline"));
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Call me later" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await card(page).waitFor({ state: "detached" });
  expect(await db().ring.findMany({ where: rings, select: { state: true, reason: true } })).toEqual([
    { state: "declined", reason: "call-later" },
  ]);
  expect((await vibrationsOn(page)).at(-1)).toBe(0);
  expect(await reason.inputValue()).toBe("Sore knee");
  await context.close();
});

test("nothing vibrates if reduced motion is preferred", async () => {
  const amara = await createRingingCall(120);
  const { context, page } = await pageAt("/appointments/new", "reduce");
  await page.getByLabel("Reason").click();
  await page.keyboard.type("Sore knee");
  await ringCall(amara, ref);
  await card(page).waitFor();
  await cancelRing(amara, ref);
  await card(page, "They stopped calling").waitFor();
  expect(await vibrationsOn(page)).toEqual([]);
  await context.close();
});

test("a window that was offline during a ring shows the missed call when it is back", async () => {
  const amara = await createRingingCall(5);
  const { context, page } = await pageAt("/today");
  await context.setOffline(true);
  await ringCall(amara, ref);
  await until("the ring is missed", () => db().ring.findFirst({ where: { ...rings, state: "missed" } }));
  expect(await card(page).count()).toBe(0);
  await context.setOffline(false);
  await card(page, "You missed a call").waitFor();
  await page.getByRole("heading", { name: "Missed calls" }).waitFor();
  await context.close();
});
