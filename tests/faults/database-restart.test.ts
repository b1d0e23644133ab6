import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { scheduleAppointment } from "#lib/appointments/server/schedule-appointment.ts";
import { closeDb, db } from "#lib/db.ts";
import { deploy } from "#prisma/migrate.ts";
import { query } from "#scripts/postgres/query.ts";
import { type Postgres, startPostgres } from "#scripts/postgres/start.ts";
import { startApp, type TestApp } from "#tests/support/app.ts";
import { type Clinic, formFor, makeClinic } from "#tests/support/clinic.ts";
import { staffCookie } from "#tests/support/http.ts";
import { until } from "#tests/support/wait.ts";

// A PostgreSQL of the test's own, which it may stop; the app has a livekit server beside it.
const options = () => ({
  folder: join(inject("folder"), "postgres-to-restart"),
  password: "test",
  log: join(inject("folder"), "postgres-to-restart.log"),
});
let database: Postgres;
let app: TestApp;
let clinic: Clinic;
beforeAll(async () => {
  database = await startPostgres(options());
  await query(database.url("postgres"), "create database restarted");
  process.env.DATABASE_URL = database.url("restarted");
  await deploy(process.env.DATABASE_URL);
  clinic = await makeClinic();
  app = await startApp();
});
afterAll(async () => {
  await app?.stop();
  await closeDb();
  await database?.program.stop();
});

/** Eight visitors who ask for pages without a pause, until told to stop. */
const load = (cookie: string) => {
  let on = true;
  const statuses: number[] = [];
  const visitor = async () => {
    while (on) {
      const answer = await fetch(`${app.url}/today`, { headers: { cookie }, redirect: "manual" }).catch(
        () => null,
      );
      await answer?.arrayBuffer();
      statuses.push(answer?.status ?? 0);
    }
  };
  const visitors = Array.from({ length: 8 }, visitor);
  const stop = async () => {
    on = false;
    await Promise.all(visitors);
  };
  return { statuses, stop };
};

test("PostgreSQL restarts under load: the app lives, and works within a second of the database", async () => {
  const cookie = await staffCookie(app.url, "amara");
  const visitors = load(cookie);
  await until("pages are served", () => visitors.statuses.filter((status) => status === 200).length > 10);
  const port = database.port;
  await database.program.stop();
  await until("the app says that its database is away", async () => {
    const answer = await fetch(`${app.url}/api/health`);
    return answer.status === 503 && ((await answer.json()) as { database: string }).database !== "ok";
  });
  expect(app.running()).toBe(true);
  database = await startPostgres({ ...options(), port });
  const up = Date.now();
  await until("the app works again", async () => {
    const answer = await fetch(`${app.url}/today`, { headers: { cookie }, redirect: "manual" });
    return answer.status === 200;
  });
  const tookMs = Date.now() - up;
  await until(
    "jobs are worked on again",
    async () => (await fetch(`${app.url}/api/health`)).status === 200,
    15_000,
  );
  await visitors.stop();
  expect(app.running()).toBe(true);
  expect(tookMs).toBeLessThan(1_000);
  const amara = await clinic.actor("amara");
  const { id } = await until("a visit can be scheduled", () =>
    scheduleAppointment(amara, formFor(clinic, "ada", 60)),
  );
  expect(await db().appointment.count({ where: { id } })).toBe(1);
});
