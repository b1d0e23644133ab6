import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { presenceOf } from "#lib/attendance/rules.ts";
import { getSession } from "#lib/attendance/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { startApp, type TestApp } from "#tests/support/app.ts";
import { launchChromium, mediaOf } from "#tests/support/chromium.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";
import { seededRandom } from "#tests/support/random.ts";
import { expectLiveMedia, joinVisit, openVisitBrowsers } from "#tests/support/visit-browsers.ts";
import { until } from "#tests/support/wait.ts";
import { startWebhookProxy } from "#tests/support/webhook-proxy.ts";

// Two people in Chromium, of whom the patient reloads, and then both leave. A proxy holds back LiveKit's webhooks, which
// are the truth that the attendance must agree with.
let app: TestApp;
let browser: Browser;
let clinic: Clinic;
let proxy: Awaited<ReturnType<typeof startWebhookProxy>>;
beforeAll(async () => {
  clinic = await makeClinic();
  proxy = await startWebhookProxy();
  app = await startApp({}, proxy.url);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await proxy?.stop();
  await closeDb();
});

/** How soon the attendance must be true, and by how much a leave without a webhook may be late. */
const rightWithinMs = 30_000;

// Two people often join in the same millisecond, LiveKit's resolution; then the connection's id decides.
const byComing = (a: { joinedAt: Date; sid: string }, b: { joinedAt: Date; sid: string }) =>
  a.joinedAt.getTime() - b.joinedAt.getTime() || (a.sid < b.sid ? -1 : 1);

const attendance = async (sessionId: string) => {
  const rows = await db().attendance.findMany({ where: { sessionId } });
  return rows.map((row) => ({ ...row, sid: row.participantSid })).toSorted(byComing);
};

/** The connections of a session and their ends, by LiveKit's webhooks. */
const truthOf = (sessionId: string) => {
  const left = new Map(proxy.events(sessionId, "participant_left").map(({ sid, at }) => [sid, at]));
  return proxy
    .events(sessionId, "participant_joined")
    .map(({ sid, identity, joinedAt }) => ({ sid, identity, joinedAt, leftAt: left.get(sid) ?? null }))
    .toSorted(byComing);
};

/** Runs a visit in which the patient reloads and both leave. Returns once LiveKit has reported every leave. */
const play = async (minutesAhead: number) => {
  const { ref, clinician, patient, patientMember } = await openVisitBrowsers(
    browser,
    app,
    clinic,
    minutesAhead,
  );
  const { sessionId } = await startVisit(await clinic.actor("amara"), ref);
  const pages = [clinician.page, patient.page];
  const meet = async (connections: number) => {
    await Promise.all(pages.map((page) => expectLiveMedia("each", () => mediaOf(page))));
    await until("they are together for two seconds", () => {
      const came = truthOf(sessionId).map(({ joinedAt }) => joinedAt.getTime());
      return came.length === connections && Date.now() - Math.max(...came) > 2_000;
    });
  };
  await Promise.all(pages.map((page) => joinVisit(page, app, ref)));
  await meet(2);
  await patient.page.reload();
  await meet(3);
  await patient.context.close();
  await clinician.context.close();
  await until("livekit says that all have left", () =>
    truthOf(sessionId).every(({ leftAt }) => leftAt !== null),
  );
  return { ref, sessionId, patientMember };
};

type Played = Awaited<ReturnType<typeof play>>;

/** Expects one attendance for each connection, of the right person, from its true beginning. */
const expectConnections = async ({ ref, sessionId, patientMember }: Played) => {
  const rows = await attendance(sessionId);
  const truth = truthOf(sessionId);
  const found = rows.map(({ sid, memberId, joinedAt }) => [sid, memberId, joinedAt]);
  expect(found).toEqual(truth.map(({ sid, identity, joinedAt }) => [sid, identity, joinedAt]));
  const { people } = await getSession(await clinic.actor("admin"), { ...ref, sessionId, after: null });
  const ofPatient = truth.filter(({ identity }) => identity === patientMember);
  const wanted = presenceOf(ofPatient, new Date());
  const patient = people.find(({ role }) => role === "patient");
  expect(people.map(({ role }) => role).toSorted()).toEqual(["clinician", "patient"]);
  expect(patient?.joinedAt).toEqual(wanted?.joinedAt);
  expect(patient?.segments).toHaveLength(1);
  const late = (patient?.seconds ?? Number.NaN) - (wanted?.seconds ?? Number.NaN);
  return { rows, truth, late, togetherSeconds: patient?.togetherSeconds ?? 0 };
};

test("without any webhook the attendance is true within thirty seconds", {
  timeout: 180_000,
}, async () => {
  const played = await play(10);
  const { sessionId } = played;
  await until(
    "all are noted as gone",
    async () => (await attendance(sessionId)).every(({ leftAt }) => leftAt !== null),
    rightWithinMs,
  );
  proxy.drop();
  expect(await db().webhookEvent.count()).toBe(0);
  const { rows, truth, late, togetherSeconds } = await expectConnections(played);
  const lateMs = rows.map(({ leftAt }, index) => Number(leftAt) - Number(truth[index]?.leftAt));
  console.info(`no webhooks: leaves noted ${lateMs.map((ms) => (ms / 1000).toFixed(1)).join(", ")} s late`);
  for (const ms of lateMs) {
    // LiveKit reports leaves to the second.
    expect(ms).toBeGreaterThan(-1_000);
    expect(ms).toBeLessThanOrEqual(rightWithinMs);
  }
  expect(Math.abs(late)).toBeLessThanOrEqual(rightWithinMs / 1000);
  expect(togetherSeconds).toBeGreaterThan(0);
});

test("with every webhook late, twice and in random order the attendance is true", {
  timeout: 180_000,
}, async () => {
  const played = await play(60);
  const { sessionId } = played;
  const statuses = await proxy.deliverTwice(`${app.url}/api/livekit/webhook`, seededRandom(20_261_125));
  expect(new Set(statuses)).toEqual(new Set([204]));
  const noted = await db().webhookEvent.count();
  console.info(`${statuses.length} webhooks went on, of ${noted} events noted`);
  // Three joins and three leaves.
  expect(noted).toBe(6);
  const { rows, truth, late } = await expectConnections(played);
  expect(rows.map(({ leftAt }) => leftAt)).toEqual(truth.map(({ leftAt }) => leftAt));
  expect(late).toBe(0);
  const session = await db().session.findUniqueOrThrow({ where: { id: sessionId } });
  expect(session).toMatchObject({
    openedAt: truth[0]?.joinedAt,
    emptySince: new Date(Math.max(...truth.map(({ leftAt }) => Number(leftAt)))),
    closedAt: null,
  });
});
