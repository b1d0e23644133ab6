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

// The app with its livekit server, PostgreSQL and a push service; the app is killed with no time to finish anything.
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

/** One more device of a person, subscribed under its own sign-in. */
const device = async (actor: Actor) => {
  const subscriber = push.subscriber();
  await subscribe(actor, { endpoint: subscriber.endpoint, keys: subscriber.keys });
  return subscriber.id;
};

/** A visit with three people to be told, two devices each. */
const crowd = async (minutesAhead: number) => {
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
      devices.push(await device((await byLink(clinic, ref, memberId)).actor));
  }
  return { ref, devices: devices.toSorted() };
};

const start = async (ref: { type: string; id: string }, cookie: string) =>
  callAction(app.url, `/visit/${ref.type}/${ref.id}`, "startVisitAction", cookie, ref);

const pushJobsLeft = async () => {
  const [left] = await db().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM graphile_worker.jobs WHERE task_identifier = 'deliver-push'`;
  return left?.count;
};
const timersOf = async (sessionId: string) => {
  const [left] = await db().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM graphile_worker._private_jobs AS job
    JOIN graphile_worker._private_tasks AS task ON task.id = job.task_id
    WHERE task.identifier = 'miss-rings' AND job.payload->>'sessionId' = ${sessionId}`;
  return left?.count;
};
const reached = () => push.accepted().map((one) => one.subscriptionId);

test("fifty presses of start at once: one session, one push for each member's device", async () => {
  const { ref, devices } = await crowd(10);
  const cookie = await staffCookie(app.url, "amara");
  const answers = await Promise.all(Array.from({ length: 50 }, () => start(ref, cookie)));
  expect(
    answers.map(({ text }) => /"sessionId":"[^"]+"/.exec(text)?.[0]).filter((one, _, all) => one !== all[0]),
  ).toEqual([]);
  expect(answers.filter(({ text }) => text.includes('"started":true'))).toHaveLength(1);
  expect(await db().session.count({ where: { callId: ref.id } })).toBe(1);
  await until(
    "every delivery is sent",
    async () => (await db().delivery.count({ where: { state: "sent" } })) === devices.length,
  );
  expect(reached().toSorted()).toEqual(devices);
});

test("killed with -9 right after start committed, the app sends every push once when it is back", async () => {
  push.received.length = 0;
  const { ref, devices } = await crowd(60);
  const cookie = await staffCookie(app.url, "amara");
  // Until the app is dead the push service takes nothing, so that nothing can have gone out before.
  push.answerWith(() => "no answer");
  expect((await start(ref, cookie)).text).toContain('"started":true');
  await app.kill9();
  expect(app.running()).toBe(false);
  expect(reached()).toEqual([]);
  push.answerWith(() => ({ status: 201 }));
  await app.start();
  const session = await db().session.findFirstOrThrow({ where: { callId: ref.id }, select: { id: true } });
  const sent = () =>
    db().delivery.count({ where: { state: "sent", notification: { sessionId: session.id } } });
  await until("every delivery is sent", async () => (await sent()) === devices.length);
  await until("no job of a push is left", async () => (await pushJobsLeft()) === 0);
  expect(reached().toSorted()).toEqual(devices);
  // What rings still has its timer.
  expect(await timersOf(session.id)).toBe(1);
});

test("killed with -9 while it rings, the app calls it missed on time, once, and says so on every device", async () => {
  const { ref, devices } = await crowd(110);
  const override = { settingsOverride: { ring: { missedAfterSeconds: 30 } } };
  await db().call.update({ where: { type_id: ref }, data: override });
  expect((await start(ref, await staffCookie(app.url, "amara"))).text).toContain('"started":true');
  const ofRef = { session: { callId: ref.id } };
  const heard = { notification: ofRef, state: "sent" } as const;
  await until(
    "every device rang",
    async () => (await db().delivery.count({ where: heard })) === devices.length,
  );
  push.received.length = 0;
  await app.kill9();
  await app.start();
  const back = new Date();
  await until(
    "every ring is settled",
    async () => (await db().ring.count({ where: { ...ofRef, state: "ringing" } })) === 0,
    45_000,
  );
  const rings = await db().ring.findMany({ where: ofRef });
  expect(rings.map(({ state }) => state)).toEqual(["missed", "missed", "missed"]);
  for (const { settledAt, expiresAt } of rings) {
    const due = Math.max(expiresAt.getTime(), back.getTime());
    expect(settledAt?.getTime()).toBeGreaterThanOrEqual(expiresAt.getTime());
    expect(settledAt?.getTime()).toBeLessThan(due + 5_000);
  }
  await until(
    "every device heard of it",
    async () => (await db().delivery.count({ where: heard })) === 2 * devices.length,
  );
  // The visits before this one were missed meanwhile as well, on their own devices.
  const ours = reached().filter((one) => devices.includes(one));
  expect(ours.toSorted()).toEqual(devices);
});
