import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Actor, CallRef } from "#lib/access.ts";
import { closeDb, db, transaction } from "#lib/db.ts";
import { announceStart, subscribe } from "#lib/notifications/server.ts";
import { type PushService, startPushService } from "#tests/support/push-service.ts";
import { createCallWith, createStaff, openSession } from "#tests/support/visit-rows.ts";
import { until } from "#tests/support/wait.ts";
import { startWorkerProcess } from "#tests/support/worker-process.ts";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres.ts";

let postgres: OwnPostgres;
let service: PushService;
const workers: ReturnType<typeof startWorkerProcess>[] = [];

beforeAll(async () => {
  postgres = await startOwnPostgres();
  service = await startPushService();
  process.env.PUSH_EXTRA_ORIGINS = service.origin;
});
beforeEach(async () => {
  await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
  service.received.length = 0;
  service.answerWith(() => ({ status: 201 }));
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});
afterAll(async () => {
  await closeDb();
  await service.stop();
  await postgres.stop();
});

const startWorker = () => {
  const worker = startWorkerProcess();
  workers.push(worker);
  return worker;
};

/** Creates a class with a subscribed browser for each listener. */
const createClass = async (count: number) => {
  const teacher = await createStaff("clinician", "Dr Ada Okafor");
  const people = await Promise.all(
    Array.from({ length: count }, (_, n) => createStaff("clinician", `Listener ${n}`)),
  );
  await Promise.all(people.map((one) => subscribe(one, service.subscriber())));
  const ref = await createCallWith([
    { userId: teacher.userId, role: "clinician" },
    ...people.map(({ userId }) => ({ userId, role: "observer" as const })),
  ]);
  return { teacher, ref };
};

const announce = async ({ ref, teacher }: { ref: CallRef; teacher: Actor }) => {
  const sessionId = await openSession(ref, teacher.userId);
  await transaction((tx) => announceStart(tx, { ...ref, sessionId, startedBy: teacher.userId }));
  return sessionId;
};

const pushesPerBrowser = () => {
  const counts = new Map<string, number>();
  for (const { subscriptionId } of service.accepted()) {
    counts.set(subscriptionId, (counts.get(subscriptionId) ?? 0) + 1);
  }
  return [...counts.values()];
};
const oneEach = (count: number) => Array.from({ length: count }, () => 1);
const countJobs = async () =>
  (await db().$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM graphile_worker.jobs`)[0]?.n;

test("if the worker is killed right after a start, every push goes out once after its restart", async () => {
  const everyone = await createClass(30);
  service.answerWith(() => "no answer");
  const first = startWorker();
  await until("the worker has started", () => first.output().includes("job worker started"));
  await announce(everyone);
  await until("some pushes are under way", () => service.received.length >= 3);
  await first.kill9();
  service.received.length = 0;
  service.answerWith(() => ({ status: 201 }));
  const began = Date.now();
  startWorker();
  await until("all pushes went out", () => service.accepted().length >= 30, 15_000);
  expect(Date.now() - began).toBeLessThan(10_000);
  await until("all jobs are done", async () => (await countJobs()) === 0);
  expect(pushesPerBrowser()).toEqual(oneEach(30));
});

test("if one of two workers is killed, the other takes over within seconds", async () => {
  const everyone = await createClass(20);
  service.answerWith(() => "no answer");
  const [first, second] = [startWorker(), startWorker()];
  for (const worker of [first, second]) {
    await until("both have started", () => worker.output().includes("job worker started"));
  }
  await announce(everyone);
  await until("pushes are under way", () => service.received.length >= 16);
  await first.kill9();
  service.received.length = 0;
  service.answerWith(() => ({ status: 201 }));
  await until("all pushes went out", () => service.accepted().length >= 20, 20_000);
  await until("all jobs are done", async () => (await countJobs()) === 0, 20_000);
  expect(pushesPerBrowser()).toEqual(oneEach(20));
});

test("a living worker keeps its jobs, however long they take", async () => {
  const everyone = await createClass(4);
  service.answerWith(() => ({ status: 201, afterMs: 3_000 }));
  const first = startWorker();
  await until("the worker has started", () => first.output().includes("job worker started"));
  await announce(everyone);
  await until("all pushes are under way", () => service.received.length === 4);
  const second = startWorker();
  await until("the other has started", () => second.output().includes("job worker started"));
  await until("all jobs are done", async () => (await countJobs()) === 0);
  expect(service.received.length).toBe(4);
});

test.each([
  ["is restarted", () => postgres.stop()],
  ["is killed", () => postgres.kill9()],
])(
  "if PostgreSQL %s under load, the worker survives, works again at once, and neither loses nor doubles a push",
  async (_how, end) => {
    const worker = startWorker();
    await until("the worker has started", () => worker.output().includes("job worker started"));
    const everyone = await createClass(300);
    const afterwards = await createClass(1);
    service.answerWith(() => ({ status: 201 }));
    await announce(everyone);
    await until("pushes go out", () => service.accepted().length > 20);
    await end();
    await wait(1_500);
    await postgres.start();
    const [restartedAt, before] = [Date.now(), service.accepted().length];
    await until("pushes go out again", () => service.accepted().length > before);
    expect(Date.now() - restartedAt).toBeLessThan(5_000);
    await until("a visit can be started again", () => announce(afterwards));
    await until("all jobs are done", async () => (await countJobs()) === 0, 60_000);
    expect(pushesPerBrowser()).toEqual(oneEach(301));
    expect(worker.isRunning()).toBe(true);
  },
);

test("a worker that is asked to stop finishes its jobs and leaves none locked", async () => {
  const everyone = await createClass(8);
  let answered = 0;
  service.answerWith(() => ({ status: 201 }));
  const worker = startWorker();
  await until("the worker has started", () => worker.output().includes("job worker started"));
  await announce(everyone);
  await until("pushes go out", () => service.accepted().length > 0);
  answered = service.accepted().length;
  await worker.stop();
  expect(answered).toBeGreaterThan(0);
  const locked = await db().$queryRaw<{ id: bigint }[]>`
    SELECT id FROM graphile_worker.jobs WHERE locked_at IS NOT NULL`;
  expect(locked).toEqual([]);
  startWorker();
  await vi.waitFor(async () => expect(await countJobs()).toBe(0), 10_000);
  expect(pushesPerBrowser()).toEqual(oneEach(8));
});
