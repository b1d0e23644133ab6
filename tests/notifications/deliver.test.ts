import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Actor, CallRef } from "#lib/access.ts";
import { closeDb, db, transaction } from "#lib/db.ts";
import { announceStart, confirmShown, deliverPush, subscribe } from "#lib/notifications/server.ts";
import { jobsHealth, startWorker, stopWorker } from "#lib/worker.ts";
import { type PushService, type Subscriber, startPushService } from "#tests/support/push-service.ts";
import {
  createCallWith,
  createPerson,
  createStaff,
  createVisit,
  openSession,
  signInByLink,
} from "#tests/support/visit-rows.ts";

let service: PushService;

beforeAll(async () => {
  service = await startPushService();
  process.env.PUSH_EXTRA_ORIGINS = service.origin;
});
beforeEach(() => {
  service.answerWith(() => ({ status: 201 }));
  service.received.length = 0;
});
afterEach(async () => {
  await stopWorker();
  await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
});
afterAll(async () => {
  await closeDb();
  await service.stop();
});

const turnOn = async (actor: Actor): Promise<Subscriber> => {
  const subscriber = service.subscriber();
  await subscribe(actor, subscriber);
  return subscriber;
};

const start = async (ref: CallRef, by: Actor) => {
  const sessionId = await openSession(ref, by.userId);
  await transaction((tx) => announceStart(tx, { ...ref, sessionId, startedBy: by.userId }));
  return sessionId;
};

const deliveries = () =>
  db().delivery.findMany({ select: { id: true, state: true, attempts: true, sentAt: true, shownAt: true } });
const deliveriesOf = (sessionId: string) =>
  db().delivery.findMany({
    where: { notification: { sessionId } },
    orderBy: { createdAt: "asc" },
    select: { id: true, state: true, attempts: true, sentAt: true, shownAt: true },
  });
const onlyDeliveryOf = async (sessionId: string) => {
  const [only, ...others] = await deliveriesOf(sessionId);
  expect(others).toEqual([]);
  if (!only) throw new Error("there is no delivery");
  return only;
};
const jobs = () =>
  db().$queryRaw<{ id: bigint; run_at: Date }[]>`SELECT id, run_at FROM graphile_worker.jobs ORDER BY run_at`;

test("every member but the starter is told on each of their browsers, in generic words", async () => {
  const { ref, clinician, patient } = await createVisit();
  const otherBrowser = await signInByLink(ref, patient.userId);
  const subscribers = [await turnOn(patient), await turnOn(otherBrowser)];
  await turnOn(clinician);
  startWorker();
  await start(ref, clinician);
  await vi.waitFor(() => expect(service.accepted().length).toBe(2), 10_000);
  expect(new Set(service.received.map((push) => push.subscriptionId))).toEqual(
    new Set(subscribers.map(({ id }) => id)),
  );
  const [push] = service.received;
  const words = JSON.parse(
    subscribers.find(({ id }) => id === push?.subscriptionId)?.read(push?.body ?? Buffer.alloc(0)) ?? "",
  );
  expect(words).toMatchObject({
    title: "Your visit is starting",
    body: "Open Bedside to join.",
    path: `/visit/${ref.type}/${ref.id}`,
  });
  expect(JSON.stringify(words)).not.toMatch(/Okafor|Weber/);
});

test("saying the start fifty times at once tells each browser once", async () => {
  const { ref, clinician, patient } = await createVisit();
  await turnOn(patient);
  const sessionId = await openSession(ref, clinician.userId);
  const say = () =>
    transaction((tx) => announceStart(tx, { ...ref, sessionId, startedBy: clinician.userId }));
  startWorker();
  await Promise.all(Array.from({ length: 50 }, say));
  await vi.waitFor(async () => expect((await onlyDeliveryOf(sessionId)).state).toBe("sent"), 10_000);
  expect(service.received.length).toBe(1);
  expect(await db().notification.count({ where: { sessionId } })).toBe(1);
});

test("a start that is rolled back tells nobody", async () => {
  const { ref, clinician, patient } = await createVisit();
  await turnOn(patient);
  const sessionId = await openSession(ref, clinician.userId);
  const failing = transaction(async (tx) => {
    await announceStart(tx, { ...ref, sessionId, startedBy: clinician.userId });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await jobs()).toEqual([]);
  expect(await deliveriesOf(sessionId)).toEqual([]);
});

test("a browser whose sign-in ended, expired, or whose link was revoked is not told", async () => {
  const { ref, clinician, patient } = await createVisit();
  const [expired, revoked] = [
    await signInByLink(ref, patient.userId),
    await signInByLink(ref, patient.userId),
  ];
  for (const one of [patient, expired, revoked]) await turnOn(one);
  const now = new Date();
  await db().signIn.update({ where: { id: patient.signInId }, data: { endedAt: now } });
  await db().signIn.update({ where: { id: expired.signInId }, data: { expiresAt: now } });
  await db().inviteLink.update({ where: { id: revoked.inviteLinkId }, data: { revokedAt: now } });
  expect(await deliveriesOf(await start(ref, clinician))).toEqual([]);
});

test("a link's browser is told of its own visit and of no other", async () => {
  const { ref, clinician, patient } = await createVisit();
  await turnOn(patient);
  const other = await createCallWith([
    { userId: clinician.userId, role: "clinician" },
    { userId: patient.userId, role: "patient" },
  ]);
  expect(await deliveriesOf(await start(other, clinician))).toEqual([]);
  expect((await deliveriesOf(await start(ref, clinician))).length).toBe(1);
});

test("a sign-in that ends between start and push keeps the push from going out", async () => {
  const { ref, clinician, patient } = await createVisit();
  await turnOn(patient);
  const sessionId = await start(ref, clinician);
  await db().signIn.update({ where: { id: patient.signInId }, data: { endedAt: new Date() } });
  await deliverPush((await onlyDeliveryOf(sessionId)).id);
  expect((await onlyDeliveryOf(sessionId)).state).toBe("gone");
  expect(service.received).toEqual([]);
});

test("a browser that somebody else signs in on is not told of the first person's visit", async () => {
  const { ref, clinician, patient } = await createVisit();
  const subscriber = await turnOn(patient);
  const sessionId = await start(ref, clinician);
  await subscribe(await createStaff("clinician", "Next at the ward's tablet"), subscriber);
  await deliverPush((await onlyDeliveryOf(sessionId)).id);
  expect((await onlyDeliveryOf(sessionId)).state).toBe("gone");
  expect(service.received).toEqual([]);
});

test("blocked members and disabled people are not told", async () => {
  const { ref, clinician, patient } = await createVisit();
  const disabled = await createStaff("clinician", "Dr Gone");
  await db().member.create({
    data: { callType: ref.type, callId: ref.id, userId: disabled.userId, role: "assistant" },
  });
  await turnOn(patient);
  await turnOn(disabled);
  await db().member.updateMany({ where: { userId: patient.userId }, data: { blockedAt: new Date() } });
  await db().user.update({ where: { id: disabled.userId }, data: { disabledAt: new Date() } });
  expect(await deliveriesOf(await start(ref, clinician))).toEqual([]);
});

test("a visit that is over meanwhile does not ring, nor does one that started minutes ago", async () => {
  const { ref, clinician, patient } = await createVisit();
  await turnOn(patient);
  const over = await start(ref, clinician);
  await db().session.update({ where: { id: over }, data: { closedAt: new Date() } });
  await deliverPush((await onlyDeliveryOf(over)).id);
  const old = await start(ref, clinician);
  await db().notification.updateMany({
    where: { sessionId: old },
    data: { createdAt: new Date(Date.now() - 121_000) },
  });
  await deliverPush((await onlyDeliveryOf(old)).id);
  expect(service.received).toEqual([]);
  expect((await onlyDeliveryOf(over)).state).toBe("failed");
  expect((await onlyDeliveryOf(old)).state).toBe("failed");
});

test.each([404, 410])("%i from the push service deletes the subscription at once", async (status) => {
  const { ref, clinician, patient } = await createVisit();
  const subscriber = await turnOn(patient);
  service.answerWith(() => ({ status }));
  const sessionId = await start(ref, clinician);
  await deliverPush((await onlyDeliveryOf(sessionId)).id);
  expect(await db().pushSubscription.count({ where: { endpoint: subscriber.endpoint } })).toBe(0);
});

test.each([401, 403, 413])(
  "%i from the push service keeps the subscription and ends the try",
  async (status) => {
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const { ref, clinician, patient } = await createVisit();
    const subscriber = await turnOn(patient);
    service.answerWith(() => ({ status }));
    const sessionId = await start(ref, clinician);
    await deliverPush((await onlyDeliveryOf(sessionId)).id);
    expect((await onlyDeliveryOf(sessionId)).state).toBe("failed");
    expect(await db().pushSubscription.count({ where: { endpoint: subscriber.endpoint } })).toBe(1);
    said.mockRestore();
  },
);

test("a busy push service is tried again, not before it said", async () => {
  const { ref, clinician, patient } = await createVisit();
  await turnOn(patient);
  service.answerWith(({ count }) =>
    count === 1 ? { status: 429, headers: { "retry-after": "3" } } : { status: 201 },
  );
  startWorker();
  const sessionId = await start(ref, clinician);
  await vi.waitFor(async () => expect((await onlyDeliveryOf(sessionId)).state).toBe("sent"), 15_000);
  const [first, second] = service.received;
  expect(service.received.length).toBe(2);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2_900);
  expect(first?.headers.topic).toBe(second?.headers.topic);
  expect(first?.headers.topic).toBe(sessionId.replaceAll("-", ""));
});

test("a try that would come too late to ring is not made", async () => {
  const { ref, clinician, patient } = await createVisit();
  await turnOn(patient);
  service.answerWith(() => ({ status: 503, headers: { "retry-after": "600" } }));
  const sessionId = await start(ref, clinician);
  await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
  await deliverPush((await onlyDeliveryOf(sessionId)).id);
  expect((await onlyDeliveryOf(sessionId)).state).toBe("failed");
  expect(await jobs()).toEqual([]);
});

test("a delivery that a crash cut off is sent again, one that was sent is not", async () => {
  const { ref, clinician, patient } = await createVisit();
  await turnOn(patient);
  const sessionId = await start(ref, clinician);
  const { id } = await onlyDeliveryOf(sessionId);
  await db().delivery.update({ where: { id }, data: { state: "sending", attempts: 1 } });
  await deliverPush(id);
  await deliverPush(id);
  expect(service.received.length).toBe(1);
  expect(await onlyDeliveryOf(sessionId)).toMatchObject({ state: "sent", attempts: 2 });
});

test("the service worker's word that it was shown is kept, the first time only", async () => {
  const { ref, clinician, patient } = await createVisit();
  await turnOn(patient);
  const sessionId = await start(ref, clinician);
  const { id } = await onlyDeliveryOf(sessionId);
  await confirmShown({ delivery: id });
  expect((await onlyDeliveryOf(sessionId)).shownAt).toBeNull();
  await deliverPush(id);
  await confirmShown({ delivery: id }, new Date("2026-11-23T10:00:00Z"));
  await confirmShown({ delivery: id }, new Date("2026-11-23T11:00:00Z"));
  expect((await onlyDeliveryOf(sessionId)).shownAt).toEqual(new Date("2026-11-23T10:00:00Z"));
});

test("a class of 5,000 is announced in one go, each browser by a job of its own", async () => {
  const teacher = await createStaff("clinician", "Dr Ada Okafor");
  const ref = await createCallWith([{ userId: teacher.userId, role: "clinician" }]);
  await db().$executeRaw`
    WITH people AS (INSERT INTO "user" (id, role, name, updated_at)
      SELECT gen_random_uuid(), 'patient', 'Listener ' || n, now() FROM generate_series(1, 5000) n RETURNING id),
    members AS (INSERT INTO "member" (id, call_type, call_id, user_id, role, updated_at)
      SELECT gen_random_uuid(), ${ref.type}, ${ref.id}, id, 'observer', now() FROM people),
    sign_ins AS (INSERT INTO "sign_in" (id, kind, secret_hash, user_id, expires_at)
      SELECT gen_random_uuid(), 'staff', id::text, id, now() + interval '1 hour' FROM people RETURNING id, user_id)
    INSERT INTO "push_subscription" (id, user_id, sign_in_id, endpoint, p256dh, auth)
    SELECT gen_random_uuid(), user_id, id, 'https://fcm.googleapis.com/' || id, '', '' FROM sign_ins`;
  const timed = async (work: () => Promise<string>) => {
    const began = performance.now();
    return { result: await work(), ms: performance.now() - began };
  };
  const small = await createVisit();
  await turnOn(small.patient);
  const one = await timed(() => start(small.ref, small.clinician));
  await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
  const { result: sessionId, ms } = await timed(() => start(ref, teacher));
  // Set by set, and not one by one, which would take 5,000 times as long.
  expect(ms).toBeLessThan(one.ms * 1_000);
  expect((await deliveriesOf(sessionId)).length).toBe(5_000);
  expect((await jobs()).length).toBe(5_000);
});

test("the health of the jobs is ok with a worker, and says what is wrong without", async () => {
  expect(await jobsHealth()).toBe("no worker is running");
  startWorker();
  await vi.waitFor(async () => expect(await jobsHealth()).toBe("ok"), 5_000);
  await stopWorker();
  expect(await jobsHealth()).toBe("no worker is running");
});

test("people who are no members hear nothing", async () => {
  const { ref, clinician } = await createVisit();
  const stranger = await createStaff("clinician", "Dr Else");
  await turnOn(stranger);
  await createPerson("patient", "Nobody's");
  const before = (await deliveries()).length;
  await start(ref, clinician);
  expect((await deliveries()).length).toBe(before);
});
