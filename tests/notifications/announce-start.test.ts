import { expect, test, vi } from "vitest";
import { db, transaction } from "#lib/db.ts";
import { announceStart } from "#lib/notifications/server.ts";
import { startWorker } from "#lib/worker.ts";
import type { PushService } from "#tests/support/push-service.ts";
import {
  createCallWith,
  createPerson,
  createStaff,
  createVisit,
  openSession,
  signInByLink,
} from "#tests/support/visit-rows.ts";
import {
  announceVisit,
  deleteJobs,
  findOnlyDelivery,
  listDeliveries,
  listJobs,
  setUpPushService,
  subscribeDevice,
} from "./deliveries.ts";

let service: PushService;
setUpPushService((started) => {
  service = started;
});

test("every member but the starter is notified on each of their browsers, in generic words", async () => {
  const { ref, clinician, patient } = await createVisit();
  const otherBrowser = await signInByLink(ref, patient.userId);
  const subscribers = [await subscribeDevice(service, patient), await subscribeDevice(service, otherBrowser)];
  await subscribeDevice(service, clinician);
  startWorker();
  await announceVisit(ref, clinician);
  await vi.waitFor(() => expect(service.accepted().length).toBe(2), 10_000);
  expect(new Set(service.received.map((push) => push.subscriptionId))).toEqual(
    new Set(subscribers.map(({ id }) => id)),
  );
  const [push] = service.received;
  const message = JSON.parse(
    subscribers.find(({ id }) => id === push?.subscriptionId)?.read(push?.body ?? Buffer.alloc(0)) ?? "",
  );
  expect(message).toMatchObject({
    title: "Your visit is starting",
    body: "Open Bedside to join.",
    path: `/visit/${ref.type}/${ref.id}`,
  });
  expect(JSON.stringify(message)).not.toMatch(/Okafor|Weber/);
});

test("announcing a start fifty times at once notifies each browser once", async () => {
  const { ref, clinician, patient } = await createVisit();
  await subscribeDevice(service, patient);
  const sessionId = await openSession(ref, clinician.userId);
  const announce = () =>
    transaction((tx) => announceStart(tx, { ...ref, sessionId, startedBy: clinician.userId }));
  startWorker();
  await Promise.all(Array.from({ length: 50 }, announce));
  await vi.waitFor(async () => expect((await findOnlyDelivery(sessionId)).state).toBe("sent"), 10_000);
  expect(service.received.length).toBe(1);
  expect(await db().notification.count({ where: { sessionId } })).toBe(1);
});

test("a start that is rolled back notifies no one", async () => {
  const { ref, clinician, patient } = await createVisit();
  await subscribeDevice(service, patient);
  const sessionId = await openSession(ref, clinician.userId);
  const failing = transaction(async (tx) => {
    await announceStart(tx, { ...ref, sessionId, startedBy: clinician.userId });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await listJobs()).toEqual([]);
  expect(await listDeliveries(sessionId)).toEqual([]);
});

test("people who are not members are not notified", async () => {
  const { ref, clinician } = await createVisit();
  const stranger = await createStaff("clinician", "Dr Else");
  await subscribeDevice(service, stranger);
  await createPerson("patient", "No member");
  const before = await db().delivery.count();
  await announceVisit(ref, clinician);
  expect(await db().delivery.count()).toBe(before);
});

test("a browser is not notified if its sign-in ended or expired, or its link was revoked", async () => {
  const { ref, clinician, patient } = await createVisit();
  const [expired, revoked] = [
    await signInByLink(ref, patient.userId),
    await signInByLink(ref, patient.userId),
  ];
  for (const one of [patient, expired, revoked]) await subscribeDevice(service, one);
  const now = new Date();
  await db().signIn.update({ where: { id: patient.signInId }, data: { endedAt: now } });
  await db().signIn.update({ where: { id: expired.signInId }, data: { expiresAt: now } });
  await db().inviteLink.update({ where: { id: revoked.inviteLinkId }, data: { revokedAt: now } });
  expect(await listDeliveries(await announceVisit(ref, clinician))).toEqual([]);
});

test("a link's browser is notified of its own visit only", async () => {
  const { ref, clinician, patient } = await createVisit();
  await subscribeDevice(service, patient);
  const other = await createCallWith([
    { userId: clinician.userId, role: "clinician" },
    { userId: patient.userId, role: "patient" },
  ]);
  expect(await listDeliveries(await announceVisit(other, clinician))).toEqual([]);
  expect((await listDeliveries(await announceVisit(ref, clinician))).length).toBe(1);
});

test("blocked members and disabled people are not notified", async () => {
  const { ref, clinician, patient } = await createVisit();
  const disabled = await createStaff("clinician", "Dr Gone");
  await db().member.create({
    data: { callType: ref.type, callId: ref.id, userId: disabled.userId, role: "assistant" },
  });
  await subscribeDevice(service, patient);
  await subscribeDevice(service, disabled);
  await db().member.updateMany({ where: { userId: patient.userId }, data: { blockedAt: new Date() } });
  await db().user.update({ where: { id: disabled.userId }, data: { disabledAt: new Date() } });
  expect(await listDeliveries(await announceVisit(ref, clinician))).toEqual([]);
});

test("a class of 5,000 is announced at once, with a job for each browser", async () => {
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
  await subscribeDevice(service, small.patient);
  const one = await timed(() => announceVisit(small.ref, small.clinician));
  await deleteJobs();
  const { result: sessionId, ms } = await timed(() => announceVisit(ref, teacher));
  // As a set; one by one it would take 5,000 times as long.
  expect(ms).toBeLessThan(one.ms * 1_000);
  expect((await listDeliveries(sessionId)).length).toBe(5_000);
  expect((await listJobs()).length).toBe(5_000);
});
