import type { Browser, Page } from "playwright-core";
import { expect, test } from "vitest";
import type { CallRef } from "#lib/access.ts";
import { updateCall } from "#lib/calls/server/update-call.ts";
import { db, transaction } from "#lib/db.ts";
import { emit } from "#lib/events.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import type { TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import { mediaOf } from "#tests/support/chromium.ts";
import type { Clinic } from "#tests/support/clinic.ts";
import { callAction } from "#tests/support/http.ts";
import { expectLiveMedia, joinVisit, openVisitBrowsers } from "#tests/support/visit-browsers.ts";
import { until } from "#tests/support/wait.ts";

// A visit that may last three minutes.
let app: TestApp;
let browser: Browser;
let clinic: Clinic;
setUpApp((fixture) => {
  ({ app, browser, clinic } = fixture);
});

/** Starts a visit in which both see and hear each other. */
const begin = async (minutesAhead: number) => {
  const visit = await openVisitBrowsers(browser, app, clinic, minutesAhead);
  await updateCall(await clinic.actor("admin"), {
    ...visit.ref,
    settingsOverride: { maxDurationSeconds: 180 },
  });
  const { sessionId } = await startVisit(await clinic.actor("amara"), visit.ref);
  const pages = [visit.clinician.page, visit.patient.page];
  await Promise.all(pages.map((page) => joinVisit(page, app, visit.ref)));
  await Promise.all(pages.map((page) => expectLiveMedia("each", () => mediaOf(page))));
  const close = () => Promise.all([visit.clinician.context.close(), visit.patient.context.close()]);
  return { ...visit, sessionId, pages, close };
};

const timesOf = (id: string) =>
  db().session.findUniqueOrThrow({ where: { id }, select: { endsAt: true, closedAt: true } });
const endOf = async (id: string) => (await timesOf(id)).endsAt?.getTime() ?? Number.NaN;

/** Moves a session and its jobs into the past, until it ends in `leftMs`. */
const passUntil = async (sessionId: string, ref: CallRef, leftMs: number) => {
  const seconds = Math.floor(((await endOf(sessionId)) - Date.now() - leftMs) / 1000);
  await transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE "session" SET "started_at" = "started_at" - ${seconds} * interval '1 second',
        "opened_at" = "opened_at" - ${seconds} * interval '1 second',
        "ends_at" = "ends_at" - ${seconds} * interval '1 second' WHERE "id" = ${sessionId}::uuid`;
    await tx.$executeRaw`
      UPDATE graphile_worker._private_jobs SET "run_at" = "run_at" - ${seconds} * interval '1 second'
      WHERE "payload"::jsonb = ${JSON.stringify({ sessionId })}::jsonb`;
    await emit(tx, { kind: "call-changed", ...ref });
  });
};

const all = (pages: readonly Page[], see: (page: Page) => Promise<unknown>) => Promise.all(pages.map(see));
const warning = (page: Page) => page.getByText(/^This visit ends in [1-5] minutes?$/);
const more = (page: Page) => page.getByRole("button", { name: "Extend by 10 minutes" });
const isOver = (page: Page) => page.getByRole("heading", { name: /time is up$/ }).waitFor();

const joins = async (ref: CallRef, cookie: string) => {
  const input = { ...ref, device: "another-window", takeOver: true };
  return (await callAction(app.url, `/visit/${ref.type}/${ref.id}`, "joinCallAction", cookie, input)).text;
};

/** Expects that no one is connected and no one can join. */
const expectOver = async (
  { ref, sessionId, cookies }: Awaited<ReturnType<typeof begin>>,
  code: "WAITING" | "TOO_EARLY",
) => {
  const { endsAt, closedAt } = await timesOf(sessionId);
  expect(closedAt?.getTime()).toBeGreaterThanOrEqual(endsAt?.getTime() ?? Number.NaN);
  await until(
    "everyone's attendance is closed",
    async () => (await db().attendance.count({ where: { sessionId, leftAt: null } })) === 0,
  );
  expect(await db().attendance.count({ where: { sessionId } })).toBeGreaterThanOrEqual(2);
  expect(await joins(ref, cookies.patient)).toContain(`"code":"${code}"`);
  expect(await joins(ref, cookies.clinician)).toContain('"code":"WAITING"');
  const subject = `call:${ref.type}:${ref.id}`;
  const closed = await db().auditEvent.findMany({ where: { subject, kind: "session.closed" } });
  expect(closed.map(({ details }) => details)).toEqual([{ sessionId, code: "time-up" }]);
};

test("both are warned, both see the extension, and the visit ends by itself for both", async () => {
  const visit = await begin(10);
  const { pages, sessionId, ref } = visit;
  const end = await endOf(sessionId);
  await all(pages, (page) => warning(page).waitFor());
  expect(await more(visit.patient.page).count()).toBe(0);
  await more(visit.clinician.page).click();
  await all(pages, (page) => page.getByText("This visit has more time.").waitFor());
  await all(pages, (page) => warning(page).waitFor({ state: "hidden" }));
  expect(await endOf(sessionId)).toBe(end + 600_000);

  await passUntil(sessionId, ref, 25_000);
  await all(pages, (page) => page.getByText("This visit ends in 1 minute", { exact: true }).waitFor());
  expect(await timesOf(sessionId)).toMatchObject({ closedAt: null });
  await all(pages, isOver);
  const late = ((await timesOf(sessionId)).closedAt?.getTime() ?? Number.NaN) - (await endOf(sessionId));
  console.info(`ended ${late} ms after its time`);
  await expectOver(visit, "WAITING");
  await visit.close();
});

test("it also ends if the app is killed before its end and started again after it", async () => {
  const visit = await begin(60);
  const { pages, sessionId, ref } = visit;
  await app.kill9();
  expect(app.running()).toBe(false);
  await passUntil(sessionId, ref, -1_000);
  // While the app is down the two go on talking.
  await all(pages, (page) => expectLiveMedia("each", () => mediaOf(page)));
  expect(await timesOf(sessionId)).toMatchObject({ closedAt: null });
  await app.start();
  await all(pages, isOver);
  // Without a session the patient is too early again for the appointment in an hour.
  await expectOver(visit, "TOO_EARLY");
  await visit.close();
});
