import { chmodSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from "vitest";
import type { Actor, CallRef } from "#lib/access.ts";
import { closeDb, db, transaction } from "#lib/db.ts";
import { announceStart, subscribe } from "#lib/notifications/server.ts";
import { deploy } from "#prisma/migrate.ts";
import { query } from "#scripts/postgres/query.ts";
import { type Postgres, startPostgres } from "#scripts/postgres/start.ts";
import { type PushService, startPushService } from "#tests/support/push-service.ts";
import { createCallWith, createStaff, openSession } from "#tests/support/visit-rows.ts";
import { until } from "#tests/support/wait.ts";
import { startWorkerProcess } from "#tests/support/worker-process.ts";

// A PostgreSQL of this file's own, which may be restarted and killed.

let postgres: Postgres;
let service: PushService;
const workers: ReturnType<typeof startWorkerProcess>[] = [];
const options = { folder: "", password: "test", log: "" };

beforeAll(async () => {
  const folder = mkdtempSync(join(inject("folder"), "faults-"));
  chmodSync(folder, 0o711);
  Object.assign(options, { folder: join(folder, "postgres"), log: join(folder, "postgres.log") });
  postgres = await startPostgres(options);
  await query(postgres.url("postgres"), "create database bedside");
  process.env.DATABASE_URL = postgres.url("bedside");
  await deploy(postgres.url("bedside"));
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
  await postgres.program.stop();
});

const work = () => {
  const worker = startWorkerProcess();
  workers.push(worker);
  return worker;
};

/** A class whose members have a browser each. */
const classOf = async (count: number) => {
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

const start = async ({ ref, teacher }: { ref: CallRef; teacher: Actor }) => {
  const sessionId = await openSession(ref, teacher.userId);
  await transaction((tx) => announceStart(tx, { ...ref, sessionId, startedBy: teacher.userId }));
  return sessionId;
};

const acceptedPerBrowser = () => {
  const counts = new Map<string, number>();
  for (const { subscriptionId } of service.accepted()) {
    counts.set(subscriptionId, (counts.get(subscriptionId) ?? 0) + 1);
  }
  return [...counts.values()];
};
const everyOneOnce = (count: number) => Array.from({ length: count }, () => 1);
const unfinished = async () =>
  (await db().$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM graphile_worker.jobs`)[0]?.n;

test("kill -9 right after the start was committed: after the restart every push goes out once", async () => {
  const everyone = await classOf(30);
  service.answerWith(() => "no answer");
  const first = work();
  await until("the worker looks for jobs", () => first.output().includes("job worker started"));
  await start(everyone);
  await until("some pushes are under way", () => service.received.length >= 3);
  await first.kill9();
  service.received.length = 0;
  service.answerWith(() => ({ status: 201 }));
  const began = Date.now();
  work();
  await until("all pushes went out", () => service.accepted().length >= 30, 15_000);
  expect(Date.now() - began).toBeLessThan(10_000);
  await until("all jobs are done", async () => (await unfinished()) === 0);
  expect(acceptedPerBrowser()).toEqual(everyOneOnce(30));
});

test("kill -9 of one worker while another lives: the other takes over within seconds", async () => {
  const everyone = await classOf(20);
  service.answerWith(() => "no answer");
  const [first, second] = [work(), work()];
  for (const worker of [first, second]) {
    await until("both look for jobs", () => worker.output().includes("job worker started"));
  }
  await start(everyone);
  await until("pushes are under way", () => service.received.length >= 16);
  await first.kill9();
  service.received.length = 0;
  service.answerWith(() => ({ status: 201 }));
  await until("all pushes went out", () => service.accepted().length >= 20, 20_000);
  await until("all jobs are done", async () => (await unfinished()) === 0, 20_000);
  expect(acceptedPerBrowser()).toEqual(everyOneOnce(20));
});

test("the jobs of a worker that lives are left to it, however long they take", async () => {
  const everyone = await classOf(4);
  service.answerWith(() => ({ status: 201, afterMs: 3_000 }));
  const first = work();
  await until("the worker looks for jobs", () => first.output().includes("job worker started"));
  await start(everyone);
  await until("all pushes are under way", () => service.received.length === 4);
  const second = work();
  await until("the other looks for jobs", () => second.output().includes("job worker started"));
  await until("all jobs are done", async () => (await unfinished()) === 0);
  expect(service.received.length).toBe(4);
});

test.each([
  ["restarted", (running: Postgres) => running.program.stop()],
  [
    "killed",
    async (running: Postgres) => {
      process.kill(-running.program.ref.pid, "SIGKILL");
      await running.program.exited;
    },
  ],
])(
  "PostgreSQL %s under load: the worker lives, works again at once, and loses and doubles nothing",
  async (_how, end) => {
    const worker = work();
    await until("the worker looks for jobs", () => worker.output().includes("job worker started"));
    const everyone = await classOf(300);
    const afterwards = await classOf(1);
    service.answerWith(() => ({ status: 201 }));
    await start(everyone);
    await until("pushes go out", () => service.accepted().length > 20);
    await end(postgres);
    await wait(1_500);
    postgres = await startPostgres({ ...options, port: postgres.port });
    const [back, before] = [Date.now(), service.accepted().length];
    await until("pushes go out again", () => service.accepted().length > before);
    expect(Date.now() - back).toBeLessThan(5_000);
    await until("a visit can be started again", () => start(afterwards));
    await until("all jobs are done", async () => (await unfinished()) === 0, 60_000);
    expect(acceptedPerBrowser()).toEqual(everyOneOnce(301));
    expect(worker.isRunning()).toBe(true);
  },
);

test("a worker that is asked to stop finishes what it does and leaves nothing locked", async () => {
  const everyone = await classOf(8);
  let answered = 0;
  service.answerWith(() => ({ status: 201 }));
  const worker = work();
  await until("the worker looks for jobs", () => worker.output().includes("job worker started"));
  await start(everyone);
  await until("pushes go out", () => service.accepted().length > 0);
  answered = service.accepted().length;
  await worker.stop();
  expect(answered).toBeGreaterThan(0);
  const locked = await db().$queryRaw<{ id: bigint }[]>`
    SELECT id FROM graphile_worker.jobs WHERE locked_at IS NOT NULL`;
  expect(locked).toEqual([]);
  work();
  await vi.waitFor(async () => expect(await unfinished()).toBe(0), 10_000);
  expect(acceptedPerBrowser()).toEqual(everyOneOnce(8));
});
