import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { translatorFor } from "#lib/catalogue.ts";
import { payloadOf } from "#lib/notifications/rules.ts";
import { type PushTarget, pushKey, sendPush } from "#lib/push.ts";
import { launchFirefox } from "#tests/support/firefox.ts";
import { type PushService, startPushService } from "#tests/support/push-service.ts";
import { startServiceWorkerSite } from "#tests/support/service-worker-site.ts";
import { until } from "#tests/support/wait.ts";

// Our service worker in Firefox, with real, encrypted pushes.

let service: PushService;
let site: Awaited<ReturnType<typeof startServiceWorkerSite>>;
let firefox: Awaited<ReturnType<typeof launchFirefox>>;
let page: Page;
let target: PushTarget;

const subscribe = (key: string) =>
  page.evaluate(async (applicationServerKey) => {
    await navigator.serviceWorker.register("/sw.js");
    const { pushManager } = await navigator.serviceWorker.ready;
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
    const { endpoint = "", keys = {} } = subscription.toJSON();
    return { endpoint, p256dh: keys["p256dh"] ?? "", auth: keys["auth"] ?? "" };
  }, key);

const shown = () =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const notifications = await registration.getNotifications();
    return notifications.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
  });

const send = (payload: string) => sendPush(target, { payload, ttlSeconds: 60, urgency: "high" });
const t = translatorFor("en-GB", "push");
const start = {
  kind: "visit-started",
  notifiedAt: new Date(),
  ringState: null,
  ringExpiresAt: null,
  ringIsStart: false,
} as const;
const started = (id: string, deliveryId: string) =>
  JSON.stringify(payloadOf(start, { type: "default", id, deliveryId }, t));

beforeAll(async () => {
  service = await startPushService();
  process.env.PUSH_EXTRA_ORIGINS = service.origin;
  site = await startServiceWorkerSite();
  firefox = await launchFirefox({ pushServiceUrl: service.webSocketUrl });
  page = await firefox.browser.newPage();
  await page.goto(`${site.url}/today`);
  target = await subscribe(pushKey() ?? "");
});
beforeEach(async () => {
  site.posts.length = 0;
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    for (const one of await registration.getNotifications()) one.close();
  });
});
afterAll(async () => {
  await firefox.close();
  site.stop();
  await service.stop();
});

test("Firefox decrypts the push of a start, shows it, and reports that", async () => {
  expect(await send(started("visit-1", "delivery-1"))).toEqual({ kind: "sent" });
  const [notification] = await until("the notification is there", async () => {
    const list = await shown();
    return list.length > 0 ? list : null;
  });
  expect(notification).toEqual({
    title: "Your visit is starting",
    body: "Open Bedside to join.",
    tag: "visit-default-visit-1",
    data: { path: "/visit/default/visit-1", delivery: "delivery-1", ring: null },
  });
  await until("the receipt came", () => site.posts.length > 0);
  expect(site.posts).toEqual([{ path: "/api/notifications/shown", body: { delivery: "delivery-1" } }]);
});

test("the same push a second time replaces the first", async () => {
  await send(started("visit-2", "delivery-2"));
  await send(started("visit-2", "delivery-2"));
  await until("both were shown", () => site.posts.length === 2);
  expect((await shown()).length).toBe(1);
});

test.each([
  ["empty", ""],
  ["no JSON", "hello"],
  ["JSON of another shape", '[1,{"title":5,"path":{}}]'],
  ["null", "null"],
])("a push whose payload is %s still shows something", async (_what, payload) => {
  if (payload) await send(payload);
  else await fetch(target.endpoint, { method: "POST", headers: { ttl: "60" } });
  const list = await until("something is shown", async () => {
    const found = await shown();
    return found.length > 0 ? found : null;
  });
  expect(list).toMatchObject([
    { title: "Bedside", body: "Open Bedside to see what is new.", data: { path: "/", delivery: null } },
  ]);
  expect(site.posts).toEqual([]);
});

test("a push can't lead to another site", async () => {
  for (const path of ["https://evil.example/visit/default/a", "//evil.example/", "javascript:alert(1)"]) {
    await send(JSON.stringify({ title: "x", body: "y", tag: path, path }));
  }
  await until("all are shown", async () => (await shown()).length === 3);
  expect((await shown()).map(({ data }) => data.path)).toEqual(["/", "/", "/"]);
});
