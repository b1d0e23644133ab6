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

const begin = async () => {
  minutesAhead += 30;
  const visit = await scheduleVisit(clinic, { minutesAhead });
  const { sessionId } = await startVisit(amara, visit.ref);
  return { ...visit, sessionId, room: `${sessionId}.1` };
};
const coming = (identity: string, joinedAt = new Date()): Participant => ({
  sid: `PA_${randomUUID()}`,
  identity,
  device: "window-mark",
  joinedAt,
});
const later = (seconds: number) => new Date(Date.now() + seconds * 1000);
const open = (sessionId: string) => db().attendance.count({ where: { sessionId, leftAt: null } });
const closedAt = async (sessionId: string) =>
  (await db().session.findFirst({ where: { id: sessionId }, select: { closedAt: true } }))?.closedAt;
const auditCount = (ref: { type: string; id: string }, kind: string) =>
  db().auditEvent.count({ where: { subject: `call:${ref.type}:${ref.id}`, kind } });

describe("the reconciler", () => {
  test("makes the room of an open session again, as after a restart of the only LiveKit", async () => {
    const { room } = await begin();
    await reconcile();
    expect([...livekit.rooms.keys()]).toEqual([room]);
  });

  test("notes those who came unheard, and those who left unheard", async () => {
    const visit = await begin();
    const came = coming(visit.patientMember, new Date("2026-11-23T10:00:00Z"));
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
    expect(await open(visit.sessionId)).toBe(0);
  });

  test("puts out whom the decision refuses by now, and lets the others be", async () => {
    const visit = await begin();
    const [patient, clinician] = [coming(visit.patientMember), coming(visit.clinicianMember)];
    const stranger = coming(randomUUID());
    livekit.rooms.set(visit.room, [patient, clinician, stranger, coming("no-id-at-all")]);
    // The stranger's token is good for this room alone: the others are given another one.
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

  test("puts out whose every link was revoked, and nobody whose link merely ran out", async () => {
    const visit = await begin();
    const { linkId } = await byLink(clinic, visit.ref, visit.patientMember);
    const patient = coming(visit.patientMember);
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

  test("closes a session to which nobody came, and one that everybody left, after the type's time and not before", async () => {
    const empty = await begin();
    await reconcile(later(290));
    expect(await closedAt(empty.sessionId)).toBeNull();
    await reconcile(later(301));
    expect(await closedAt(empty.sessionId)).not.toBeNull();
    expect(livekit.rooms.size).toBe(0);
    expect(await auditCount(empty.ref, "session.closed")).toBe(1);

    const left = await begin();
    livekit.rooms.set(left.room, [coming(left.patientMember)]);
    await reconcile(later(10_000));
    expect(await closedAt(left.sessionId)).toBeNull();
    livekit.rooms.set(left.room, []);
    await reconcile(later(10_100));
    await reconcile(later(10_399));
    expect(await closedAt(left.sessionId)).toBeNull();
    await reconcile(later(10_401));
    expect(await closedAt(left.sessionId)).not.toBeNull();
  });

  test("deletes rooms of ours that no open session has, and nobody else's", async () => {
    const visit = await begin();
    await endCall(amara, visit.ref);
    const others = ["kitchen", `${randomUUID()}.1`];
    for (const name of [visit.room, ...others]) livekit.rooms.set(name, []);
    await reconcile();
    expect([...livekit.rooms.keys()]).toEqual(others);
  });

  test("deletes the room of an earlier generation and keeps the present one", async () => {
    const visit = await begin();
    livekit.rooms.set(visit.room, [coming(visit.patientMember)]);
    await db().call.updateMany({ where: { id: visit.ref.id }, data: { generation: 2 } });
    await reconcile();
    expect([...livekit.rooms.keys()]).toEqual([`${visit.sessionId}.2`]);
  });

  test("ends the attendances that a closed session left open", async () => {
    const visit = await begin();
    livekit.rooms.set(visit.room, [coming(visit.patientMember)]);
    await reconcile();
    await db().session.updateMany({ where: { id: visit.sessionId }, data: { closedAt: new Date() } });
    livekit.rooms.clear();
    await reconcile();
    expect(await open(visit.sessionId)).toBe(0);
  });

  test("changes nothing while LiveKit does not answer", async () => {
    const visit = await begin();
    livekit.rooms.set(visit.room, [coming(visit.patientMember)]);
    await reconcile();
    livekit.setUnreachable(true);
    await expect(reconcile(later(100_000))).toBeRefused("VIDEO_UNAVAILABLE");
    expect(await open(visit.sessionId)).toBe(1);
    expect(await closedAt(visit.sessionId)).toBeNull();
  });

  test("agrees with webhooks and joins that run at the same moment", async () => {
    const visit = await begin();
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    const wanted: string[] = [];
    for (let round = 0; round < 20; round++) {
      const came = coming(visit.patientMember);
      const stays = round % 3 === 0;
      const joined = await signedWebhook({
        kind: "participant_joined",
        room: visit.room,
        at: new Date(),
        came,
      });
      const left = await signedWebhook({ kind: "participant_left", room: visit.room, at: later(1), came });
      livekit.rooms.set(visit.room, [came]);
      const asked = joinCall(actor, { ...visit.ref, device: "window-mark", takeOver: true });
      const first = [reconcile(), receiveWebhook(joined.body, joined.authorization), asked, reconcile()];
      if (!stays) livekit.rooms.set(visit.room, []);
      const second = stays ? [] : [receiveWebhook(left.body, left.authorization), reconcile()];
      await Promise.all([...first, ...second]);
      await reconcile();
      expect(await open(visit.sessionId), `round ${round}`).toBe(stays ? 1 : 0);
      wanted.push(came.sid);
    }
    expect(await db().attendance.count({ where: { sessionId: visit.sessionId } })).toBe(wanted.length);
  });
});

describe("the reconciler of a process", () => {
  const lock = 7_203_411_002;

  test("begins at once, and stops when told", async () => {
    const { room } = await begin();
    const stop = startReconciler();
    await expect.poll(() => livekit.rooms.has(room)).toBe(true);
    await stop();
  });

  test("leaves it to another process that is at it", async () => {
    const { room } = await begin();
    const other = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await other.connect();
    await other.query("SELECT pg_advisory_lock($1)", [lock]);
    const stop = startReconciler();
    await stop();
    expect(livekit.rooms.has(room)).toBe(false);
    await other.end();
  });
});
