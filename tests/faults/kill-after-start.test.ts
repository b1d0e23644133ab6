import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { closeDb, db } from "#lib/db.ts";
import { updateMembers } from "#lib/members/server.ts";
import { subscribe } from "#lib/notifications/server.ts";
import { startApp, type TestApp } from "#tests/support/app.ts";
import { byLink, type Clinic, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { callAction, staffCookie } from "#tests/support/http.ts";
import { type PushService, startPushService } from "#tests/support/push-service.ts";
import { until } from "#tests/support/wait.ts";

let push: PushService;
let clinic: Clinic;
let app: TestApp;
beforeAll(async () => {
  push = await startPushService();
  process.env.PUSH_EXTRA_ORIGINS = push.origin;
  clinic = await makeClinic();
  app = await startApp();
});
afterAll(async () => {
  await app?.stop();
  await push?.stop();
  await closeDb();
});

/** Subscribes a device. Returns the id of its subscription. */
const subscribeDevice = async (actor: Actor) => {
  const subscriber = push.subscriber();
  await subscribe(actor, { endpoint: subscriber.endpoint, keys: subscriber.keys });
  return subscriber.id;
};

/** Schedules a visit with three members to notify, on two devices each. */
const scheduleCrowd = async (minutesAhead: number) => {
  const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead });
  const others = [clinic.idOf.bruno, clinic.idOf.celia];
  const update = others.map((userId) => ({ userId, role: "companion" as const }));
  await updateMembers(await clinic.actor("amara"), { ...ref, update });
  const members = await db().member.findMany({
    where: { callId: ref.id, role: "companion" },
    select: { id: true },
  });
  const devices: string[] = [];
  for (const memberId of [patientMember, ...members.map((member) => member.id)]) {
    for (let count = 0; count < 2; count += 1)
      devices.push(await subscribeDevice((await byLink(clinic, ref, memberId)).actor));
  }
  return { ref, devices: devices.toSorted() };
};

const startByAction = async (ref: { type: string; id: string }, cookie: string) =>
  callAction(app.url, `/visit/${ref.type}/${ref.id}`, "startVisitAction", cookie, ref);

const countPushJobs = async () => {
  const [left] = await db().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM graphile_worker.jobs WHERE task_identifier = 'deliver-push'`;
  return left?.count;
};
const countRingTimers = async (sessionId: string) => {
  const [left] = await db().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM graphile_worker._private_jobs AS job
    JOIN graphile_worker._private_tasks AS task ON task.id = job.task_id
    WHERE task.identifier = 'miss-rings' AND job.payload->>'sessionId' = ${sessionId}`;
  return left?.count;
};
const reachedDevices = () => push.accepted().map((one) => one.subscriptionId);

test("fifty presses of Start at once open one session and send each device one push", async () => {
  const { ref, devices } = await scheduleCrowd(10);
  const cookie = await staffCookie(app.url, "amara");
  const answers = await Promise.all(Array.from({ length: 50 }, () => startByAction(ref, cookie)));
  expect(
    answers.map(({ text }) => /"sessionId":"[^"]+"/.exec(text)?.[0]).filter((one, _, all) => one !== all[0]),
  ).toEqual([]);
  expect(answers.filter(({ text }) => text.includes('"started":true'))).toHaveLength(1);
  expect(await db().session.count({ where: { callId: ref.id } })).toBe(1);
  await until(
    "every delivery is sent",
    async () => (await db().delivery.count({ where: { state: "sent" } })) === devices.length,
  );
  expect(reachedDevices().toSorted()).toEqual(devices);
});

test("if the app is killed right after a start, it sends every push once after its restart", async () => {
  push.received.length = 0;
  const { ref, devices } = await scheduleCrowd(60);
  const cookie = await staffCookie(app.url, "amara");
  // No push can go out before the app is dead.
  push.answerWith(() => "no answer");
  expect((await startByAction(ref, cookie)).text).toContain('"started":true');
  await app.kill9();
  expect(app.running()).toBe(false);
  expect(reachedDevices()).toEqual([]);
  push.answerWith(() => ({ status: 201 }));
  await app.start();
  const session = await db().session.findFirstOrThrow({ where: { callId: ref.id }, select: { id: true } });
  const sent = () =>
    db().delivery.count({ where: { state: "sent", notification: { sessionId: session.id } } });
  await until("every delivery is sent", async () => (await sent()) === devices.length);
  await until("no job of a push is left", async () => (await countPushJobs()) === 0);
  expect(reachedDevices().toSorted()).toEqual(devices);
  // The rings still have their timer.
  expect(await countRingTimers(session.id)).toBe(1);
});

test("if the app is killed during a ring, the ring is missed on time, once, and every device is told", async () => {
  const { ref, devices } = await scheduleCrowd(110);
  const override = { settingsOverride: { ring: { missedAfterSeconds: 30 } } };
  await db().call.update({ where: { type_id: ref }, data: override });
  expect((await startByAction(ref, await staffCookie(app.url, "amara"))).text).toContain('"started":true');
  const ofRef = { session: { callId: ref.id } };
  const sent = { notification: ofRef, state: "sent" } as const;
  await until(
    "every device rang",
    async () => (await db().delivery.count({ where: sent })) === devices.length,
  );
  push.received.length = 0;
  await app.kill9();
  await app.start();
  const restartedAt = new Date();
  await until(
    "every ring is settled",
    async () => (await db().ring.count({ where: { ...ofRef, state: "ringing" } })) === 0,
    45_000,
  );
  const rings = await db().ring.findMany({ where: ofRef });
  expect(rings.map(({ state }) => state)).toEqual(["missed", "missed", "missed"]);
  for (const { settledAt, expiresAt } of rings) {
    const due = Math.max(expiresAt.getTime(), restartedAt.getTime());
    expect(settledAt?.getTime()).toBeGreaterThanOrEqual(expiresAt.getTime());
    expect(settledAt?.getTime()).toBeLessThan(due + 5_000);
  }
  await until(
    "every device was told",
    async () => (await db().delivery.count({ where: sent })) === 2 * devices.length,
  );
  // The earlier visits were missed in the meantime too, on their own devices.
  const ours = reachedDevices().filter((one) => devices.includes(one));
  expect(ours.toSorted()).toEqual(devices);
});
