import type { Browser } from "playwright-core";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDb, db } from "#lib/db.ts";
import { startApp, type TestApp } from "#tests/support/app.ts";
import { launchChromium } from "#tests/support/chromium.ts";
import { type Clinic, emailOf, linkFor, makeClinic, password, scheduleVisit } from "#tests/support/clinic.ts";
import { launchFirefox } from "#tests/support/firefox.ts";
import { callAction, staffCookie } from "#tests/support/http.ts";
import { type PushService, startPushService } from "#tests/support/push-service.ts";
import { until } from "#tests/support/wait.ts";

// A start reaches a Firefox by push, and an open window by events.

let service: PushService;
let clinic: Clinic;
let app: TestApp;
let firefox: Awaited<ReturnType<typeof launchFirefox>>;
let chromium: Browser;

beforeAll(async () => {
  service = await startPushService();
  clinic = await makeClinic();
  app = await startApp({ PUSH_EXTRA_ORIGINS: service.origin });
  firefox = await launchFirefox({ pushServiceUrl: service.webSocketUrl });
  chromium = await launchChromium();
});
afterAll(async () => {
  await chromium?.close();
  await firefox?.close();
  await app?.stop();
  await service?.stop();
  await closeDb();
});

type Visit = Awaited<ReturnType<typeof scheduleVisit>>;

const pathOf = ({ ref }: Visit) => `/visit/${ref.type}/${ref.id}`;
const start = async (visit: Visit, by = "amara") => {
  const cookie = await staffCookie(app.url, by);
  const { text } = await callAction(app.url, pathOf(visit), "startVisitAction", cookie, visit.ref);
  expect(text).toMatch(/"ok":true/);
};

/** Signs in by the link as a patient does, and turns on notifications. Returns the page of the visit. */
const comeInAndAskToBeTold = async (visit: Visit, userId: string): Promise<Page> => {
  const { token } = await linkFor(clinic, visit.ref, visit.patientMember);
  const page = await firefox.browser.newPage();
  await page.goto(`${app.url}/invite/${token}`);
  await Promise.all([page.waitForNavigation(), page.locator("form button").click()]);
  expect(new URL(page.url()).pathname).toBe(pathOf(visit));
  await page.locator("button ::-p-text(Tell me when it starts)").click();
  await until("the app knows the browser", () => db().pushSubscription.count({ where: { userId } }));
  await page.locator("::-p-text(This device will tell you when the visit starts)").wait();
  return page;
};

const shownIn = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const notifications = await registration.getNotifications();
    return notifications.map(({ title, body, data }) => ({ title, body, path: data.path }));
  });

test("a real push tells a patient's Firefox of the start, and the app learns that it was shown", async () => {
  const visit = await scheduleVisit(clinic, { minutesAhead: 10 });
  const page = await comeInAndAskToBeTold(visit, clinic.idOf.ada);
  await page.goto("about:blank");
  await start(visit);
  const delivery = await until("the receipt came", () =>
    db().delivery.findFirst({
      where: { shownAt: { not: null }, notification: { session: { callId: visit.ref.id } } },
    }),
  );
  expect(delivery).toMatchObject({ state: "sent", attempts: 1 });
  await page.goto(`${app.url}${pathOf(visit)}`);
  expect(await shownIn(page)).toEqual([
    { title: "Your visit is starting", body: "Open Bedside to join.", path: pathOf(visit) },
  ]);
  expect(service.received.length).toBe(1);
  const headers = service.received[0]?.headers;
  expect(headers).toMatchObject({ urgency: "high" });
  // A ring expires when it is given up; after that another push says that the visit was missed.
  expect(Number(headers?.["ttl"])).toBeGreaterThan(30);
  expect(Number(headers?.["ttl"])).toBeLessThanOrEqual(45);
});

test("an open window rings at once, names the caller, and leads to the visit", async () => {
  const visit = await scheduleVisit(clinic, { minutesAhead: 45, patient: "bruno" });
  await db().member.create({
    data: {
      callType: visit.ref.type,
      callId: visit.ref.id,
      userId: clinic.idOf.tomasz,
      role: "assistant",
    },
  });
  const page = await chromium.newPage();
  await page.goto(`${app.url}/sign-in`);
  await page.getByLabel("E-mail").fill(emailOf("tomasz"));
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/today");
  const card = page.getByRole("region", { name: "You’re needed in a visit" });
  const opened = page.waitForResponse(/\/api\/events/);
  await page.reload();
  await opened;
  await start(visit);
  const began = Date.now();
  await card.waitFor({ timeout: 10_000 });
  expect(Date.now() - began).toBeLessThan(5_000);
  expect(await card.innerText()).toContain("Dr Amara Osei");
  expect(await page.title()).toContain("(1)");
  await card.getByRole("button", { name: "Decline" }).click();
  await page.getByRole("menuitem", { name: "Call me later" }).click();
  await card.waitFor({ state: "detached" });
  const ofTomasz = { userId: clinic.idOf.tomasz, session: { callId: visit.ref.id } };
  expect(await db().ring.findMany({ where: ofTomasz, select: { state: true, reason: true } })).toEqual([
    { state: "declined", reason: "call-later" },
  ]);
  const again = await callAction(
    app.url,
    pathOf(visit),
    "ringCallAction",
    await staffCookie(app.url, "amara"),
    visit.ref,
  );
  expect(again.text).toMatch(/"ok":true/);
  await page.reload();
  await card.getByRole("button", { name: "Join now" }).click();
  await page.waitForURL(`**${pathOf(visit)}`);
  await card.waitFor({ state: "detached" });
  await page.close();
});

test("another person who turns on notifications on the same device replaces the first", async () => {
  const visit = await scheduleVisit(clinic, { minutesAhead: 90, patient: "bruno" });
  const page = await comeInAndAskToBeTold(visit, clinic.idOf.bruno);
  expect(await db().pushSubscription.count({ where: { userId: clinic.idOf.ada } })).toBe(0);
  await page.close();
});

test("the event stream needs a sign-in, is not cached, and says when it ends", async () => {
  expect((await fetch(`${app.url}/api/events`)).status).toBe(401);
  const cookie = await staffCookie(app.url, "lena");
  const answer = await fetch(`${app.url}/api/events`, { headers: { cookie } });
  expect(answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
  expect(answer.headers.get("cache-control")).toMatch(/no-store/);
  expect(answer.headers.get("x-accel-buffering")).toBe("no");
  const reader = answer.body?.pipeThrough(new TextDecoderStream() as never).getReader();
  let heard = "";
  const hears = async (text: string) => {
    while (!heard.includes(text)) {
      const { value, done } = (await reader?.read()) ?? { done: true };
      if (done) break;
      heard += value;
    }
    expect(heard).toContain(text);
  };
  await hears('"kind":"state"');
  await callAction(app.url, "/account", "signOutAction", cookie, {});
  await hears('"kind":"sign-in-ended"');
});
