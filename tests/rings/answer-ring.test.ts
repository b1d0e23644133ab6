import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { endCall } from "#lib/calls/server.ts";
import { closeDb, db, transaction } from "#lib/db.ts";
import { joinCall } from "#lib/joining/server/enter-call.ts";
import { updateMembers } from "#lib/members/server.ts";
import { acceptRing, answerRing, declineRing } from "#lib/rings/server/answer-ring.ts";
import { cancelRing } from "#lib/rings/server/cancel-ring.ts";
import { cancelUnattended, watchUnattendedInTx } from "#lib/rings/server/expire-rings.ts";
import { ringCall } from "#lib/starting/server/ring-call.ts";
import { createCallWith, createVisit, signInByLink } from "#tests/support/visit-rows.ts";
import {
  blockMember,
  closeSessions,
  connect,
  deleteJobs,
  disconnect,
  listJobs,
  listRingEvents,
  listRingStates,
  listRings,
  memberIdOf,
} from "./ring-rows.ts";

const createRingingVisit = async () => {
  const visit = await createVisit();
  await ringCall(visit.clinician, visit.ref);
  return visit;
};

let { ref, clinician, patient } = {} as Awaited<ReturnType<typeof createVisit>>;
beforeEach(async () => {
  ({ ref, clinician, patient } = await createRingingVisit());
});
afterEach(deleteJobs);
afterAll(closeDb);

describe("answering", () => {
  test("accepting stops the ringing everywhere, and may be repeated", async () => {
    expect(await acceptRing(patient, ref)).toEqual({ state: "accepted" });
    expect(await acceptRing(patient, ref)).toEqual({ state: "accepted" });
    expect(await listRingStates(ref)).toEqual(["accepted"]);
    expect(await listRingEvents(ref)).toEqual([
      ["ring.started", "ringing", clinician.userId],
      ["ring.settled", "accepted", patient.userId],
    ]);
  });

  test("two devices that accept at once may both join, and settle the ring once", async () => {
    const other = await signInByLink(ref, patient.userId);
    const results = await Promise.all([acceptRing(patient, ref), acceptRing(other, ref)]);
    expect(results).toEqual([{ state: "accepted" }, { state: "accepted" }]);
    expect((await listRingEvents(ref)).filter(([kind]) => kind === "ring.settled").length).toBe(1);
  });

  test("if one device accepts while the other declines, one wins and the other learns the state", async () => {
    const other = await signInByLink(ref, patient.userId);
    const answers = [acceptRing(patient, ref), declineRing(other, ref)];
    const settled = await Promise.allSettled(answers);
    const won = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value.state] : []));
    expect(won.length).toBe(1);
    expect(await listRingStates(ref)).toEqual(won);
    const lost = answers[settled.findIndex(({ status }) => status === "rejected")];
    await expect(lost).toBeRefused("NOT_RINGING", { facts: { state: won[0] } });
  });

  test("declining keeps the reason as a code, outside the audit log", async () => {
    await declineRing(patient, { ...ref, reason: "call-later" });
    expect(await listRings(ref)).toMatchObject([{ state: "declined", reason: "call-later" }]);
    await expect(acceptRing(patient, ref)).toBeRefused("NOT_RINGING", { facts: { state: "declined" } });
    const events = await db().auditEvent.findMany({ where: { kind: "ring.settled" } });
    expect(JSON.stringify(events.map(({ details }) => details))).not.toContain("call-later");
  });

  test("works from the notification too", async () => {
    await answerRing(patient, { ...ref, answer: "decline", reason: "other" });
    await ringCall(clinician, ref);
    await answerRing(patient, { ...ref, answer: "accept" });
    expect(await listRingStates(ref)).toEqual(["declined", "accepted"]);
  });

  test("after a decline the caller may ring again, and that ring can be accepted", async () => {
    await declineRing(patient, ref);
    const { members, started } = await ringCall(clinician, ref);
    expect([members[0]?.state, started]).toEqual(["ringing", false]);
    await acceptRing(patient, ref);
    expect(await listRingStates(ref)).toEqual(["declined", "accepted"]);
  });

  test("is refused to members who were not rung, and to blocked members", async () => {
    await expect(acceptRing(clinician, ref)).toBeRefused("NOT_RINGING", { facts: { state: undefined } });
    await blockMember(ref, patient.userId);
    await expect(acceptRing(patient, ref)).toBeRefused("BLOCKED");
  });

  test("a sign-in by link answers only for its own call", async () => {
    const other = await createCallWith([
      { userId: clinician.userId, role: "clinician" },
      { userId: patient.userId, role: "patient" },
    ]);
    await ringCall(clinician, other);
    await expect(acceptRing(patient, other)).toBeRefused("NOT_FOUND");
    expect(await listRingStates(other)).toEqual(["ringing"]);
  });

  test("joining that fails leaves the call ringing", async () => {
    process.env.LIVEKIT_URL = "";
    const join = joinCall(patient, { ...ref, device: "a-window-of-the-tests", takeOver: false });
    await expect(join).toBeRefused("VIDEO_UNAVAILABLE");
    expect(await listRingStates(ref)).toEqual(["ringing"]);
  });
});

describe("a ring is cancelled", () => {
  test("by the caller, and cancelling again changes nothing", async () => {
    expect(await cancelRing(clinician, ref)).toEqual({ cancelled: 1 });
    expect(await cancelRing(clinician, ref)).toEqual({ cancelled: 0 });
    expect(await listRingStates(ref)).toEqual(["cancelled"]);
    await expect(declineRing(patient, ref)).toBeRefused("NOT_RINGING", { facts: { state: "cancelled" } });
  });

  test("when the call ends, its session closes, or the member is removed", async () => {
    await endCall(clinician, ref);
    expect(await listRingStates(ref)).toEqual(["cancelled"]);
    const closed = await createRingingVisit();
    await closeSessions(closed.ref);
    expect(await listRingStates(closed.ref)).toEqual(["cancelled"]);
    const removed = await createRingingVisit();
    const remove = [await memberIdOf(removed.ref, removed.patient.userId)];
    await updateMembers(removed.clinician, { ...removed.ref, update: [], remove });
    expect(await listRings(removed.ref)).toMatchObject([
      { state: "cancelled", memberId: null, userId: removed.patient.userId },
    ]);
  });

  test("when the caller leaves before anyone joins, unless they are back in a moment", async () => {
    const [ring] = await listRings(ref);
    const sessionId = ring?.sessionId ?? "";
    const first = await connect(sessionId, clinician.userId);
    await transaction((tx) => watchUnattendedInTx(tx, sessionId, new Date()));
    expect(await listJobs("cancel-unattended")).toEqual([]);
    await disconnect(first.id);
    await transaction((tx) => watchUnattendedInTx(tx, sessionId, new Date()));
    expect((await listJobs("cancel-unattended")).length).toBe(1);
    const second = await connect(sessionId, clinician.userId);
    await cancelUnattended(sessionId);
    expect(await listRingStates(ref)).toEqual(["ringing"]);
    await disconnect(second.id);
    await cancelUnattended(sessionId);
    expect(await listRingStates(ref)).toEqual(["cancelled"]);
  });
});
