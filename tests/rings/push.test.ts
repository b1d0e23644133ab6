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

// The pushes that ringing sends.

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

const subscribeDevice = async (actor: Actor): Promise<Subscriber> => {
  const subscriber = service.subscriber();
  await subscribe(actor, subscriber);
  return subscriber;
};
/** Sends the queued pushes as the worker would. */
const sendQueued = async () => {
  const queued = await db().delivery.findMany({ where: { state: "queued" }, select: { id: true } });
  for (const { id } of queued) await deliverPush(id);
};
const pushesTo = (one: Subscriber) =>
  service.received
    .filter((push) => push.subscriptionId === one.id)
    .map((push) => ({ ...push.headers, ...JSON.parse(one.read(push.body)) }));
const createVisitWithTwoDevices = async () => {
  const { ref, clinician, patient } = await createVisit();
  const other = await signInByLink(ref, patient.userId);
  return {
    ref,
    clinician,
    patient,
    phone: await subscribeDevice(patient),
    tablet: await subscribeDevice(other),
  };
};
const expiryJobOf = async (ref: CallRef) => {
  const ring = await db().ring.findFirstOrThrow({ where: { session: { callId: ref.id } } });
  return { sessionId: ring.sessionId, dueAt: ring.expiresAt.toISOString() };
};

test("a ring goes to every device, with the time that is left, in generic words", async () => {
  const { ref, clinician, phone, tablet } = await createVisitWithTwoDevices();
  const { sessionId } = await ringCall(clinician, ref);
  await sendQueued();
  for (const device of [phone, tablet]) {
    const [push, ...more] = pushesTo(device);
    expect(more).toEqual([]);
    expect(push).toMatchObject({
      urgency: "high",
      topic: sessionId.replaceAll("-", ""),
      title: "Your visit is starting",
      path: `/visit/${ref.type}/${ref.id}`,
      tag: `visit-${ref.type}-${ref.id}`,
      ring: ref,
    });
    expect(Number(push.ttl)).toBeGreaterThan(30);
    expect(Number(push.ttl)).toBeLessThanOrEqual(45);
    expect(JSON.stringify(push)).not.toMatch(/Okafor|Weber/);
  }
  await cancelRing(clinician, ref);
  await ringCall(clinician, ref);
  await sendQueued();
  expect(pushesTo(phone).at(-1)).toMatchObject({ title: "You’re being called to your visit", ring: ref });
});

test("an answer quietly ends the ringing on the other devices that rang, and sends the answering one nothing", async () => {
  const { ref, clinician, patient, phone, tablet } = await createVisitWithTwoDevices();
  await ringCall(clinician, ref);
  await sendQueued();
  const later = await subscribeDevice(await signInByLink(ref, patient.userId));
  await acceptRing(patient, ref);
  await sendQueued();
  expect(pushesTo(phone).map(({ title }) => title)).toEqual(["Your visit is starting"]);
  expect(pushesTo(tablet).map(({ title, quiet }) => [title, quiet])).toEqual([
    ["Your visit is starting", undefined],
    ["Answered on another device", true],
  ]);
  expect(pushesTo(later)).toEqual([]);
});

test("a ring that is over before its push goes out is not sent, and needs no correction", async () => {
  const { ref, clinician, phone } = await createVisitWithTwoDevices();
  await ringCall(clinician, ref);
  await cancelRing(clinician, ref);
  await sendQueued();
  expect(pushesTo(phone)).toEqual([]);
});

test("a missed call goes to every device, even hours later, unless it rings again", async () => {
  const { ref, clinician, phone, tablet } = await createVisitWithTwoDevices();
  await ringCall(clinician, ref);
  await missRings(await expiryJobOf(ref));
  await ringCall(clinician, ref, new Date(Date.now() + 1_000));
  await sendQueued();
  expect(pushesTo(phone).map(({ title }) => title)).toEqual(["You’re being called to your visit"]);
  const other = await createVisitWithTwoDevices();
  await ringCall(other.clinician, other.ref);
  await missRings(await expiryJobOf(other.ref));
  await sendQueued();
  for (const device of [other.phone, other.tablet]) {
    expect(pushesTo(device)).toMatchObject([{ title: "You missed a visit", urgency: "normal" }]);
    expect(Number(pushesTo(device)[0]?.ttl)).toBeGreaterThan(3_600);
  }
  expect(pushesTo(tablet).length).toBe(1);
});

test("a person in another visit gets a quiet notification instead of a ring", async () => {
  const { ref, clinician, patient, phone } = await createVisitWithTwoDevices();
  const elsewhere = await createCallWith([{ userId: patient.userId, role: "patient" }]);
  const sessionId = await openSession(elsewhere, patient.userId);
  await db().attendance.create({
    data: { sessionId, userId: patient.userId, participantSid: `PA_${ref.id}`, joinedAt: new Date() },
  });
  await ringCall(clinician, ref);
  await sendQueued();
  expect(pushesTo(phone)).toMatchObject([{ title: "You’re needed in another visit", quiet: true }]);
  expect(pushesTo(phone)[0]).not.toHaveProperty("ring");
});

test("a start that rings sends one push to each device, even if pressed fifty times", async () => {
  const { ref, clinician, phone, tablet } = await createVisitWithTwoDevices();
  await Promise.all(Array.from({ length: 50 }, () => startVisit(clinician, ref)));
  await sendQueued();
  for (const device of [phone, tablet]) expect(pushesTo(device)).toHaveLength(1);
});

test("being added to a call sends each member one ordinary push, except the person who added them", async () => {
  const { ref, clinician, phone, tablet } = await createVisitWithTwoDevices();
  const own = await subscribeDevice(clinician);
  const announce = () => transaction((tx) => announceAdded(tx, { ...ref, by: clinician.userId }));
  await Promise.all(Array.from({ length: 10 }, announce));
  await announce();
  await sendQueued();
  for (const device of [phone, tablet]) {
    expect(pushesTo(device)).toMatchObject([{ title: "You’ve been added to a visit", urgency: "normal" }]);
    expect(pushesTo(device)[0]).not.toHaveProperty("ring");
  }
  expect(pushesTo(own)).toEqual([]);
});
