import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { closeDb, db } from "#lib/db.ts";
import { parse } from "#lib/input.ts";
import { maxDevices, retryAt, stepFor, subscriptionInput } from "#lib/notifications/rules.ts";
import {
  keepSubscription,
  replaceSubscription,
  subscribe,
  testPush,
  unsubscribe,
} from "#lib/notifications/server.ts";
import { type PushService, startPushService } from "#tests/support/push-service.ts";
import { createCallWith, createStaff, createVisit, signInByLink } from "#tests/support/visit-rows.ts";

let service: PushService;

beforeAll(async () => {
  service = await startPushService();
  process.env.PUSH_EXTRA_ORIGINS = service.origin;
});
afterAll(async () => {
  await closeDb();
  await service.stop();
});

const owner = (endpoint: string) =>
  db().pushSubscription.findUnique({ where: { endpoint }, select: { userId: true, signInId: true } });
const sameTwice = async () => {
  const first = await createStaff("clinician", "Dr Ada Okafor");
  return [first, await createStaff("clinician", "Dr Ada Okafor", first.userId)] as const;
};

test("a browser is bound to the sign-in that turned it on; a new sign-in there moves it", async () => {
  const browser = service.subscriber();
  const [ada, ben] = [
    await createStaff("clinician", "Dr Ada Okafor"),
    await createStaff("clinician", "Dr Ben Roth"),
  ];
  await subscribe(ada, browser);
  await subscribe(ada, browser);
  expect(await owner(browser.endpoint)).toEqual({ userId: ada.userId, signInId: ada.signInId });
  await subscribe(ben, browser);
  expect(await owner(browser.endpoint)).toEqual({ userId: ben.userId, signInId: ben.signInId });
});

test("fifty times at once it is one subscription", async () => {
  const browser = service.subscriber();
  const ada = await createStaff("clinician", "Dr Ada Okafor");
  await Promise.all(Array.from({ length: 50 }, () => subscribe(ada, browser)));
  expect(await db().pushSubscription.count({ where: { userId: ada.userId } })).toBe(1);
});

test("an endpoint of no push service we know is refused", async () => {
  const ada = await createStaff("clinician", "Dr Ada Okafor");
  const { keys } = service.subscriber();
  for (const endpoint of ["https://example.com/push", "https://169.254.169.254/", "http://127.0.0.1:1/"]) {
    await expect(subscribe(ada, { endpoint, keys })).toBeRefused("BAD_INPUT");
  }
});

test("keys of the wrong length are refused, padded ones are taken", async () => {
  const { endpoint, keys } = service.subscriber();
  expect(parse(subscriptionInput, { endpoint, keys: { ...keys, auth: `${keys.auth}==` } }).keys).toEqual(
    keys,
  );
  for (const wrong of ["", "AAAA", `${keys.auth}AA`, "no/base64url+at=all"]) {
    const asked = { endpoint, keys: { ...keys, auth: wrong } };
    await expect(() => parse(subscriptionInput, asked)).toBeRefused("BAD_INPUT");
  }
});

test("one person keeps a handful of browsers: the one least lately reached makes room", async () => {
  const ada = await createStaff("clinician", "Dr Ada Okafor");
  const browsers = Array.from({ length: maxDevices + 1 }, () => service.subscriber());
  for (const browser of browsers) {
    await subscribe(ada, browser);
    if (browser === browsers[0]) {
      await db().pushSubscription.update({
        where: { endpoint: browser.endpoint },
        data: { lastSuccessAt: new Date(Date.now() + 60_000) },
      });
    }
  }
  expect(await db().pushSubscription.count({ where: { userId: ada.userId } })).toBe(maxDevices);
  expect(await owner(browsers[0]?.endpoint ?? "")).not.toBeNull();
  expect(await owner(browsers[1]?.endpoint ?? "")).toBeNull();
  expect(await owner(browsers.at(-1)?.endpoint ?? "")).not.toBeNull();
});

test("browsers that came by one link make room for each other, and push no other out", async () => {
  const { ref, clinician, patient } = await createVisit();
  const other = await signInByLink(
    await createCallWith([
      { userId: clinician.userId, role: "clinician" },
      { userId: patient.userId, role: "patient" },
    ]),
    patient.userId,
  );
  const own = service.subscriber();
  await subscribe(patient, own);
  const first = service.subscriber();
  await subscribe(other, first);
  for (let count = 0; count < maxDevices; count++) await subscribe(other, service.subscriber());
  expect(await owner(own.endpoint)).not.toBeNull();
  expect(await owner(first.endpoint)).toBeNull();
  // Another sign-in by a link to the same call is the same in this.
  await subscribe(await signInByLink(ref, patient.userId), service.subscriber());
  expect(await db().pushSubscription.count({ where: { userId: patient.userId } })).toBe(maxDevices + 2);
});

test("turning off is for one's own browsers alone", async () => {
  const browser = service.subscriber();
  const [ada, ben] = [
    await createStaff("clinician", "Dr Ada Okafor"),
    await createStaff("clinician", "Dr Ben Roth"),
  ];
  await subscribe(ada, browser);
  await unsubscribe(ben, browser);
  expect(await owner(browser.endpoint)).not.toBeNull();
  await unsubscribe(ada, browser);
  expect(await owner(browser.endpoint)).toBeNull();
});

test("signing in again keeps a browser on for its own person, and for nobody else", async () => {
  const browser = service.subscriber();
  const [before, after] = await sameTwice();
  const other = await createStaff("clinician", "Dr Ben Roth");
  await subscribe(before, browser);
  expect(await keepSubscription(other, browser)).toEqual({ on: false });
  expect(await owner(browser.endpoint)).toMatchObject({ userId: before.userId });
  expect(await keepSubscription(after, browser)).toEqual({ on: true });
  expect(await owner(browser.endpoint)).toEqual({ userId: after.userId, signInId: after.signInId });
});

test("a browser whose endpoint changed goes on under the new one, when it was on before", async () => {
  const [old, fresh, unknown] = [service.subscriber(), service.subscriber(), service.subscriber()];
  const ada = await createStaff("clinician", "Dr Ada Okafor");
  const ben = await createStaff("clinician", "Dr Ben Roth");
  const replace = (actor: Actor, oldEndpoint: string | null, subscription: typeof fresh) =>
    replaceSubscription(actor, { oldEndpoint, subscription });
  await subscribe(ada, old);
  expect(await replace(ben, old.endpoint, unknown)).toEqual({ on: false });
  expect(await replace(ben, null, unknown)).toEqual({ on: false });
  expect(await replace(ada, old.endpoint, fresh)).toEqual({ on: true });
  expect(await owner(old.endpoint)).toBeNull();
  expect(await owner(fresh.endpoint)).toMatchObject({ userId: ada.userId });
  expect(await replace(ada, null, unknown)).toEqual({ on: true });
});

test("a trial goes to this browser at once, and says when it could not", async () => {
  const [here, elsewhere] = [service.subscriber(), service.subscriber()];
  const [ada, adaElsewhere] = await sameTwice();
  await subscribe(ada, here);
  await subscribe(adaElsewhere, elsewhere);
  expect(await testPush(ada, here)).toEqual({ sent: true });
  const push = service.received.at(-1);
  expect(push?.subscriptionId).toBe(here.id);
  expect(JSON.parse(here.read(push?.body ?? Buffer.alloc(0)))).toMatchObject({ title: "Notifications work" });
  await expect(testPush(ada, elsewhere)).toBeRefused("NOT_FOUND");
  service.answerWith(() => ({ status: 503 }));
  expect(await testPush(ada, here)).toEqual({ sent: false });
  service.answerWith(() => ({ status: 410 }));
  await expect(testPush(ada, here)).toBeRefused("NOT_FOUND");
  expect(await owner(here.endpoint)).toBeNull();
});

test("a delivery is sent while it may ring, and given up when it may not", () => {
  const now = new Date("2026-11-23T18:02:00Z");
  const facts = {
    attempts: 0,
    until: new Date("2026-11-23T18:03:00Z"),
    stillTrue: true,
    subscriptionLive: true,
  };
  expect(stepFor(facts, now)).toEqual({ kind: "send", ttlSeconds: 60 });
  expect(stepFor({ ...facts, subscriptionLive: false }, now)).toEqual({ kind: "gone" });
  expect(stepFor({ ...facts, stillTrue: false }, now)).toEqual({ kind: "failed" });
  expect(stepFor({ ...facts, attempts: 8 }, now)).toEqual({ kind: "failed" });
  expect(stepFor({ ...facts, until: now }, now)).toEqual({
    kind: "failed",
  });
});

test("tries again after 1, 2, 4 … seconds, or later when asked to, and never past the ringing", () => {
  const now = new Date("2026-11-23T18:00:00Z");
  const after = (attempts: number, asked: number | null) => {
    const at = retryAt({ until: new Date(now.getTime() + 120_000), attempts }, asked, now);
    return at && (at.getTime() - now.getTime()) / 1000;
  };
  expect([1, 2, 3, 4, 5].map((attempts) => after(attempts, null))).toEqual([1, 2, 4, 8, 16]);
  expect(after(1, 30)).toBe(30);
  expect(after(5, 3)).toBe(16);
  expect(after(1, 120)).toBeNull();
  expect(after(8, null)).toBeNull();
});
