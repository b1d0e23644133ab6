import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor, CallRef } from "#lib/access.ts";
import { closeDb, db, transaction } from "#lib/db.ts";
import { announceAdded, deliverPush, subscribe } from "#lib/notifications/server.ts";
import { acceptRing } from "#lib/rings/server/answer-ring.ts";
import { cancelRing } from "#lib/rings/server/cancel-ring.ts";
import { missRings } from "#lib/rings/server/expire-rings.ts";
import { ringCall } from "#lib/starting/server/ring-call.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { type PushService, type Subscriber, startPushService } from "#tests/support/push-service.ts";
import { createCallWith, createVisit, openSession, signInByLink } from "#tests/support/visit-rows.ts";

// What the rung hear where no window is open.

let service: PushService;
beforeAll(async () => {
  service = await startPushService();
  process.env.PUSH_EXTRA_ORIGINS = service.origin;
});
beforeEach(() => {
  service.answerWith(() => ({ status: 201 }));
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
/** Sends everything that is queued, as the worker would. */
const sendAll = async () => {
  const queued = await db().delivery.findMany({ where: { state: "queued" }, select: { id: true } });
  for (const { id } of queued) await deliverPush(id);
};
const heardBy = (one: Subscriber) =>
  service.received
    .filter((push) => push.subscriptionId === one.id)
    .map((push) => ({ ...push.headers, ...JSON.parse(one.read(push.body)) }));
const two = async () => {
  const { ref, clinician, patient } = await createVisit();
  const other = await signInByLink(ref, patient.userId);
  return { ref, clinician, patient, phone: await turnOn(patient), tablet: await turnOn(other) };
};
const due = async (ref: CallRef) => {
  const ring = await db().ring.findFirstOrThrow({ where: { session: { callId: ref.id } } });
  return { sessionId: ring.sessionId, dueAt: ring.expiresAt.toISOString() };
};

test("every device rings at once, for as long as there is time left, in generic words", async () => {
  const { ref, clinician, phone, tablet } = await two();
  const { sessionId } = await ringCall(clinician, ref);
  await sendAll();
  for (const device of [phone, tablet]) {
    const [push, ...more] = heardBy(device);
    expect(more).toEqual([]);
    expect(push).toMatchObject({
      urgency: "high",
      topic: sessionId.replaceAll("-", ""),
      title: "Your visit is starting",
      path: `/createVisit/${ref.type}/${ref.id}`,
      tag: `visit-${ref.type}-${ref.id}`,
      ring: ref,
    });
    expect(Number(push.ttl)).toBeGreaterThan(30);
    expect(Number(push.ttl)).toBeLessThanOrEqual(45);
    expect(JSON.stringify(push)).not.toMatch(/Okafor|Weber/);
  }
  await cancelRing(clinician, ref);
  await ringCall(clinician, ref);
  await sendAll();
  expect(heardBy(phone).at(-1)).toMatchObject({ title: "You are being called to your visit", ring: ref });
});

test("an answer ends the ringing on the other devices that rang, quietly, and not on the one that answered", async () => {
  const { ref, clinician, patient, phone, tablet } = await two();
  await ringCall(clinician, ref);
  await sendAll();
  const later = await turnOn(await signInByLink(ref, patient.userId));
  await acceptRing(patient, ref);
  await sendAll();
  expect(heardBy(phone).map(({ title }) => title)).toEqual(["Your visit is starting"]);
  expect(heardBy(tablet).map(({ title, quiet }) => [title, quiet])).toEqual([
    ["Your visit is starting", undefined],
    ["Answered on another device", true],
  ]);
  expect(heardBy(later)).toEqual([]);
});

test("a ring that is over before its push goes out is not sent, and nothing has to be taken back", async () => {
  const { ref, clinician, phone } = await two();
  await ringCall(clinician, ref);
  await cancelRing(clinician, ref);
  await sendAll();
  expect(heardBy(phone)).toEqual([]);
});

test("a missed call is told on every device, also hours later, and not once it rings again", async () => {
  const { ref, clinician, phone, tablet } = await two();
  await ringCall(clinician, ref);
  await missRings(await due(ref));
  await ringCall(clinician, ref, new Date(Date.now() + 1_000));
  await sendAll();
  expect(heardBy(phone).map(({ title }) => title)).toEqual(["You are being called to your visit"]);
  const other = await two();
  await ringCall(other.clinician, other.ref);
  await missRings(await due(other.ref));
  await sendAll();
  for (const device of [other.phone, other.tablet]) {
    expect(heardBy(device)).toMatchObject([{ title: "You missed a visit", urgency: "normal" }]);
    expect(Number(heardBy(device)[0]?.ttl)).toBeGreaterThan(3_600);
  }
  expect(heardBy(tablet).length).toBe(1);
});

test("somebody in another visit gets a quiet word, and no ringing", async () => {
  const { ref, clinician, patient, phone } = await two();
  const elsewhere = await createCallWith([{ userId: patient.userId, role: "patient" }]);
  const sessionId = await openSession(elsewhere, patient.userId);
  await db().attendance.create({
    data: { sessionId, userId: patient.userId, participantSid: `PA_${ref.id}`, joinedAt: new Date() },
  });
  await ringCall(clinician, ref);
  await sendAll();
  expect(heardBy(phone)).toMatchObject([{ title: "You are wanted in another visit", quiet: true }]);
  expect(heardBy(phone)[0]).not.toHaveProperty("ring");
});

test("a start that rings is one push a device, and fifty presses are still one", async () => {
  const { ref, clinician, phone, tablet } = await two();
  await Promise.all(Array.from({ length: 50 }, () => startVisit(clinician, ref)));
  await sendAll();
  for (const device of [phone, tablet]) expect(heardBy(device)).toHaveLength(1);
});

test("that somebody was added to a call is an ordinary message, once a member, to everybody but who did it", async () => {
  const { ref, clinician, phone, tablet } = await two();
  const own = await turnOn(clinician);
  const say = () => transaction((tx) => announceAdded(tx, { ...ref, by: clinician.userId }));
  await Promise.all(Array.from({ length: 10 }, say));
  await say();
  await sendAll();
  for (const device of [phone, tablet]) {
    expect(heardBy(device)).toMatchObject([{ title: "You have been added to a visit", urgency: "normal" }]);
    expect(heardBy(device)[0]).not.toHaveProperty("ring");
  }
  expect(heardBy(own)).toEqual([]);
});
