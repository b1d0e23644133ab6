import { chmodSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { closeDb } from "#lib/db.ts";
import { deploy } from "#prisma/migrate.ts";
import { query } from "#scripts/postgres/query.ts";
import { type Postgres, startPostgres } from "#scripts/postgres/start.ts";
import { startApp, type TestApp } from "#tests/support/app.ts";
import { type Clinic, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { callAction, staffCookie } from "#tests/support/http.ts";
import { until } from "#tests/support/wait.ts";

// The whole app, with a livekit server, and a PostgreSQL of this file's own that is taken away while it is asked.

let postgres: Postgres;
let clinic: Clinic;
let app: TestApp;
const options = { folder: "", password: "test", log: "" };

beforeAll(async () => {
  const folder = mkdtempSync(join(inject("folder"), "faults-"));
  chmodSync(folder, 0o711);
  Object.assign(options, { folder: join(folder, "postgres"), log: join(folder, "postgres.log") });
  postgres = await startPostgres(options);
  await query(postgres.url("postgres"), "create database bedside");
  process.env.DATABASE_URL = postgres.url("bedside");
  await deploy(postgres.url("bedside"));
  clinic = await makeClinic();
  app = await startApp();
});
afterAll(async () => {
  await app?.stop();
  await closeDb();
  await postgres?.program.stop();
});

const crash = async (running: Postgres) => {
  process.kill(-running.program.ref.pid, "SIGKILL");
  await running.program.exited;
};

/** Opens somebody's stream of events and keeps what it says. */
const listenTo = async (cookie: string) => {
  const left = new AbortController();
  const answer = await fetch(`${app.url}/api/events`, { headers: { cookie }, signal: left.signal });
  const heard = { text: "" };
  const decoder = new TextDecoder();
  (async () => {
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      heard.text += decoder.decode(chunk, { stream: true });
    }
  })().catch(() => {});
  return { heard, leave: () => left.abort() };
};

/** Asks for a page again and again, eight at a time, until told to stop. Answers how often each status came. */
const load = (cookie: string) => {
  const statuses = new Map<number, number>();
  let isOver = false;
  const ask = async () => {
    while (!isOver) {
      const answer = await fetch(`${app.url}/today`, { headers: { cookie }, redirect: "manual" }).catch(
        () => null,
      );
      const status = answer?.status ?? 0;
      await answer?.text().catch(() => {});
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      await wait(20);
    }
  };
  const asking = Array.from({ length: 8 }, ask);
  return {
    statuses,
    stop: async () => {
      isOver = true;
      await Promise.all(asking);
    },
  };
};

test("PostgreSQL crashes under load: the app lives, and an open stream of events goes on", async () => {
  const cookie = await staffCookie(app.url, "amara");
  const events = await listenTo(cookie);
  const asked = load(cookie);
  await until("pages come", () => (asked.statuses.get(200) ?? 0) > 10);
  await crash(postgres);
  await until("the app says what is missing", async () => {
    const answer = await fetch(`${app.url}/api/health`);
    return answer.status === 503 && ((await answer.json()) as { database: string }).database !== "ok";
  });
  await wait(1_000);
  postgres = await startPostgres({ ...options, port: postgres.port });
  const back = Date.now();
  await until("a page comes", async () => {
    const answer = await fetch(`${app.url}/today`, { headers: { cookie }, redirect: "manual" });
    return answer.status === 200;
  });
  expect(Date.now() - back).toBeLessThan(3_000);
  await until("all is well", async () => (await fetch(`${app.url}/api/health`)).status === 200);
  expect(Date.now() - back).toBeLessThan(6_000);
  await asked.stop();

  // The stream that was open all the time goes on: it hears of what happens now.
  const visit = await until("something can be scheduled", () => scheduleVisit(clinic, { minutesAhead: 10 }));
  await callAction(app.url, "/today", "startVisitAction", cookie, visit.ref);
  await until("the stream tells of the start", () =>
    events.heard.text.includes(`"kind":"call-started","type":"default","id":"${visit.ref.id}"`),
  );
  events.leave();
  expect(app.running()).toBe(true);
});
