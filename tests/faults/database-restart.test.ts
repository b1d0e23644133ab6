import { afterAll, beforeAll, expect, test } from "vitest";
import { scheduleAppointment } from "#lib/appointments/server/schedule-appointment.ts";
import { closeDb, db } from "#lib/db.ts";
import { startApp, type TestApp } from "#tests/support/app.ts";
import { type Clinic, formFor, makeClinic } from "#tests/support/clinic.ts";
import { staffCookie } from "#tests/support/http.ts";
import { until } from "#tests/support/wait.ts";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres.ts";
import { startLoad } from "./page-load.ts";

let postgres: OwnPostgres;
let app: TestApp;
let clinic: Clinic;
beforeAll(async () => {
  postgres = await startOwnPostgres();
  clinic = await makeClinic();
  app = await startApp();
});
afterAll(async () => {
  await app?.stop();
  await closeDb();
  await postgres?.stop();
});

test("if PostgreSQL restarts under load, the app survives, and works within a second of the database", async () => {
  const cookie = await staffCookie(app.url, "amara");
  const load = startLoad(`${app.url}/today`, cookie);
  await until("pages are served", () => load.count(200) > 10);
  await postgres.stop();
  await until("the app reports its database missing", async () => {
    const answer = await fetch(`${app.url}/api/health`);
    return answer.status === 503 && ((await answer.json()) as { database: string }).database !== "ok";
  });
  expect(app.running()).toBe(true);
  await postgres.start();
  const restartedAt = Date.now();
  await until("the app works again", async () => {
    const answer = await fetch(`${app.url}/today`, { headers: { cookie }, redirect: "manual" });
    return answer.status === 200;
  });
  const tookMs = Date.now() - restartedAt;
  await until("jobs run again", async () => (await fetch(`${app.url}/api/health`)).status === 200, 15_000);
  await load.stop();
  expect(app.running()).toBe(true);
  expect(tookMs).toBeLessThan(1_000);
  const amara = await clinic.actor("amara");
  const { id } = await until("a visit can be scheduled", () =>
    scheduleAppointment(amara, formFor(clinic, "ada", 60)),
  );
  expect(await db().appointment.count({ where: { id } })).toBe(1);
});
