import { afterAll, afterEach, describe, expect, test } from "vitest";
import { endCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { acceptRing, declineRing } from "#lib/rings/server/answer-ring.ts";
import { cancelRing } from "#lib/rings/server/cancel-ring.ts";
import { ringCall } from "#lib/starting/server/ring-call.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import {
  blockMember,
  closeSessions,
  connect,
  deleteJobs,
  disconnect,
  listJobs,
  listNotificationKinds,
  listRingEvents,
  listRingStates,
  listRings,
  memberIdOf,
} from "#tests/rings/ring-rows.ts";
import {
  createCallWith,
  createPerson,
  createStaff,
  createVisit,
  openSession,
} from "#tests/support/visit-rows.ts";

afterEach(deleteJobs);
afterAll(closeDb);

describe("ringing", () => {
  test("opens a session, rings every member but the caller, and is audited", async () => {
    const { ref, clinician, patient } = await createVisit();
    const result = await ringCall(clinician, ref);
    const memberId = await memberIdOf(ref, patient.userId);
    expect(result).toMatchObject({ started: true, members: [{ memberId, state: "ringing" }] });
    expect(await listRings(ref)).toMatchObject([{ userId: patient.userId, state: "ringing", reason: null }]);
    expect(await listRingEvents(ref)).toEqual([["ring.started", "ringing", clinician.userId]]);
    expect((await listJobs("miss-rings")).length).toBe(1);
  });

  test("fifty times at once rings each member once, in one session", async () => {
    const { ref, clinician } = await createVisit();
    const results = await Promise.all(Array.from({ length: 50 }, () => ringCall(clinician, ref)));
    expect(new Set(results.map(({ sessionId }) => sessionId)).size).toBe(1);
    expect(results.filter(({ started }) => started).length).toBe(1);
    expect(results.every(({ members }) => members[0]?.state === "ringing")).toBe(true);
    expect(await listRingStates(ref)).toEqual(["ringing"]);
    expect((await listRingEvents(ref)).length).toBe(1);
    expect((await listJobs("miss-rings")).length).toBe(1);
  });

  test("rings only the members that are named", async () => {
    const { ref, clinician, patient } = await createVisit();
    const interpreter = await createPerson("patient", "Ines");
    await db().member.create({
      data: { callType: ref.type, callId: ref.id, userId: interpreter, role: "interpreter" },
    });
    await ringCall(clinician, { ...ref, memberIds: [await memberIdOf(ref, patient.userId)] });
    expect((await listRings(ref)).map(({ userId }) => userId)).toEqual([patient.userId]);
  });

  test("a member of another call is not found, and then no one is rung and nothing starts", async () => {
    const { ref, clinician, patient } = await createVisit();
    const other = await createVisit();
    const stranger = await memberIdOf(other.ref, other.patient.userId);
    const input = { ...ref, memberIds: [await memberIdOf(ref, patient.userId), stranger] };
    await expect(ringCall(clinician, input)).toBeRefused("NOT_FOUND");
    expect(await listRings(ref)).toEqual([]);
    expect(await db().session.count({ where: { callId: ref.id } })).toBe(0);
  });

  test("more than a hundred members must be named", async () => {
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
    expect(await listRings(ref)).toEqual([]);
    expect(await listNotificationKinds(ref)).toEqual(Array(101).fill("visit-started"));
  });

  test("skips members who are blocked, disabled or not allowed to join", async () => {
    const { ref, clinician, patient } = await createVisit();
    const disabled = await createPerson("patient", "Disabled");
    const withoutJoin = await createPerson("patient", "Not to join");
    await db().member.createMany({
      data: [
        { callType: ref.type, callId: ref.id, userId: disabled, role: "companion" },
        { callType: ref.type, callId: ref.id, userId: withoutJoin, role: "companion", revoked: ["join"] },
      ],
    });
    await db().user.update({ where: { id: disabled }, data: { disabledAt: new Date() } });
    await blockMember(ref, patient.userId);
    const userIds = [disabled, withoutJoin, patient.userId];
    const memberIds = await Promise.all(userIds.map((userId) => memberIdOf(ref, userId)));
    const { members } = await ringCall(clinician, { ...ref, memberIds });
    expect(members.map(({ state }) => state)).toEqual(["not-rung", "not-rung", "not-rung"]);
    expect(await listRings(ref)).toEqual([]);
  });

  test("is refused to a patient, and hides the call from a stranger", async () => {
    const { ref, patient } = await createVisit();
    await expect(ringCall(patient, ref)).toBeRefused("NOT_ALLOWED");
    const stranger = await createStaff("clinician", "Dr Else");
    await expect(ringCall(stranger, ref)).toBeRefused("NOT_FOUND");
    await expect(ringCall(stranger, { ...ref, id: "nothing" })).toBeRefused("NOT_FOUND");
    for (const answer of [acceptRing, declineRing, cancelRing]) {
      await expect(answer(stranger, ref)).toBeRefused("NOT_FOUND");
    }
    await expect(cancelRing(patient, ref)).toBeRefused("NOT_ALLOWED");
  });

  test("is refused once the call has ended", async () => {
    const { ref, clinician } = await createVisit();
    await endCall(clinician, ref);
    await expect(ringCall(clinician, ref)).toBeRefused("ENDED");
  });
});

test("starting a visit rings if its type says so, and only notifies otherwise", async () => {
  const { ref, clinician } = await createVisit();
  await Promise.all(Array.from({ length: 50 }, () => startVisit(clinician, ref)));
  expect(await listRingStates(ref)).toEqual(["ringing"]);
  expect(await listNotificationKinds(ref)).toEqual(["ring"]);

  const quiet = await createVisit();
  const settings = { ring: { missedAfterSeconds: 45, onStart: false } };
  await db().call.update({ where: { type_id: quiet.ref }, data: { settingsOverride: settings } });
  await startVisit(quiet.clinician, quiet.ref);
  expect(await listRings(quiet.ref)).toEqual([]);
  expect(await listNotificationKinds(quiet.ref)).toEqual(["visit-started"]);
});

describe("a call that is used again", () => {
  test("rings again and again, in one session and in the next", async () => {
    const { ref, clinician, patient } = await createVisit();
    for (let day = 0; day < 3; day++) {
      const { started } = await ringCall(clinician, ref);
      expect(started).toBe(true);
      await declineRing(patient, ref);
      await ringCall(clinician, ref);
      await acceptRing(patient, ref);
      await closeSessions(ref);
    }
    expect(await listRingStates(ref)).toEqual(
      Array.from({ length: 3 }, () => ["declined", "accepted"]).flat(),
    );
    expect(new Set((await listRings(ref)).map(({ sessionId }) => sessionId)).size).toBe(3);
  });

  test("does not take yesterday's answer for today's session", async () => {
    const { ref, clinician, patient } = await createVisit();
    await ringCall(clinician, ref);
    await acceptRing(patient, ref);
    await closeSessions(ref);
    await openSession(ref, clinician.userId);
    await expect(acceptRing(patient, ref)).toBeRefused("NOT_RINGING", { facts: { state: undefined } });
  });
});

describe("a member who is in another session", () => {
  test("is busy, is notified quietly once, and rings as soon as they leave it", async () => {
    const { ref, clinician, patient } = await createVisit();
    const other = await createCallWith([{ userId: patient.userId, role: "patient" }]);
    const { id } = await connect(await openSession(other, patient.userId), patient.userId);
    for (let press = 0; press < 3; press++) {
      expect((await ringCall(clinician, ref)).members[0]?.state).toBe("busy");
    }
    expect(await listRingStates(ref)).toEqual(["busy"]);
    expect(await listNotificationKinds(ref)).toEqual(["ring-busy"]);
    expect(await listJobs("miss-rings")).toEqual([]);
    await disconnect(id);
    expect((await ringCall(clinician, ref)).members[0]?.state).toBe("ringing");
  });

  test("is not rung if it is this session", async () => {
    const { ref, clinician, patient } = await createVisit();
    await connect(await openSession(ref, clinician.userId), patient.userId);
    expect((await ringCall(clinician, ref)).members[0]?.state).toBe("here");
    expect(await listRings(ref)).toEqual([]);
  });
});
