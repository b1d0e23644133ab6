import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { getCallType, updateCallType } from "#lib/call-types/server.ts";
import { updateCall } from "#lib/calls/server/update-call.ts";
import { closeDb, db } from "#lib/db.ts";
import { visitView } from "#lib/joining/server/view-visit.ts";
import { extendInput } from "#lib/sessions/rules.ts";
import { closeOverdue } from "#lib/sessions/server/close-overdue.ts";
import { extendSession } from "#lib/sessions/server/extend-session.ts";
import { reconcile } from "#lib/sessions/server/reconcile-sessions.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { startWorker, stopWorker } from "#lib/worker.ts";
import { byLink, type Clinic, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { until } from "#tests/support/wait.ts";
import { type FakeLiveKit, startFakeLiveKit } from "./fake-livekit.ts";

let livekit: FakeLiveKit;
let clinic: Clinic;
let amara: Actor;
let minutesAhead = 0;
beforeAll(async () => {
  livekit = await startFakeLiveKit();
  process.env.LIVEKIT_URL = livekit.url;
  clinic = await makeClinic();
  amara = await clinic.actor("amara");
});
afterAll(async () => {
  await stopWorker();
  await closeDb();
  await livekit.stop();
});

const start = new Date();
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);

const setLimit = (ref: { id: string }, maxDurationSeconds: number | null) =>
  db().call.updateMany({ where: { id: ref.id }, data: { settingsOverride: { maxDurationSeconds } } });

/** Starts a visit that may last ten minutes. */
const startNewVisit = async (maxDurationSeconds: number | null = 600) => {
  minutesAhead += 30;
  const visit = await scheduleVisit(clinic, { minutesAhead });
  await setLimit(visit.ref, maxDurationSeconds);
  const { sessionId } = await startVisit(amara, visit.ref, start);
  livekit.rooms.set(`${sessionId}.1`, []);
  return { ...visit, sessionId };
};
const times = (id: string) =>
  db().session.findUniqueOrThrow({
    where: { id },
    select: { endsAt: true, closedAt: true, extendedSeconds: true },
  });
const jobsOf = (sessionId: string) =>
  db().$queryRaw<{ runAt: Date }[]>`
    SELECT j."run_at" AS "runAt" FROM graphile_worker._private_jobs j
    WHERE j."payload"::jsonb = ${JSON.stringify({ sessionId })}::jsonb ORDER BY j."run_at"`;
const auditOf = (ref: { type: string; id: string }, kind: string) =>
  db().auditEvent.count({ where: { subject: `call:${ref.type}:${ref.id}`, kind } });
const extend = (actor: Actor, ref: object, minutes: number, now: Date) =>
  extendSession(actor, extendInput.parse({ ...ref, minutes }), now);

describe("a session with a limit", () => {
  test("ends that long after its start, by a job for that moment", async () => {
    const { sessionId } = await startNewVisit();
    expect(await times(sessionId)).toEqual({ endsAt: at(600), closedAt: null, extendedSeconds: 0 });
    expect(await jobsOf(sessionId)).toEqual([{ runAt: at(600) }]);
  });

  test("has no end if its call has no limit", async () => {
    const { sessionId } = await startNewVisit(null);
    expect(await times(sessionId)).toMatchObject({ endsAt: null });
    expect(await jobsOf(sessionId)).toEqual([]);
    await closeOverdue(sessionId, at(1_000_000));
    expect(await times(sessionId)).toMatchObject({ closedAt: null });
  });

  test("is closed for everyone at its end, once, and can be started again", async () => {
    const { ref, sessionId } = await startNewVisit();
    await closeOverdue(sessionId, at(599));
    expect(await times(sessionId)).toMatchObject({ closedAt: null });
    await Promise.all(Array.from({ length: 5 }, () => closeOverdue(sessionId, at(600))));
    expect(await times(sessionId)).toMatchObject({ closedAt: at(600) });
    expect(livekit.rooms.has(`${sessionId}.1`)).toBe(false);
    expect(await auditOf(ref, "session.closed")).toBe(1);
    const again = await startVisit(amara, ref, at(700));
    expect(again).toMatchObject({ started: true });
    expect(await times(again.sessionId)).toMatchObject({ endsAt: at(1_300), extendedSeconds: 0 });
    // The job of the earlier session leaves this one alone.
    await closeOverdue(sessionId, at(701));
    expect(await times(again.sessionId)).toMatchObject({ closedAt: null });
  });

  test("is closed by the reconciler if its job was lost", async () => {
    const { sessionId, patientMember } = await startNewVisit();
    const came = { sid: `PA_${randomUUID()}`, identity: patientMember, device: "window", joinedAt: at(1) };
    livekit.rooms.set(`${sessionId}.1`, [came]);
    await reconcile(at(599));
    expect(await times(sessionId)).toMatchObject({ closedAt: null });
    await reconcile(at(601));
    expect(await times(sessionId)).toMatchObject({ closedAt: at(601) });
  });

  test("is closed by its job in a worker", async () => {
    const { sessionId } = await startNewVisit();
    await db().session.updateMany({ where: { id: sessionId }, data: { endsAt: new Date() } });
    await db().$executeRaw`
      UPDATE graphile_worker._private_jobs SET "run_at" = now()
      WHERE "payload"::jsonb = ${JSON.stringify({ sessionId })}::jsonb`;
    startWorker();
    await until("the session is closed", async () => (await times(sessionId)).closedAt);
    await stopWorker();
  });
});

describe("extending a session", () => {
  test("moves its end, and the job of the old end does nothing", async () => {
    const { ref, sessionId } = await startNewVisit();
    expect(await extend(amara, ref, 10, at(500))).toEqual({ endsAt: at(1_200) });
    await closeOverdue(sessionId, at(601));
    expect(await times(sessionId)).toEqual({ endsAt: at(1_200), closedAt: null, extendedSeconds: 600 });
    expect(await jobsOf(sessionId)).toEqual([{ runAt: at(600) }, { runAt: at(1_200) }]);
    await closeOverdue(sessionId, at(1_200));
    expect(await times(sessionId)).toMatchObject({ closedAt: at(1_200) });
    expect(await auditOf(ref, "session.extended")).toBe(1);
  });

  test("shows the new end to both sides", async () => {
    const { ref, patientMember } = await startNewVisit();
    const { actor: patient } = await byLink(clinic, ref, patientMember);
    await extend(amara, ref, 5, at(300));
    for (const [actor, mayExtend] of [
      [amara, true],
      [patient, false],
    ] as const) {
      expect(await visitView(actor, ref, at(301))).toMatchObject({ sessionEndsAt: at(900), mayExtend });
    }
  });

  test("is allowed only to members who may end the visit", async () => {
    const { ref, sessionId, patientMember } = await startNewVisit();
    const { actor: patient } = await byLink(clinic, ref, patientMember);
    await expect(extend(patient, ref, 5, at(1))).toBeRefused("NOT_ALLOWED");
    await expect(extend(await clinic.actor("lena"), ref, 5, at(1))).toBeRefused("NOT_FOUND");
    expect(await times(sessionId)).toMatchObject({ endsAt: at(600) });
  });

  test("adds five to thirty minutes, up to a day in all", async () => {
    const { ref } = await startNewVisit(86_000);
    for (const minutes of [0, -5, 7, 60, 1e9, Number.NaN])
      expect(extendInput.safeParse({ ...ref, minutes }).success).toBe(false);
    await extend(amara, ref, 5, at(10));
    await expect(extend(amara, ref, 5, at(10))).toBeRefused("CONFLICT");
  });

  test("is refused after the end, without a live session, and without a limit", async () => {
    const late = await startNewVisit();
    await expect(extend(amara, late.ref, 5, at(600))).toBeRefused("CONFLICT");
    await closeOverdue(late.sessionId, at(600));
    await expect(extend(amara, late.ref, 5, at(601))).toBeRefused("CONFLICT");
    const endless = await startNewVisit(null);
    await expect(extend(amara, endless.ref, 5, at(1))).toBeRefused("CONFLICT");
  });

  test("and its end at the same moment: exactly one of them happens", {
    timeout: 60_000,
  }, async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 20; round++) {
      const { ref, sessionId } = await startNewVisit();
      const [extended] = await Promise.allSettled([
        extend(amara, ref, 10, at(599)),
        closeOverdue(sessionId, at(600)),
      ]);
      const { endsAt, closedAt } = await times(sessionId);
      if (extended.status === "fulfilled")
        expect({ endsAt, closedAt }).toEqual({ endsAt: at(1_200), closedAt: null });
      else expect({ endsAt, closedAt }).toEqual({ endsAt: at(600), closedAt: at(600) });
      outcomes.add(extended.status);
    }
    expect(outcomes.size).toBeGreaterThan(0);
  });

  test("counts twenty times if done twenty times at once", async () => {
    const { ref, sessionId } = await startNewVisit();
    await Promise.all(Array.from({ length: 20 }, () => extend(amara, ref, 5, at(10))));
    expect(await times(sessionId)).toMatchObject({ endsAt: at(600 + 20 * 300), extendedSeconds: 20 * 300 });
  });
});

describe("a changed limit moves the end of a live session", () => {
  const change = (ref: { type: string; id: string }, maxDurationSeconds: number | null, now: Date) =>
    updateCall(amara, { ...ref, settingsOverride: { maxDurationSeconds } }, now);

  test.each([
    ["to a longer time", 1_200, 1_200],
    ["to a shorter time, with at least a minute's notice", 60, 360],
    ["not if it is the same", 600, 600],
    ["away if there is no limit", null, null],
  ])("%s", async (_how, seconds, wanted) => {
    const { ref, sessionId } = await startNewVisit();
    await change(ref, seconds, at(300));
    const endsAt = wanted === null ? null : at(wanted);
    expect(await times(sessionId)).toMatchObject({ endsAt, closedAt: null });
    if (endsAt) expect((await jobsOf(sessionId)).map(({ runAt }) => runAt)).toContainEqual(endsAt);
  });

  test("but keeps extensions, and gives an end to a session without one", async () => {
    const { ref, sessionId } = await startNewVisit();
    await extend(amara, ref, 10, at(100));
    await change(ref, 900, at(300));
    expect(await times(sessionId)).toMatchObject({ endsAt: at(1_500) });
    const endless = await startNewVisit(null);
    await change(endless.ref, 600, at(300));
    expect(await times(endless.sessionId)).toMatchObject({ endsAt: at(600) });
  });

  test("for all live sessions of a call type", async () => {
    const [one, other] = [await startNewVisit(null), await startNewVisit(600)];
    await db().call.updateMany({ where: { id: one.ref.id }, data: { settingsOverride: {} } });
    const admin = await clinic.actor("admin");
    const change = async (maxDurationSeconds: number | null) => {
      const { id, version, name, settings, grants } = await getCallType(admin, { id: one.ref.type });
      const changed = { ...settings, maxDurationSeconds };
      await updateCallType(admin, { id, version, name, settings: changed, grants }, at(10));
    };
    await change(300);
    expect(await times(one.sessionId)).toMatchObject({ endsAt: at(300) });
    // Its call overrides the type.
    expect(await times(other.sessionId)).toMatchObject({ endsAt: at(600) });
    await change(null);
    expect(await times(one.sessionId)).toMatchObject({ endsAt: null });
  });
});

describe("after the end of a session", () => {
  test("the page says why for half an hour, or until the visit starts again", async () => {
    const { ref, sessionId, patientMember } = await startNewVisit();
    const { actor: patient } = await byLink(clinic, ref, patientMember);
    expect(await visitView(patient, ref, at(599))).toMatchObject({ live: true, timeUp: false });
    await closeOverdue(sessionId, at(600));
    expect(await visitView(patient, ref, at(601))).toMatchObject({ live: false, timeUp: true });
    expect(await visitView(amara, ref, at(601))).toMatchObject({ timeUp: true, mayStart: true });
    expect(await visitView(patient, ref, at(600 + 1_801))).toMatchObject({ timeUp: false });
    await startVisit(amara, ref, at(700));
    expect(await visitView(patient, ref, at(701))).toMatchObject({ live: true, timeUp: false });
  });
});
