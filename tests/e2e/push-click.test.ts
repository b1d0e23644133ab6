import { type BrowserContext, type CDPSession, chromium, type Page, type Worker } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { translatorFor } from "#lib/catalogue.ts";
import { payloadOf } from "#lib/notifications/rules.ts";
import { startServiceWorkerSite } from "#tests/support/service-worker-site.ts";
import { until } from "#tests/support/wait.ts";

// A test can't press a system notification, so it runs the service worker's own click handler in Chromium, on a notification
// that a real push has shown.

type Browser = Awaited<ReturnType<typeof chromium.launch>>;
type ClickLog = { readonly opened: string[]; readonly focused: string[] };

let browser: Browser;
let context: BrowserContext;
let site: Awaited<ReturnType<typeof startServiceWorkerSite>>;
let worker: Worker;
let first: Page;
let cdp: CDPSession;
let registrationId: string;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: inject("programs").chromium ?? "",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
});
beforeEach(async () => {
  site = await startServiceWorkerSite();
  context = await browser.newContext({ permissions: ["notifications"] });
  first = await context.newPage();
  await first.goto(`${site.url}/today`);
  await first.evaluate(async () => {
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
  });
  worker = await until("the worker runs", () => context.serviceWorkers()[0]);
  await until("the page is in its hands", () =>
    first.evaluate(() => navigator.serviceWorker.controller !== null),
  );
  cdp = await context.newCDPSession(first);
  // Sent once, in answer to the first `enable`.
  const registered = Promise.withResolvers<string>();
  cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    const ours = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(site.url) && !isDeleted);
    if (ours) registered.resolve(ours.registrationId);
  });
  await cdp.send("ServiceWorker.enable");
  registrationId = await registered.promise;
});
afterEach(async () => {
  await context.close();
  site.stop();
});
afterAll(() => browser.close());

const deliver = async (payload: object) => {
  const data = JSON.stringify(payload);
  await cdp.send("ServiceWorker.deliverPushMessage", { origin: site.url, registrationId, data });
};

/** Runs the worker's handler for a press on its only notification or on a button of it. Returns what it opened and focused. */
const press = async (action = ""): Promise<ClickLog> => {
  await until("the notification is there", () =>
    worker.evaluate(
      `self.registration.getNotifications().then((list) => list.length)` /* runs in the worker */,
    ),
  );
  return worker.evaluate(`(async () => {
    const log = { opened: [], focused: [] };
    const focus = WindowClient.prototype.focus;
    WindowClient.prototype.focus = function () { log.focused.push(new URL(this.url).pathname); return focus.call(this); };
    self.clients.openWindow = async (path) => { log.opened.push(path); return null; };
    const [notification] = await self.registration.getNotifications();
    const event = new NotificationEvent("notificationclick", { notification, action: ${JSON.stringify(action)} });
    let work = Promise.resolve();
    event.waitUntil = (promise) => { work = promise; };
    self.dispatchEvent(event);
    await work;
    WindowClient.prototype.focus = focus;
    delete self.clients.openWindow;
    return { ...log, left: (await self.registration.getNotifications()).length };
  })()`);
};

const start = {
  kind: "visit-started",
  notifiedAt: new Date(),
  ringState: null,
  ringExpiresAt: null,
  ringIsStart: false,
} as const;
const t = translatorFor("en-GB", "push");
const about = { type: "default", id: "visit-1", deliveryId: "delivery-1" };
const started = payloadOf(start, about, t);
const ringing = payloadOf({ ...start, kind: "ring", ringState: "ringing" }, about, t);
const visitPath = "/visit/default/visit-1";

const answersTold = () =>
  site.posts.filter(({ path }) => path === "/api/rings/answer").map(({ body }) => body);
/** The notifications that are shown now. */
const shown = () =>
  worker.evaluate(`self.registration.getNotifications().then((list) => list.map(
    ({ title, silent, requireInteraction, actions }) =>
      ({ title, silent, requireInteraction, actions: actions.map(({ action }) => action) })))`) as Promise<
    { title: string; silent: boolean; requireInteraction: boolean; actions: string[] }[]
  >;

test("a press focuses a window that already shows the visit", async () => {
  const visit = await context.newPage();
  await visit.goto(`${site.url}${visitPath}`);
  await deliver(started);
  expect(await press()).toEqual({ opened: [], focused: [visitPath], left: 0 });
  expect(new URL(first.url()).pathname).toBe("/today");
});

test("a press navigates another window of ours to the visit", async () => {
  await deliver(started);
  expect(await press()).toEqual({ opened: [], focused: ["/today"], left: 0 });
  await until("the window is there", () => new URL(first.url()).pathname === visitPath);
});

test("a press opens a new window if the others show other visits", async () => {
  await first.goto(`${site.url}/visit/default/another`);
  await deliver(started);
  expect(await press()).toEqual({ opened: [visitPath], focused: [], left: 0 });
  expect(new URL(first.url()).pathname).toBe("/visit/default/another");
});

test("a press opens a window if there is none", async () => {
  await deliver(started);
  await until("it is shown", () => site.posts.length > 0);
  await first.goto("about:blank");
  expect(await press()).toEqual({ opened: [visitPath], focused: [], left: 0 });
});

test("Join on a ring accepts it and opens the visit", async () => {
  await deliver(ringing);
  await until("it is shown", () => site.posts.length > 0);
  expect(await shown()).toMatchObject([
    { requireInteraction: true, silent: false, actions: ["join", "decline"] },
  ]);
  expect(await press("join")).toEqual({ opened: [], focused: ["/today"], left: 0 });
  expect(answersTold()).toEqual([{ type: "default", id: "visit-1", answer: "accept" }]);
});

test("Decline on a ring declines it, and opens a window only if the app refused that", async () => {
  await deliver(ringing);
  expect(await press("decline")).toEqual({ opened: [], focused: [], left: 0 });
  expect(answersTold()).toEqual([{ type: "default", id: "visit-1", answer: "decline" }]);
  site.refusedPaths.add("/api/rings/answer");
  // Another visit, because the browser may still be removing the notification with the first one's tag.
  const another = { ...about, id: "visit-2", deliveryId: "delivery-2" };
  await deliver(payloadOf({ ...start, kind: "ring", ringState: "ringing" }, another, t));
  expect(await press("decline")).toEqual({ opened: [], focused: ["/today"], left: 0 });
});

test("a ring that was answered elsewhere is replaced silently, without buttons", async () => {
  await deliver(ringing);
  await until("it rings", () => site.posts.length === 1);
  await deliver(payloadOf({ ...start, kind: "ring-settled", ringState: "accepted" }, about, t));
  await until("it is over", () => site.posts.length === 2);
  expect(await shown()).toEqual([
    { title: "Answered on another device", silent: true, requireInteraction: false, actions: [] },
  ]);
});

test("a missed call replaces the ring", async () => {
  await deliver(ringing);
  await until("it rings", () => site.posts.length === 1);
  await deliver(payloadOf({ ...start, kind: "ring-missed", ringState: "missed" }, about, t));
  await until("it is over", () => site.posts.length === 2);
  expect(await shown()).toMatchObject([{ title: "You missed a visit", silent: false, actions: [] }]);
  expect(await press()).toEqual({ opened: [], focused: ["/today"], left: 0 });
  expect(answersTold()).toEqual([]);
});
