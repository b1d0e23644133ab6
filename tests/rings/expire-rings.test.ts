import { afterAll, afterEach, describe, expect, test } from "vitest";
import { endCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { acceptRing, declineRing } from "#lib/rings/server/answer-ring.ts";
import { missRings } from "#lib/rings/server/expire-rings.ts";
import { listMissedRings } from "#lib/rings/server/list-missed.ts";
import { ringCall } from "#lib/starting/server/ring-call.ts";
import { startWorker } from "#lib/worker.ts";
import { createStaff, createVisit } from "#tests/support/visit-rows.ts";
import { until } from "#tests/support/wait.ts";
import {
  backdateRings,
  blockMember,
  closeSessions,
  connect,
  deleteJobs,
  expiryJobOf,
  fromNow,
  listJobs,
  listRingEvents,
  listRingStates,
  listRings,
  memberIdOf,
} from "./ring-rows.ts";

afterEach(deleteJobs);
afterAll(closeDb);

describe("the job that expires rings", () => {
  test("makes an unanswered ring missed, once, however often it runs", async () => {
    const { ref, clinician, patient } = await createVisit();
    await ringCall(clinician, ref);
    await missRings(await expiryJobOf(ref));
    await missRings(await expiryJobOf(ref));
    expect(await listRingStates(ref)).toEqual(["missed"]);
    expect((await listRingEvents(ref)).filter(([kind]) => kind === "ring.settled")).toEqual([
      ["ring.settled", "missed", null],
    ]);
    await expect(acceptRing(patient, ref)).toBeRefused("NOT_RINGING", { facts: { state: "missed" } });
  });

  test("leaves a later ring alone", async () => {
    const { ref, clinician, patient } = await createVisit();
    await ringCall(clinician, ref);
    const first = await expiryJobOf(ref);
    await declineRing(patient, ref);
    await ringCall(clinician, ref, fromNow(10_000));
    await missRings(first);
    expect(await listRingStates(ref)).toEqual(["declined", "ringing"]);
  });

  test("and an answer at the same moment: exactly one of them counts", async () => {
    for (let round = 0; round < 10; round++) {
      const { ref, clinician, patient } = await createVisit();
      await ringCall(clinician, ref);
      const job = await expiryJobOf(ref);
      // By the answer's clock the ring still has time left; by the job's clock it has none.
      const [answered] = await Promise.allSettled([acceptRing(patient, ref), missRings(job)]);
      const [state] = await listRingStates(ref);
      expect(state).toBe(answered?.status === "fulfilled" ? "accepted" : "missed");
      expect((await listRingEvents(ref)).filter(([kind]) => kind === "ring.settled").length).toBe(1);
    }
  });

  test("may be late: an answer after the time is refused anyway, and ringing again works", async () => {
    const { ref, clinician, patient } = await createVisit();
    await ringCall(clinician, ref);
    await backdateRings(ref);
    await expect(acceptRing(patient, ref)).toBeRefused("NOT_RINGING", { facts: { state: "missed" } });
    expect((await ringCall(clinician, ref)).members[0]?.state).toBe("ringing");
    expect(await listRingStates(ref)).toEqual(["missed", "ringing"]);
  });

  test("survives a kill: a worker that starts later settles what expired in the meantime", async () => {
    const { ref, clinician } = await createVisit();
    await ringCall(clinician, ref);
    await backdateRings(ref);
    await db().$executeRaw`UPDATE graphile_worker._private_jobs SET run_at = now() - interval '1 hour'`;
    startWorker();
    await until("the ring is settled", async () => (await listRingStates(ref))[0] === "missed");
  });

  test("runs after the call's own time, if it has one", async () => {
    const { ref, clinician } = await createVisit();
    await db().call.update({
      where: { type_id: ref },
      data: { settingsOverride: { ring: { missedAfterSeconds: 7, onStart: true } } },
    });
    const now = new Date();
    await ringCall(clinician, ref, now);
    const [ring] = await listRings(ref);
    expect(ring?.expiresAt.getTime()).toBe(now.getTime() + 7_000);
    expect((await listJobs("miss-rings"))[0]?.run_at.getTime()).toBe(now.getTime() + 7_000);
  });

  test("cancels the ring of a member who was blocked in the meantime", async () => {
    const { ref, clinician, patient } = await createVisit();
    await ringCall(clinician, ref);
    await blockMember(ref, patient.userId);
    await missRings(await expiryJobOf(ref));
    expect(await listRingStates(ref)).toEqual(["cancelled"]);
  });
});

describe("missed calls", () => {
  test("are listed with the caller until the person joins or the visit is over", async () => {
    const { ref, clinician, patient } = await createVisit();
    await ringCall(clinician, ref);
    expect(await listMissedRings(patient)).toEqual([]);
    await missRings(await expiryJobOf(ref));
    expect(await listMissedRings(patient)).toMatchObject([
      { ...ref, live: true, caller: clinician.name, ringBack: null },
    ]);
    const [ring] = await listRings(ref);
    const { id } = await connect(ring?.sessionId ?? "", patient.userId);
    expect(await listMissedRings(patient)).toEqual([]);
    await db().attendance.delete({ where: { id } });
    await endCall(clinician, ref);
    expect(await listMissedRings(patient)).toEqual([]);
  });

  test("are no longer listed after a day, or once a later ring was answered", async () => {
    const { ref, clinician, patient } = await createVisit();
    await ringCall(clinician, ref);
    await missRings(await expiryJobOf(ref));
    expect(await listMissedRings(patient, fromNow(23 * 3_600_000))).toHaveLength(1);
    expect(await listMissedRings(patient, fromNow(25 * 3_600_000))).toEqual([]);
    await ringCall(clinician, ref, fromNow(60_000));
    await declineRing(patient, ref, fromNow(61_000));
    expect(await listMissedRings(patient)).toEqual([]);
  });

  test("can be rung back after the session by members who may ring", async () => {
    const { ref, clinician } = await createVisit();
    const colleague = await createStaff("clinician", "Dr Second");
    await db().member.create({
      data: { callType: ref.type, callId: ref.id, userId: colleague.userId, role: "clinician" },
    });
    await ringCall(clinician, ref);
    await missRings(await expiryJobOf(ref));
    await closeSessions(ref);
    const [missed] = await listMissedRings(colleague);
    expect(missed).toMatchObject({ live: false, ringBack: await memberIdOf(ref, clinician.userId) });
    const back = await ringCall(colleague, { ...ref, memberIds: [missed?.ringBack ?? ""] });
    expect(back).toMatchObject({ started: true, members: [{ state: "ringing" }] });
  });
});
