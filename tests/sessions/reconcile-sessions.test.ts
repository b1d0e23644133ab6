import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { endCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { joinCall } from "#lib/joining/server/enter-call.ts";
import { receiveWebhook } from "#lib/sessions/server/receive-webhook.ts";
import { reconcile } from "#lib/sessions/server/reconcile-sessions.ts";
import { startReconciler } from "#lib/sessions/server/run-reconciler.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { byLink, type Clinic, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { type FakeLiveKit, startFakeLiveKit } from "./fake-livekit.ts";
import { type Participant, signedWebhook } from "./signed-webhook.ts";

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
beforeEach(async () => {
  livekit.rooms.clear();
  livekit.setUnreachable(false);
  await db().session.deleteMany();
});
afterAll(async () => {
  await closeDb();
  await livekit.stop();
});

const startNewVisit = async () => {
  minutesAhead += 30;
  const visit = await scheduleVisit(clinic, { minutesAhead });
  const { sessionId } = await startVisit(amara, visit.ref);
  return { ...visit, sessionId, room: `${sessionId}.1` };
};
const participant = (identity: string, joinedAt = new Date()): Participant => ({
  sid: `PA_${randomUUID()}`,
  identity,
  device: "window-mark",
  joinedAt,
});
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000);
const countOpen = (sessionId: string) => db().attendance.count({ where: { sessionId, leftAt: null } });
const closedAt = async (sessionId: string) =>
  (await db().session.findFirst({ where: { id: sessionId }, select: { closedAt: true } }))?.closedAt;
const auditCount = (ref: { type: string; id: string }, kind: string) =>
  db().auditEvent.count({ where: { subject: `call:${ref.type}:${ref.id}`, kind } });

describe("the reconciler", () => {
  test("recreates the room of an open session, as after a restart of LiveKit", async () => {
    const { room } = await startNewVisit();
    await reconcile();
    expect([...livekit.rooms.keys()]).toEqual([room]);
  });

  test("records joins and leaves whose webhooks were lost", async () => {
    const visit = await startNewVisit();
    const came = participant(visit.patientMember, new Date("2026-11-23T10:00:00Z"));
    livekit.rooms.set(visit.room, [came]);
    await reconcile();
    expect(
      await db().attendance.findMany({
        where: { sessionId: visit.sessionId },
        select: { joinedAt: true, device: true, leftAt: true },
      }),
    ).toEqual([{ joinedAt: came.joinedAt, device: "window-mark", leftAt: null }]);
    livekit.rooms.set(visit.room, []);
    await reconcile();
    expect(await countOpen(visit.sessionId)).toBe(0);
  });

  test("evicts participants who may no longer join, and no others", async () => {
    const visit = await startNewVisit();
    const [patient, clinician] = [participant(visit.patientMember), participant(visit.clinicianMember)];
    const stranger = participant(randomUUID());
    livekit.rooms.set(visit.room, [patient, clinician, stranger, participant("no-id-at-all")]);
    // The stranger's token opens only this room, so the others get another one.
    await reconcile();
    expect([...livekit.rooms]).toEqual([]);
    const next = `${visit.sessionId}.2`;
    livekit.rooms.set(next, [patient, clinician]);
    await reconcile();
    expect(livekit.rooms.get(next)).toEqual([patient, clinician]);
    await db().user.updateMany({ where: { id: clinic.idOf.ada }, data: { disabledAt: new Date() } });
    await reconcile();
    await db().user.updateMany({ where: { id: clinic.idOf.ada }, data: { disabledAt: null } });
    expect(livekit.rooms.has(next)).toBe(false);
    expect(await auditCount(visit.ref, "participant.evicted")).toBe(2);
  });

  test("evicts a patient whose links were all revoked, but not one whose links expired", async () => {
    const visit = await startNewVisit();
    const { linkId } = await byLink(clinic, visit.ref, visit.patientMember);
    const patient = participant(visit.patientMember);
    livekit.rooms.set(visit.room, [patient]);
    const where = { memberId: visit.patientMember };
    await db().inviteLink.updateMany({ where, data: { expiresAt: new Date(0) } });
    await reconcile();
    await db().inviteLink.updateMany({ where: { id: linkId }, data: { revokedAt: new Date() } });
    await reconcile();
    expect(livekit.rooms.get(visit.room)).toEqual([patient]);
    await db().inviteLink.updateMany({ where, data: { revokedAt: new Date() } });
    await reconcile();
    expect(livekit.rooms.has(visit.room)).toBe(false);
  });

  test("closes a session that no one joined or that everyone left, after the type's time", async () => {
    const empty = await startNewVisit();
    await reconcile(inSeconds(290));
    expect(await closedAt(empty.sessionId)).toBeNull();
    await reconcile(inSeconds(301));
    expect(await closedAt(empty.sessionId)).not.toBeNull();
    expect(livekit.rooms.size).toBe(0);
    expect(await auditCount(empty.ref, "session.closed")).toBe(1);

    const left = await startNewVisit();
    livekit.rooms.set(left.room, [participant(left.patientMember)]);
    await reconcile(inSeconds(10_000));
    expect(await closedAt(left.sessionId)).toBeNull();
    livekit.rooms.set(left.room, []);
    await reconcile(inSeconds(10_100));
    await reconcile(inSeconds(10_399));
    expect(await closedAt(left.sessionId)).toBeNull();
    await reconcile(inSeconds(10_401));
    expect(await closedAt(left.sessionId)).not.toBeNull();
  });

  test("deletes our rooms without an open session, and no others", async () => {
    const visit = await startNewVisit();
    await endCall(amara, visit.ref);
    const others = ["kitchen", `${randomUUID()}.1`];
    for (const name of [visit.room, ...others]) livekit.rooms.set(name, []);
    await reconcile();
    expect([...livekit.rooms.keys()]).toEqual(others);
  });

  test("deletes the room of an earlier generation and keeps the current one", async () => {
    const visit = await startNewVisit();
    livekit.rooms.set(visit.room, [participant(visit.patientMember)]);
    await db().call.updateMany({ where: { id: visit.ref.id }, data: { generation: 2 } });
    await reconcile();
    expect([...livekit.rooms.keys()]).toEqual([`${visit.sessionId}.2`]);
  });

  test("closes the open attendance of a closed session", async () => {
    const visit = await startNewVisit();
    livekit.rooms.set(visit.room, [participant(visit.patientMember)]);
    await reconcile();
    await db().session.updateMany({ where: { id: visit.sessionId }, data: { closedAt: new Date() } });
    livekit.rooms.clear();
    await reconcile();
    expect(await countOpen(visit.sessionId)).toBe(0);
  });

  test("changes nothing while LiveKit is unreachable", async () => {
    const visit = await startNewVisit();
    livekit.rooms.set(visit.room, [participant(visit.patientMember)]);
    await reconcile();
    livekit.setUnreachable(true);
    await expect(reconcile(inSeconds(100_000))).toBeRefused("VIDEO_UNAVAILABLE");
    expect(await countOpen(visit.sessionId)).toBe(1);
    expect(await closedAt(visit.sessionId)).toBeNull();
  });

  test("agrees with webhooks and joins at the same moment", async () => {
    const visit = await startNewVisit();
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    const wanted: string[] = [];
    for (let round = 0; round < 20; round++) {
      const came = participant(visit.patientMember);
      const stays = round % 3 === 0;
      const joined = await signedWebhook({
        kind: "participant_joined",
        room: visit.room,
        at: new Date(),
        came,
      });
      const left = await signedWebhook({
        kind: "participant_left",
        room: visit.room,
        at: inSeconds(1),
        came,
      });
      livekit.rooms.set(visit.room, [came]);
      const join = joinCall(actor, { ...visit.ref, device: "window-mark", takeOver: true });
      const first = [reconcile(), receiveWebhook(joined.body, joined.authorization), join, reconcile()];
      if (!stays) livekit.rooms.set(visit.room, []);
      const second = stays ? [] : [receiveWebhook(left.body, left.authorization), reconcile()];
      await Promise.all([...first, ...second]);
      await reconcile();
      expect(await countOpen(visit.sessionId), `round ${round}`).toBe(stays ? 1 : 0);
      wanted.push(came.sid);
    }
    expect(await db().attendance.count({ where: { sessionId: visit.sessionId } })).toBe(wanted.length);
  });
});

describe("running the reconciler", () => {
  const lock = 7_203_411_002;

  test("begins at once and can be stopped", async () => {
    const { room } = await startNewVisit();
    const stop = startReconciler();
    await expect.poll(() => livekit.rooms.has(room)).toBe(true);
    await stop();
  });

  test("leaves the work to another process that holds the lock", async () => {
    const { room } = await startNewVisit();
    const other = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await other.connect();
    await other.query("SELECT pg_advisory_lock($1)", [lock]);
    const stop = startReconciler();
    await stop();
    expect(livekit.rooms.has(room)).toBe(false);
    await other.end();
  });
});
