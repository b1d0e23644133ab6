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

const ownerOf = (endpoint: string) =>
  db().pushSubscription.findUnique({ where: { endpoint }, select: { userId: true, signInId: true } });
const signInTwice = async () => {
  const first = await createStaff("clinician", "Dr Ada Okafor");
  return [first, await createStaff("clinician", "Dr Ada Okafor", first.userId)] as const;
};

test("a browser is bound to the sign-in that turned notifications on, until another sign-in does", async () => {
  const browser = service.subscriber();
  const [ada, ben] = [
    await createStaff("clinician", "Dr Ada Okafor"),
    await createStaff("clinician", "Dr Ben Roth"),
  ];
  await subscribe(ada, browser);
  await subscribe(ada, browser);
  expect(await ownerOf(browser.endpoint)).toEqual({ userId: ada.userId, signInId: ada.signInId });
  await subscribe(ben, browser);
  expect(await ownerOf(browser.endpoint)).toEqual({ userId: ben.userId, signInId: ben.signInId });
});

test("subscribing fifty times at once makes one subscription", async () => {
  const browser = service.subscriber();
  const ada = await createStaff("clinician", "Dr Ada Okafor");
  await Promise.all(Array.from({ length: 50 }, () => subscribe(ada, browser)));
  expect(await db().pushSubscription.count({ where: { userId: ada.userId } })).toBe(1);
});

test("an endpoint of an unknown push service is refused", async () => {
  const ada = await createStaff("clinician", "Dr Ada Okafor");
  const { keys } = service.subscriber();
  for (const endpoint of ["https://example.com/push", "https://169.254.169.254/", "http://127.0.0.1:1/"]) {
    await expect(subscribe(ada, { endpoint, keys })).toBeRefused("BAD_INPUT");
  }
});

test("keys of the wrong length are refused; padded ones are accepted", async () => {
  const { endpoint, keys } = service.subscriber();
  expect(parse(subscriptionInput, { endpoint, keys: { ...keys, auth: `${keys.auth}==` } }).keys).toEqual(
    keys,
  );
  for (const wrong of ["", "AAAA", `${keys.auth}AA`, "no/base64url+at=all"]) {
    const input = { endpoint, keys: { ...keys, auth: wrong } };
    await expect(() => parse(subscriptionInput, input)).toBeRefused("BAD_INPUT");
  }
});

test("a person has a limited number of browsers, and the one reached least recently makes room", async () => {
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
  expect(await ownerOf(browsers[0]?.endpoint ?? "")).not.toBeNull();
  expect(await ownerOf(browsers[1]?.endpoint ?? "")).toBeNull();
  expect(await ownerOf(browsers.at(-1)?.endpoint ?? "")).not.toBeNull();
});

test("browsers that signed in by a link make room only for each other", async () => {
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
  expect(await ownerOf(own.endpoint)).not.toBeNull();
  expect(await ownerOf(first.endpoint)).toBeNull();
  // Another sign-in by a link to the same call counts together with the first.
  await subscribe(await signInByLink(ref, patient.userId), service.subscriber());
  expect(await db().pushSubscription.count({ where: { userId: patient.userId } })).toBe(maxDevices + 2);
});

test("people can unsubscribe only their own browsers", async () => {
  const browser = service.subscriber();
  const [ada, ben] = [
    await createStaff("clinician", "Dr Ada Okafor"),
    await createStaff("clinician", "Dr Ben Roth"),
  ];
  await subscribe(ada, browser);
  await unsubscribe(ben, browser);
  expect(await ownerOf(browser.endpoint)).not.toBeNull();
  await unsubscribe(ada, browser);
  expect(await ownerOf(browser.endpoint)).toBeNull();
});

test("signing in again keeps notifications on for the same person only", async () => {
  const browser = service.subscriber();
  const [before, after] = await signInTwice();
  const other = await createStaff("clinician", "Dr Ben Roth");
  await subscribe(before, browser);
  expect(await keepSubscription(other, browser)).toEqual({ on: false });
  expect(await ownerOf(browser.endpoint)).toMatchObject({ userId: before.userId });
  expect(await keepSubscription(after, browser)).toEqual({ on: true });
  expect(await ownerOf(browser.endpoint)).toEqual({ userId: after.userId, signInId: after.signInId });
});

test("a browser whose endpoint changed keeps its notifications if they were on", async () => {
  const [old, fresh, unknown] = [service.subscriber(), service.subscriber(), service.subscriber()];
  const ada = await createStaff("clinician", "Dr Ada Okafor");
  const ben = await createStaff("clinician", "Dr Ben Roth");
  const replace = (actor: Actor, oldEndpoint: string | null, subscription: typeof fresh) =>
    replaceSubscription(actor, { oldEndpoint, subscription });
  await subscribe(ada, old);
  expect(await replace(ben, old.endpoint, unknown)).toEqual({ on: false });
  expect(await replace(ben, null, unknown)).toEqual({ on: false });
  expect(await replace(ada, old.endpoint, fresh)).toEqual({ on: true });
  expect(await ownerOf(old.endpoint)).toBeNull();
  expect(await ownerOf(fresh.endpoint)).toMatchObject({ userId: ada.userId });
  expect(await replace(ada, null, unknown)).toEqual({ on: true });
});

test("a test push goes to this browser at once, and reports failure", async () => {
  const [here, elsewhere] = [service.subscriber(), service.subscriber()];
  const [ada, adaElsewhere] = await signInTwice();
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
  expect(await ownerOf(here.endpoint)).toBeNull();
});

test("a delivery is sent while it may still ring, and given up afterwards", () => {
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

test("retries come after 1, 2, 4 … seconds or as late as asked, but never after the ring", () => {
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
