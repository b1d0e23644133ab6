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

const limitOf = (ref: { id: string }, maxDurationSeconds: number | null) =>
  db().call.updateMany({ where: { id: ref.id }, data: { settingsOverride: { maxDurationSeconds } } });

/** A visit that was started just now and may last ten minutes. */
const begin = async (maxDurationSeconds: number | null = 600) => {
  minutesAhead += 30;
  const visit = await scheduleVisit(clinic, { minutesAhead });
  await limitOf(visit.ref, maxDurationSeconds);
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
  test("ends so long after its start, and a job stands ready for that moment", async () => {
    const { sessionId } = await begin();
    expect(await times(sessionId)).toEqual({ endsAt: at(600), closedAt: null, extendedSeconds: 0 });
    expect(await jobsOf(sessionId)).toEqual([{ runAt: at(600) }]);
  });

  test("is not one when its call has none", async () => {
    const { sessionId } = await begin(null);
    expect(await times(sessionId)).toMatchObject({ endsAt: null });
    expect(await jobsOf(sessionId)).toEqual([]);
    await closeOverdue(sessionId, at(1_000_000));
    expect(await times(sessionId)).toMatchObject({ closedAt: null });
  });

  test("is closed for everybody at its end and not before, once, and can be started again", async () => {
    const { ref, sessionId } = await begin();
    await closeOverdue(sessionId, at(599));
    expect(await times(sessionId)).toMatchObject({ closedAt: null });
    await Promise.all(Array.from({ length: 5 }, () => closeOverdue(sessionId, at(600))));
    expect(await times(sessionId)).toMatchObject({ closedAt: at(600) });
    expect(livekit.rooms.has(`${sessionId}.1`)).toBe(false);
    expect(await auditOf(ref, "session.closed")).toBe(1);
    const again = await startVisit(amara, ref, at(700));
    expect(again).toMatchObject({ started: true });
    expect(await times(again.sessionId)).toMatchObject({ endsAt: at(1_300), extendedSeconds: 0 });
    // The job of the session before does nothing to this one.
    await closeOverdue(sessionId, at(701));
    expect(await times(again.sessionId)).toMatchObject({ closedAt: null });
  });

  test("is closed by the reconciler when its job was lost", async () => {
    const { sessionId, patientMember } = await begin();
    const came = { sid: `PA_${randomUUID()}`, identity: patientMember, device: "window", joinedAt: at(1) };
    livekit.rooms.set(`${sessionId}.1`, [came]);
    await reconcile(at(599));
    expect(await times(sessionId)).toMatchObject({ closedAt: null });
    await reconcile(at(601));
    expect(await times(sessionId)).toMatchObject({ closedAt: at(601) });
  });

  test("is closed by its job, by a worker that knows nothing else", async () => {
    const { sessionId } = await begin();
    await db().session.updateMany({ where: { id: sessionId }, data: { endsAt: new Date() } });
    await db().$executeRaw`
      UPDATE graphile_worker._private_jobs SET "run_at" = now()
      WHERE "payload"::jsonb = ${JSON.stringify({ sessionId })}::jsonb`;
    startWorker();
    await until("the session is closed", async () => (await times(sessionId)).closedAt);
    await stopWorker();
  });
});

describe("more time", () => {
  test("moves the end, and the job of the old end does nothing", async () => {
    const { ref, sessionId } = await begin();
    expect(await extend(amara, ref, 10, at(500))).toEqual({ endsAt: at(1_200) });
    await closeOverdue(sessionId, at(601));
    expect(await times(sessionId)).toEqual({ endsAt: at(1_200), closedAt: null, extendedSeconds: 600 });
    expect(await jobsOf(sessionId)).toEqual([{ runAt: at(600) }, { runAt: at(1_200) }]);
    await closeOverdue(sessionId, at(1_200));
    expect(await times(sessionId)).toMatchObject({ closedAt: at(1_200) });
    expect(await auditOf(ref, "session.extended")).toBe(1);
  });

  test("is seen by both sides at their next look", async () => {
    const { ref, patientMember } = await begin();
    const { actor: patient } = await byLink(clinic, ref, patientMember);
    await extend(amara, ref, 5, at(300));
    for (const [actor, mayExtend] of [
      [amara, true],
      [patient, false],
    ] as const) {
      expect(await visitView(actor, ref, at(301))).toMatchObject({ sessionEndsAt: at(900), mayExtend });
    }
  });

  test("is given by those who may end the visit, and by nobody else", async () => {
    const { ref, sessionId, patientMember } = await begin();
    const { actor: patient } = await byLink(clinic, ref, patientMember);
    await expect(extend(patient, ref, 5, at(1))).toBeRefused("NOT_ALLOWED");
    await expect(extend(await clinic.actor("lena"), ref, 5, at(1))).toBeRefused("NOT_FOUND");
    expect(await times(sessionId)).toMatchObject({ endsAt: at(600) });
  });

  test("comes in fives up to thirty minutes, and never to more than a day", async () => {
    const { ref } = await begin(86_000);
    for (const minutes of [0, -5, 7, 60, 1e9, Number.NaN])
      expect(extendInput.safeParse({ ...ref, minutes }).success).toBe(false);
    await extend(amara, ref, 5, at(10));
    await expect(extend(amara, ref, 5, at(10))).toBeRefused("CONFLICT");
  });

  test("comes too late once the time is over, and to a visit that is not on or has no end", async () => {
    const late = await begin();
    await expect(extend(amara, late.ref, 5, at(600))).toBeRefused("CONFLICT");
    await closeOverdue(late.sessionId, at(600));
    await expect(extend(amara, late.ref, 5, at(601))).toBeRefused("CONFLICT");
    const endless = await begin(null);
    await expect(extend(amara, endless.ref, 5, at(1))).toBeRefused("CONFLICT");
  });

  test("and the end at the same moment: one of them happens, and never half of both", {
    timeout: 60_000,
  }, async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 20; round++) {
      const { ref, sessionId } = await begin();
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

  test("given twenty times at once counts twenty times", async () => {
    const { ref, sessionId } = await begin();
    await Promise.all(Array.from({ length: 20 }, () => extend(amara, ref, 5, at(10))));
    expect(await times(sessionId)).toMatchObject({ endsAt: at(600 + 20 * 300), extendedSeconds: 20 * 300 });
  });
});

describe("settings that change while a session is on", () => {
  const change = (ref: { type: string; id: string }, maxDurationSeconds: number | null, now: Date) =>
    updateCall(amara, { ...ref, settingsOverride: { maxDurationSeconds } }, now);

  test.each([
    ["longer", 1_200, 1_200],
    ["shorter, with a minute's notice at least", 60, 360],
    ["the same", 600, 600],
    ["without a limit", null, null],
  ])("%s", async (_how, seconds, wanted) => {
    const { ref, sessionId } = await begin();
    await change(ref, seconds, at(300));
    const endsAt = wanted === null ? null : at(wanted);
    expect(await times(sessionId)).toMatchObject({ endsAt, closedAt: null });
    if (endsAt) expect((await jobsOf(sessionId)).map(({ runAt }) => runAt)).toContainEqual(endsAt);
  });

  test("keep what somebody added, and give an end to one that had none", async () => {
    const { ref, sessionId } = await begin();
    await extend(amara, ref, 10, at(100));
    await change(ref, 900, at(300));
    expect(await times(sessionId)).toMatchObject({ endsAt: at(1_500) });
    const endless = await begin(null);
    await change(endless.ref, 600, at(300));
    expect(await times(endless.sessionId)).toMatchObject({ endsAt: at(600) });
  });

  test("of a type reach every session of its calls that is on", async () => {
    const [one, other] = [await begin(null), await begin(600)];
    await db().call.updateMany({ where: { id: one.ref.id }, data: { settingsOverride: {} } });
    const admin = await clinic.actor("admin");
    const change = async (maxDurationSeconds: number | null) => {
      const { id, version, name, settings, grants } = await getCallType(admin, { id: one.ref.type });
      const changed = { ...settings, maxDurationSeconds };
      await updateCallType(admin, { id, version, name, settings: changed, grants }, at(10));
    };
    await change(300);
    expect(await times(one.sessionId)).toMatchObject({ endsAt: at(300) });
    // Its own call overrides the type.
    expect(await times(other.sessionId)).toMatchObject({ endsAt: at(600) });
    await change(null);
    expect(await times(one.sessionId)).toMatchObject({ endsAt: null });
  });
});

describe("after its end", () => {
  test("everybody is told why they are out, for half an hour or until it is started again", async () => {
    const { ref, sessionId, patientMember } = await begin();
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
