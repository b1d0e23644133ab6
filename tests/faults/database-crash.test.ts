import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDb } from "#lib/db.ts";
import { startApp, type TestApp } from "#tests/support/app.ts";
import { type Clinic, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { callAction, staffCookie } from "#tests/support/http.ts";
import { until } from "#tests/support/wait.ts";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres.ts";
import { startLoad } from "./page-load.ts";

let postgres: OwnPostgres;
let clinic: Clinic;
let app: TestApp;
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

/** Opens a person's event stream and collects its text. */
const openEvents = async (cookie: string) => {
  const controller = new AbortController();
  const response = await fetch(`${app.url}/api/events`, { headers: { cookie }, signal: controller.signal });
  const received = { text: "" };
  const decoder = new TextDecoder();
  (async () => {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      received.text += decoder.decode(chunk, { stream: true });
    }
  })().catch(() => {});
  return { received, leave: () => controller.abort() };
};

test("if PostgreSQL crashes under load, the app survives, and open event streams go on", async () => {
  const cookie = await staffCookie(app.url, "amara");
  const events = await openEvents(cookie);
  const load = startLoad(`${app.url}/today`, cookie, 20);
  await until("pages are served", () => load.count(200) > 10);
  await postgres.kill9();
  await until("the app reports its database missing", async () => {
    const answer = await fetch(`${app.url}/api/health`);
    return answer.status === 503 && ((await answer.json()) as { database: string }).database !== "ok";
  });
  await wait(1_000);
  await postgres.start();
  const restartedAt = Date.now();
  await until("a page is served", async () => {
    const answer = await fetch(`${app.url}/today`, { headers: { cookie }, redirect: "manual" });
    return answer.status === 200;
  });
  expect(Date.now() - restartedAt).toBeLessThan(3_000);
  await until("the app is healthy", async () => (await fetch(`${app.url}/api/health`)).status === 200);
  expect(Date.now() - restartedAt).toBeLessThan(6_000);
  await load.stop();

  // The stream was open all the time.
  const visit = await until("a visit can be scheduled", () => scheduleVisit(clinic, { minutesAhead: 10 }));
  await callAction(app.url, "/today", "startVisitAction", cookie, visit.ref);
  await until("the stream has the start", () =>
    events.received.text.includes(`"kind":"call-started","type":"default","id":"${visit.ref.id}"`),
  );
  events.leave();
  expect(app.running()).toBe(true);
});
