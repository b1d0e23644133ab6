import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Actor, CallRef } from "#lib/access.ts";
import { endCall } from "#lib/calls/server.ts";
import { closeDb, db, transaction } from "#lib/db.ts";
import { joinCall } from "#lib/joining/server.ts";
import { updateMembers } from "#lib/members/server.ts";
import { acceptRing, answerRing, declineRing } from "#lib/rings/server/answer-ring.ts";
import { cancelRing } from "#lib/rings/server/cancel-ring.ts";
import { cancelUnattended, missRings, watchUnattendedInTx } from "#lib/rings/server/expire-rings.ts";
import { listMissedRings } from "#lib/rings/server/list-missed.ts";
import { closeSessionsInTx } from "#lib/sessions/server/close-sessions.ts";
import { ringCall } from "#lib/starting/server/ring-call.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { startWorker, stopWorker } from "#lib/worker.ts";
import {
  createCallWith,
  createPerson,
  createStaff,
  createVisit,
  openSession,
  signInByLink,
} from "#tests/support/visit-rows.ts";
import { until } from "#tests/support/wait.ts";

type Visit = Awaited<ReturnType<typeof createVisit>>;
type Rung = { readonly ref: CallRef; readonly clinician: Actor; readonly patient: Actor };

afterEach(async () => {
  await stopWorker();
  await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
});
afterAll(closeDb);

const ringsOf = (ref: CallRef) =>
  db().ring.findMany({
    where: { session: { callType: ref.type, callId: ref.id } },
    orderBy: [{ rungAt: "asc" }, { id: "asc" }],
    select: {
      id: true,
      sessionId: true,
      memberId: true,
      userId: true,
      state: true,
      reason: true,
      expiresAt: true,
    },
  });
const statesOf = async (ref: CallRef) => (await ringsOf(ref)).map(({ state }) => state);
const memberIdOf = async (ref: CallRef, userId: string) =>
  (await db().member.findFirstOrThrow({ where: { callType: ref.type, callId: ref.id, userId } })).id;
const audited = async (ref: CallRef) =>
  (
    await db().auditEvent.findMany({
      where: { subject: `call:${ref.type}:${ref.id}`, kind: { startsWith: "ring." } },
      orderBy: { seq: "asc" },
      select: { kind: true, actorId: true, details: true },
    })
  ).map(({ kind, actorId, details }) => [kind, (details as { state: string }).state, actorId]);
const jobs = (task: string) =>
  db().$queryRaw<{ run_at: Date }[]>`SELECT run_at FROM graphile_worker.jobs WHERE task_identifier = ${task}`;
const connect = async (sessionId: string, userId: string) =>
  db().attendance.create({ data: { sessionId, userId, participantSid: randomUUID(), joinedAt: new Date() } });
const later = (ms: number) => new Date(Date.now() + ms);
/** The time of everything that rings in a call is up. */
const runOut = (ref: CallRef) => db().$executeRaw`
  UPDATE "ring" r SET rung_at = rung_at - interval '1 hour', expires_at = expires_at - interval '1 hour'
  FROM "session" s WHERE s.id = r.session_id AND s.call_id = ${ref.id} AND r.state = 'ringing'`;
const due = async (ref: CallRef) => {
  const [ring] = await ringsOf(ref);
  return { sessionId: ring?.sessionId ?? "", dueAt: ring?.expiresAt.toISOString() ?? "" };
};
const closeThe = (ref: CallRef) => transaction((tx) => closeSessionsInTx(tx, ref, new Date()));

describe("ringing", () => {
  test("opens a session, rings everybody but the caller, and writes it down", async () => {
    const { ref, clinician, patient } = await createVisit();
    const answer = await ringCall(clinician, ref);
    const patientMember = await memberIdOf(ref, patient.userId);
    expect(answer).toMatchObject({ started: true, members: [{ memberId: patientMember, state: "ringing" }] });
    expect(await ringsOf(ref)).toMatchObject([{ userId: patient.userId, state: "ringing", reason: null }]);
    expect(await audited(ref)).toEqual([["ring.started", "ringing", clinician.userId]]);
    expect((await jobs("miss-rings")).length).toBe(1);
  });

  test("fifty times at once, each person rings once, in one session", async () => {
    const { ref, clinician } = await createVisit();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ringCall(clinician, ref)));
    expect(new Set(answers.map(({ sessionId }) => sessionId)).size).toBe(1);
    expect(answers.filter(({ started }) => started).length).toBe(1);
    expect(answers.every(({ members }) => members[0]?.state === "ringing")).toBe(true);
    expect(await statesOf(ref)).toEqual(["ringing"]);
    expect((await audited(ref)).length).toBe(1);
    expect((await jobs("miss-rings")).length).toBe(1);
  });

  test("rings those who are named, and of the others nobody", async () => {
    const { ref, clinician, patient } = await createVisit();
    const interpreter = await createPerson("patient", "Ines");
    await db().member.create({
      data: { callType: ref.type, callId: ref.id, userId: interpreter, role: "interpreter" },
    });
    await ringCall(clinician, { ...ref, memberIds: [await memberIdOf(ref, patient.userId)] });
    expect((await ringsOf(ref)).map(({ userId }) => userId)).toEqual([patient.userId]);
  });

  test("somebody who is no member of this call is not found, and then nobody rings and nothing starts", async () => {
    const { ref, clinician, patient } = await createVisit();
    const other = await createVisit();
    const stranger = await memberIdOf(other.ref, other.patient.userId);
    const asked = { ...ref, memberIds: [await memberIdOf(ref, patient.userId), stranger] };
    await expect(ringCall(clinician, asked)).toBeRefused("NOT_FOUND");
    expect(await ringsOf(ref)).toEqual([]);
    expect(await db().session.count({ where: { callId: ref.id } })).toBe(0);
  });

  test("a crowd of more than a hundred has to be named", async () => {
    const teacher = await createStaff("clinician", "Dr Many");
    const people = await db().user.createManyAndReturn({
      data: Array.from({ length: 101 }, (_, n) => ({ role: "patient" as const, name: `Listener ${n}` })),
      select: { id: true },
    });
    const ref = await createCallWith([
      { userId: teacher.userId, role: "clinician" },
      ...people.map(({ id }) => ({ userId: id, role: "patient" as const })),
    ]);
    await expect(ringCall(teacher, ref)).toBeRefused("BAD_INPUT", { fields: { memberIds: "too-big" } });
    expect((await startVisit(teacher, ref)).started).toBe(true);
    expect(await ringsOf(ref)).toEqual([]);
    expect(
      await db().notification.count({ where: { kind: "visit-started", member: { callId: ref.id } } }),
    ).toBe(101);
  });

  test("blocked and disabled people, and those who may not join, do not ring", async () => {
    const { ref, clinician, patient } = await createVisit();
    const [gone, mute] = [
      await createPerson("patient", "Gone"),
      await createPerson("patient", "Not to join"),
    ];
    await db().member.createMany({
      data: [
        { callType: ref.type, callId: ref.id, userId: gone, role: "companion" },
        { callType: ref.type, callId: ref.id, userId: mute, role: "companion", revoked: ["join"] },
      ],
    });
    await db().user.update({ where: { id: gone }, data: { disabledAt: new Date() } });
    await db().member.updateMany({
      where: { callId: ref.id, userId: patient.userId },
      data: { blockedAt: new Date() },
    });
    const memberIds = await Promise.all(
      [gone, mute, patient.userId].map((userId) => memberIdOf(ref, userId)),
    );
    const { members } = await ringCall(clinician, { ...ref, memberIds });
    expect(members.map(({ state }) => state)).toEqual(["not-rung", "not-rung", "not-rung"]);
    expect(await ringsOf(ref)).toEqual([]);
  });

  test("a patient may not ring, a stranger hears that there is no call", async () => {
    const { ref, patient } = await createVisit();
    await expect(ringCall(patient, ref)).toBeRefused("NOT_ALLOWED");
    const stranger = await createStaff("clinician", "Dr Else");
    await expect(ringCall(stranger, ref)).toBeRefused("NOT_FOUND");
    await expect(ringCall(stranger, { ...ref, id: "nothing" })).toBeRefused("NOT_FOUND");
    for (const verb of [acceptRing, declineRing, cancelRing]) {
      await expect(verb(stranger, ref)).toBeRefused("NOT_FOUND");
    }
    await expect(cancelRing(patient, ref)).toBeRefused("NOT_ALLOWED");
  });

  test("what has ended or was cancelled does not ring", async () => {
    const { ref, clinician } = await createVisit();
    await endCall(clinician, ref);
    await expect(ringCall(clinician, ref)).toBeRefused("ENDED");
  });

  test("starting rings where the type says so, and only tells where it does not", async () => {
    const { ref, clinician } = await createVisit();
    await Promise.all(Array.from({ length: 50 }, () => startVisit(clinician, ref)));
    expect(await statesOf(ref)).toEqual(["ringing"]);
    const kinds = () =>
      db().notification.findMany({ where: { member: { callId: ref.id } }, select: { kind: true } });
    expect(await kinds()).toEqual([{ kind: "ring" }]);

    const quiet = await createVisit();
    const settings = { ring: { missedAfterSeconds: 45, onStart: false } };
    await db().call.update({ where: { type_id: quiet.ref }, data: { settingsOverride: settings } });
    await startVisit(quiet.clinician, quiet.ref);
    expect(await ringsOf(quiet.ref)).toEqual([]);
    const told = { member: { callId: quiet.ref.id } };
    expect(await db().notification.findMany({ where: told, select: { kind: true } })).toEqual([
      { kind: "visit-started" },
    ]);
  });
});

describe("answering", () => {
  let one: Visit;
  beforeEach(async () => {
    one = await createVisit();
    await ringCall(one.clinician, one.ref);
  });

  test("accept stops it everywhere, and the same answer again is no error", async () => {
    const { ref, patient, clinician } = one;
    expect(await acceptRing(patient, ref)).toEqual({ state: "accepted" });
    expect(await acceptRing(patient, ref)).toEqual({ state: "accepted" });
    expect(await statesOf(ref)).toEqual(["accepted"]);
    expect(await audited(ref)).toEqual([
      ["ring.started", "ringing", clinician.userId],
      ["ring.settled", "accepted", patient.userId],
    ]);
  });

  test("two devices that accept at the same moment: one settles it, both may go in", async () => {
    const { ref, patient } = one;
    const other = await signInByLink(ref, patient.userId);
    const answers = await Promise.all([acceptRing(patient, ref), acceptRing(other, ref)]);
    expect(answers).toEqual([{ state: "accepted" }, { state: "accepted" }]);
    expect((await audited(ref)).filter(([kind]) => kind === "ring.settled").length).toBe(1);
  });

  test("one device accepts while the other declines: one of them wins, the other is told", async () => {
    const { ref, patient } = one;
    const other = await signInByLink(ref, patient.userId);
    const answers = await Promise.allSettled([acceptRing(patient, ref), declineRing(other, ref)]);
    const won = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value.state] : []));
    const lost = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
    expect(won.length).toBe(1);
    expect(await statesOf(ref)).toEqual(won);
    expect(lost[0]).toMatchObject({ code: "NOT_RINGING", facts: { state: won[0] } });
  });

  test("decline keeps the reason as a code, which is not in the audit", async () => {
    const { ref, patient } = one;
    await declineRing(patient, { ...ref, reason: "call-later" });
    expect(await ringsOf(ref)).toMatchObject([{ state: "declined", reason: "call-later" }]);
    await expect(acceptRing(patient, ref)).toBeRefused("NOT_RINGING", { facts: { state: "declined" } });
    const rows = await db().auditEvent.findMany({ where: { kind: "ring.settled" } });
    expect(JSON.stringify(rows.map(({ details }) => details))).not.toContain("call-later");
  });

  test("an answer from the notification itself does the same", async () => {
    const { ref, patient } = one;
    await answerRing(patient, { ...ref, answer: "decline", reason: "other" });
    await ringCall(one.clinician, ref);
    await answerRing(patient, { ...ref, answer: "accept" });
    expect(await statesOf(ref)).toEqual(["declined", "accepted"]);
  });

  test("after a decline the caller may ring again, and then it can be accepted", async () => {
    const { ref, clinician, patient } = one;
    await declineRing(patient, ref);
    const { members, started } = await ringCall(clinician, ref);
    expect([members[0]?.state, started]).toEqual(["ringing", false]);
    await acceptRing(patient, ref);
    expect(await statesOf(ref)).toEqual(["declined", "accepted"]);
  });

  test("somebody who was not rung has nothing to answer, and one who is blocked may not", async () => {
    const { ref, clinician, patient } = one;
    await expect(acceptRing(clinician, ref)).toBeRefused("NOT_RINGING", { facts: { state: undefined } });
    await db().member.updateMany({
      where: { callId: ref.id, userId: patient.userId },
      data: { blockedAt: new Date() },
    });
    await expect(acceptRing(patient, ref)).toBeRefused("BLOCKED");
  });

  test("a link's sign-in answers for its own call and no other", async () => {
    const { clinician, patient } = one;
    const other = await createCallWith([
      { userId: clinician.userId, role: "clinician" },
      { userId: patient.userId, role: "patient" },
    ]);
    await ringCall(clinician, other);
    await expect(acceptRing(patient, other)).toBeRefused("NOT_FOUND");
    expect(await statesOf(other)).toEqual(["ringing"]);
  });
});

describe("giving up", () => {
  let one: Rung;
  beforeEach(async () => {
    one = await createVisit();
    await ringCall(one.clinician, one.ref);
  });

  test("the caller cancels, and cancelling again changes nothing", async () => {
    const { ref, clinician, patient } = one;
    expect(await cancelRing(clinician, ref)).toEqual({ cancelled: 1 });
    expect(await cancelRing(clinician, ref)).toEqual({ cancelled: 0 });
    expect(await statesOf(ref)).toEqual(["cancelled"]);
    await expect(declineRing(patient, ref)).toBeRefused("NOT_RINGING", { facts: { state: "cancelled" } });
  });

  test("ending the call, closing its session, and removing the member cancel it", async () => {
    await endCall(one.clinician, one.ref);
    expect(await statesOf(one.ref)).toEqual(["cancelled"]);
    const closed = await createVisit();
    await ringCall(closed.clinician, closed.ref);
    await closeThe(closed.ref);
    expect(await statesOf(closed.ref)).toEqual(["cancelled"]);
    const removed = await createVisit();
    await ringCall(removed.clinician, removed.ref);
    const remove = [await memberIdOf(removed.ref, removed.patient.userId)];
    await updateMembers(removed.clinician, { ...removed.ref, update: [], remove });
    expect(await ringsOf(removed.ref)).toMatchObject([
      { state: "cancelled", memberId: null, userId: removed.patient.userId },
    ]);
  });

  test("a caller who leaves before anybody came has given up; one who is back in a moment has not", async () => {
    const { ref, clinician } = one;
    const [ring] = await ringsOf(ref);
    const sessionId = ring?.sessionId ?? "";
    const connection = await connect(sessionId, clinician.userId);
    await transaction((tx) => watchUnattendedInTx(tx, sessionId, new Date()));
    expect(await jobs("cancel-unattended")).toEqual([]);
    await db().attendance.update({ where: { id: connection.id }, data: { leftAt: new Date() } });
    await transaction((tx) => watchUnattendedInTx(tx, sessionId, new Date()));
    expect((await jobs("cancel-unattended")).length).toBe(1);
    const back = await connect(sessionId, clinician.userId);
    await cancelUnattended(sessionId);
    expect(await statesOf(ref)).toEqual(["ringing"]);
    await db().attendance.update({ where: { id: back.id }, data: { leftAt: new Date() } });
    await cancelUnattended(sessionId);
    expect(await statesOf(ref)).toEqual(["cancelled"]);
  });
});

describe("the server's timer", () => {
  test("makes a ring that nobody answered a missed one, however often the job runs", async () => {
    const { ref, clinician, patient } = await createVisit();
    await ringCall(clinician, ref);
    await missRings(await due(ref));
    await missRings(await due(ref));
    expect(await statesOf(ref)).toEqual(["missed"]);
    expect((await audited(ref)).filter(([kind]) => kind === "ring.settled")).toEqual([
      ["ring.settled", "missed", null],
    ]);
    await expect(acceptRing(patient, ref)).toBeRefused("NOT_RINGING", { facts: { state: "missed" } });
  });

  test("leaves alone what was rung again meanwhile", async () => {
    const { ref, clinician, patient } = await createVisit();
    await ringCall(clinician, ref);
    const first = await due(ref);
    await declineRing(patient, ref);
    await ringCall(clinician, ref, later(10_000));
    await missRings(first);
    expect(await statesOf(ref)).toEqual(["declined", "ringing"]);
  });

  test("and an answer at the same moment: exactly one of them counts", async () => {
    for (let round = 0; round < 10; round++) {
      const { ref, clinician, patient } = await createVisit();
      await ringCall(clinician, ref);
      const job = await due(ref);
      // The answer comes by a clock that says there is time left, the timer by one that says there is none.
      const [answered] = await Promise.allSettled([acceptRing(patient, ref), missRings(job)]);
      const [state] = await statesOf(ref);
      expect(state).toBe(answered?.status === "fulfilled" ? "accepted" : "missed");
      expect((await audited(ref)).filter(([kind]) => kind === "ring.settled").length).toBe(1);
    }
  });

  test("holds even when the job is late: an answer after the time is refused, and ringing again works", async () => {
    const { ref, clinician, patient } = await createVisit();
    await ringCall(clinician, ref);
    await runOut(ref);
    await expect(acceptRing(patient, ref)).toBeRefused("NOT_RINGING", { facts: { state: "missed" } });
    expect((await ringCall(clinician, ref)).members[0]?.state).toBe("ringing");
    expect(await statesOf(ref)).toEqual(["missed", "ringing"]);
  });

  test("survives a kill: a worker that starts afterwards settles what ran out while nobody worked", async () => {
    const { ref, clinician } = await createVisit();
    await ringCall(clinician, ref);
    await runOut(ref);
    await db().$executeRaw`UPDATE graphile_worker._private_jobs SET run_at = now() - interval '1 hour'`;
    startWorker();
    await until("the ring is settled", async () => (await statesOf(ref))[0] === "missed");
  });

  test("goes by the type's own time, or the call's", async () => {
    const { ref, clinician } = await createVisit();
    await db().call.update({
      where: { type_id: ref },
      data: { settingsOverride: { ring: { missedAfterSeconds: 7, onStart: true } } },
    });
    const now = new Date();
    await ringCall(clinician, ref, now);
    const [ring] = await ringsOf(ref);
    expect(ring?.expiresAt.getTime()).toBe(now.getTime() + 7_000);
    expect((await jobs("miss-rings"))[0]?.run_at.getTime()).toBe(now.getTime() + 7_000);
  });

  test("calls nobody a person who was blocked meanwhile", async () => {
    const { ref, clinician, patient } = await createVisit();
    await ringCall(clinician, ref);
    await db().member.updateMany({ where: { userId: patient.userId }, data: { blockedAt: new Date() } });
    await missRings(await due(ref));
    expect(await statesOf(ref)).toEqual(["cancelled"]);
  });
});

describe("a reused id", () => {
  test("rings again and again, in one session and in the next", async () => {
    const { ref, clinician, patient } = await createVisit();
    for (let day = 0; day < 3; day++) {
      const { started } = await ringCall(clinician, ref);
      expect(started).toBe(true);
      await declineRing(patient, ref);
      await ringCall(clinician, ref);
      await acceptRing(patient, ref);
      await closeThe(ref);
    }
    expect(await statesOf(ref)).toEqual(Array.from({ length: 3 }, () => ["declined", "accepted"]).flat());
    expect(new Set((await ringsOf(ref)).map(({ sessionId }) => sessionId)).size).toBe(3);
  });

  test("an answer to yesterday's ring does not count for today's session", async () => {
    const { ref, clinician, patient } = await createVisit();
    await ringCall(clinician, ref);
    await acceptRing(patient, ref);
    await closeThe(ref);
    await openSession(ref, clinician.userId);
    await expect(acceptRing(patient, ref)).toBeRefused("NOT_RINGING", { facts: { state: undefined } });
  });
});

describe("somebody who is elsewhere", () => {
  test("is busy, is told quietly once, and rings once they are free", async () => {
    const { ref, clinician, patient } = await createVisit();
    const other = await createCallWith([{ userId: patient.userId, role: "patient" }]);
    const connection = await connect(await openSession(other, patient.userId), patient.userId);
    for (let press = 0; press < 3; press++) {
      expect((await ringCall(clinician, ref)).members[0]?.state).toBe("busy");
    }
    expect(await statesOf(ref)).toEqual(["busy"]);
    const told = { member: { callId: ref.id } };
    expect(await db().notification.findMany({ where: told, select: { kind: true } })).toEqual([
      { kind: "ring-busy" },
    ]);
    expect(await jobs("miss-rings")).toEqual([]);
    await db().attendance.update({ where: { id: connection.id }, data: { leftAt: new Date() } });
    expect((await ringCall(clinician, ref)).members[0]?.state).toBe("ringing");
  });

  test("is not rung when they are in this very session", async () => {
    const { ref, clinician, patient } = await createVisit();
    await connect(await openSession(ref, clinician.userId), patient.userId);
    expect((await ringCall(clinician, ref)).members[0]?.state).toBe("here");
    expect(await ringsOf(ref)).toEqual([]);
  });
});

describe("missed calls", () => {
  test("are told with who called and what can be done, until the person comes in or it is over", async () => {
    const { ref, clinician, patient } = await createVisit();
    await ringCall(clinician, ref);
    expect(await listMissedRings(patient)).toEqual([]);
    await missRings(await due(ref));
    expect(await listMissedRings(patient)).toMatchObject([
      { ...ref, live: true, caller: clinician.name, ringBack: null },
    ]);
    const [ring] = await ringsOf(ref);
    const came = await connect(ring?.sessionId ?? "", patient.userId);
    expect(await listMissedRings(patient)).toEqual([]);
    await db().attendance.delete({ where: { id: came.id } });
    await endCall(clinician, ref);
    expect(await listMissedRings(patient)).toEqual([]);
  });

  test("are gone once the same call rang again and was answered, and after a day", async () => {
    const { ref, clinician, patient } = await createVisit();
    await ringCall(clinician, ref);
    await missRings(await due(ref));
    expect(await listMissedRings(patient, later(23 * 3_600_000))).toHaveLength(1);
    expect(await listMissedRings(patient, later(25 * 3_600_000))).toEqual([]);
    await ringCall(clinician, ref, later(60_000));
    await declineRing(patient, ref, later(61_000));
    expect(await listMissedRings(patient)).toEqual([]);
  });

  test("can be rung back by whoever may ring, when the visit is over meanwhile", async () => {
    const { ref, clinician } = await createVisit();
    const colleague = await createStaff("clinician", "Dr Second");
    await db().member.create({
      data: { callType: ref.type, callId: ref.id, userId: colleague.userId, role: "clinician" },
    });
    await ringCall(clinician, ref);
    await missRings(await due(ref));
    await closeThe(ref);
    const [missed] = await listMissedRings(colleague);
    expect(missed).toMatchObject({ live: false, ringBack: await memberIdOf(ref, clinician.userId) });
    const back = await ringCall(colleague, { ...ref, memberIds: [missed?.ringBack ?? ""] });
    expect(back).toMatchObject({ started: true, members: [{ state: "ringing" }] });
  });
});

describe("coming in", () => {
  beforeAll(() => {
    process.env.LIVEKIT_URL = "";
  });
  test("by a way that fails leaves it ringing", async () => {
    const { ref, clinician, patient } = await createVisit();
    await ringCall(clinician, ref);
    await expect(joinCall(patient, { ...ref, device: "a-window-of-the-tests", takeOver: false })).toBeRefused(
      "VIDEO_UNAVAILABLE",
    );
    expect(await statesOf(ref)).toEqual(["ringing"]);
  });
});
