import { expect, test, vi } from "vitest";
import { db } from "#lib/db.ts";
import { confirmShown, deliverPush, subscribe } from "#lib/notifications/server.ts";
import { jobsHealth, startWorker, stopWorker } from "#lib/worker.ts";
import type { PushService } from "#tests/support/push-service.ts";
import { createStaff, createVisit } from "#tests/support/visit-rows.ts";
import {
  announceVisit,
  deleteJobs,
  findOnlyDelivery,
  listJobs,
  setUpPushService,
  subscribeDevice,
} from "./deliveries.ts";

let service: PushService;
setUpPushService((started) => {
  service = started;
});

test("a push is not sent if the sign-in ended in the meantime", async () => {
  const { ref, clinician, patient } = await createVisit();
  await subscribeDevice(service, patient);
  const sessionId = await announceVisit(ref, clinician);
  await db().signIn.update({ where: { id: patient.signInId }, data: { endedAt: new Date() } });
  await deliverPush((await findOnlyDelivery(sessionId)).id);
  expect((await findOnlyDelivery(sessionId)).state).toBe("gone");
  expect(service.received).toEqual([]);
});

test("a push is not sent to a browser where another person has signed in", async () => {
  const { ref, clinician, patient } = await createVisit();
  const subscriber = await subscribeDevice(service, patient);
  const sessionId = await announceVisit(ref, clinician);
  await subscribe(await createStaff("clinician", "Next at the ward's tablet"), subscriber);
  await deliverPush((await findOnlyDelivery(sessionId)).id);
  expect((await findOnlyDelivery(sessionId)).state).toBe("gone");
  expect(service.received).toEqual([]);
});

test("a push is not sent if the visit is over or started minutes ago", async () => {
  const { ref, clinician, patient } = await createVisit();
  await subscribeDevice(service, patient);
  const over = await announceVisit(ref, clinician);
  await db().session.update({ where: { id: over }, data: { closedAt: new Date() } });
  await deliverPush((await findOnlyDelivery(over)).id);
  const old = await announceVisit(ref, clinician);
  await db().notification.updateMany({
    where: { sessionId: old },
    data: { createdAt: new Date(Date.now() - 121_000) },
  });
  await deliverPush((await findOnlyDelivery(old)).id);
  expect(service.received).toEqual([]);
  expect((await findOnlyDelivery(over)).state).toBe("failed");
  expect((await findOnlyDelivery(old)).state).toBe("failed");
});

test.each([404, 410])("%i from the push service deletes the subscription at once", async (status) => {
  const { ref, clinician, patient } = await createVisit();
  const subscriber = await subscribeDevice(service, patient);
  service.answerWith(() => ({ status }));
  const sessionId = await announceVisit(ref, clinician);
  await deliverPush((await findOnlyDelivery(sessionId)).id);
  expect(await db().pushSubscription.count({ where: { endpoint: subscriber.endpoint } })).toBe(0);
});

test.each([401, 403, 413])("%i from the push service keeps the subscription and gives up", async (status) => {
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const { ref, clinician, patient } = await createVisit();
  const subscriber = await subscribeDevice(service, patient);
  service.answerWith(() => ({ status }));
  const sessionId = await announceVisit(ref, clinician);
  await deliverPush((await findOnlyDelivery(sessionId)).id);
  expect((await findOnlyDelivery(sessionId)).state).toBe("failed");
  expect(await db().pushSubscription.count({ where: { endpoint: subscriber.endpoint } })).toBe(1);
  stderr.mockRestore();
});

test("a busy push service gets the push again, but not before its Retry-After", async () => {
  const { ref, clinician, patient } = await createVisit();
  await subscribeDevice(service, patient);
  service.answerWith(({ count }) =>
    count === 1 ? { status: 429, headers: { "retry-after": "3" } } : { status: 201 },
  );
  startWorker();
  const sessionId = await announceVisit(ref, clinician);
  await vi.waitFor(async () => expect((await findOnlyDelivery(sessionId)).state).toBe("sent"), 15_000);
  const [first, second] = service.received;
  expect(service.received.length).toBe(2);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2_900);
  expect(first?.headers.topic).toBe(second?.headers.topic);
  expect(first?.headers.topic).toBe(sessionId.replaceAll("-", ""));
});

test("a push is not retried if it would come too late to ring", async () => {
  const { ref, clinician, patient } = await createVisit();
  await subscribeDevice(service, patient);
  service.answerWith(() => ({ status: 503, headers: { "retry-after": "600" } }));
  const sessionId = await announceVisit(ref, clinician);
  await deleteJobs();
  await deliverPush((await findOnlyDelivery(sessionId)).id);
  expect((await findOnlyDelivery(sessionId)).state).toBe("failed");
  expect(await listJobs()).toEqual([]);
});

test("a delivery that a crash interrupted is sent again; one that was sent is not", async () => {
  const { ref, clinician, patient } = await createVisit();
  await subscribeDevice(service, patient);
  const sessionId = await announceVisit(ref, clinician);
  const { id } = await findOnlyDelivery(sessionId);
  await db().delivery.update({ where: { id }, data: { state: "sending", attempts: 1 } });
  await deliverPush(id);
  await deliverPush(id);
  expect(service.received.length).toBe(1);
  expect(await findOnlyDelivery(sessionId)).toMatchObject({ state: "sent", attempts: 2 });
});

test("the first time the service worker reports a notification as shown is kept", async () => {
  const { ref, clinician, patient } = await createVisit();
  await subscribeDevice(service, patient);
  const sessionId = await announceVisit(ref, clinician);
  const { id } = await findOnlyDelivery(sessionId);
  await confirmShown({ delivery: id });
  expect((await findOnlyDelivery(sessionId)).shownAt).toBeNull();
  await deliverPush(id);
  await confirmShown({ delivery: id }, new Date("2026-11-23T10:00:00Z"));
  await confirmShown({ delivery: id }, new Date("2026-11-23T11:00:00Z"));
  expect((await findOnlyDelivery(sessionId)).shownAt).toEqual(new Date("2026-11-23T10:00:00Z"));
});

test("the health of the jobs is ok with a worker, and says that none is running otherwise", async () => {
  expect(await jobsHealth()).toBe("no worker is running");
  startWorker();
  await vi.waitFor(async () => expect(await jobsHealth()).toBe("ok"), 5_000);
  await stopWorker();
  expect(await jobsHealth()).toBe("no worker is running");
});
