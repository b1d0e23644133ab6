import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { POST } from "#app/api/livekit/webhook/route.ts";
import { maxConnections } from "#lib/attendance/rules.ts";
import { db } from "#lib/db.ts";
import { type SignedWebhook, signedWebhook } from "./signed-webhook.ts";
import {
  at,
  listAttendance,
  participant,
  receive,
  receiveParticipant,
  setUpWebhooks,
  startNewVisit,
  type WebhookFixture,
} from "./webhook-fixture.ts";

let fixture: WebhookFixture;
setUpWebhooks((ready) => {
  fixture = ready;
});

describe("a webhook is refused", () => {
  const signedByAnother = () => {
    const secret = "another-secret-of-thirty-two-letters";
    return signedWebhook({ kind: "room_finished", room: "x", at: at(0), secret });
  };

  test.each<[string, (good: SignedWebhook) => SignedWebhook | Promise<SignedWebhook>]>([
    ["without a signature", ({ body }) => ({ body, authorization: "" })],
    ["with a changed body", (good) => ({ ...good, body: good.body.replace("joined", "left") })],
    ["with another server's signature", signedByAnother],
  ])("%s", async (_how, change) => {
    const visit = await startNewVisit(fixture);
    const came = participant(visit.patientMember, 1);
    const good = await signedWebhook({ kind: "participant_joined", room: visit.room, at: at(1), came });
    await expect(receive(await change(good))).toBeRefused("NOT_ALLOWED");
    expect(await listAttendance(visit.sessionId)).toEqual([]);
  });
});

test("over HTTP a good webhook gets a 204, an unsigned one a 403 and an oversized one a 422", async () => {
  const post = (body: string, authorization: string) => {
    const headers = { authorization, "content-type": "application/webhook+json" };
    const request = new Request("http://localhost/api/livekit/webhook", { method: "POST", body, headers });
    return POST(request, undefined);
  };
  const visit = await startNewVisit(fixture);
  const came = participant(visit.patientMember, 1);
  const good = await signedWebhook({ kind: "participant_joined", room: visit.room, at: at(1), came });
  expect((await post(good.body, "")).status).toBe(403);
  expect((await post(" ".repeat(300_000), good.authorization)).status).toBe(422);
  expect(await listAttendance(visit.sessionId)).toEqual([]);
  expect((await post(good.body, good.authorization)).status).toBe(204);
  expect(await listAttendance(visit.sessionId)).toHaveLength(1);
});

describe("a webhook", () => {
  test("of a room that isn't ours is accepted and leaves nothing behind", async () => {
    const events = await db().webhookEvent.count();
    for (const room of ["kitchen", `${randomUUID()}.1`])
      await receiveParticipant("participant_joined", room, 1, participant(randomUUID(), 1));
    expect(await db().webhookEvent.count()).toBe(events);
  });

  test("that arrives twenty times at once counts once", async () => {
    const visit = await startNewVisit(fixture);
    const came = participant(visit.patientMember, 1);
    const one = await signedWebhook({ kind: "participant_joined", room: visit.room, at: at(1), came });
    await Promise.all(Array.from({ length: 20 }, () => receive(one)));
    expect(await listAttendance(visit.sessionId)).toHaveLength(1);
  });

  test("of a leave that arrives before its join closes the attendance all the same", async () => {
    const visit = await startNewVisit(fixture);
    const came = participant(visit.patientMember, 10);
    await receiveParticipant("participant_left", visit.room, 20, came);
    await receiveParticipant("participant_joined", visit.room, 10, came);
    expect(await listAttendance(visit.sessionId)).toMatchObject([{ joinedAt: at(10), leftAt: at(20) }]);
    const session = await db().session.findFirst({
      where: { id: visit.sessionId },
      select: { openedAt: true, emptySince: true, closedAt: true },
    });
    expect(session).toEqual({ openedAt: at(10), emptySince: at(20), closedAt: null });
  });

  test("of a person who is no member evicts them, and is no attendance", async () => {
    const visit = await startNewVisit(fixture);
    const came = participant(randomUUID(), 1);
    fixture.livekit.rooms.set(visit.room, [came]);
    await receiveParticipant("participant_joined", visit.room, 1, came);
    expect(fixture.livekit.rooms.has(visit.room)).toBe(false);
    expect(await listAttendance(visit.sessionId)).toEqual([]);
    const subject = `call:${visit.ref.type}:${visit.ref.id}`;
    expect(await db().auditEvent.count({ where: { subject, kind: "participant.evicted" } })).toBe(1);
  });

  test("of a member who was blocked after they got their token evicts them", async () => {
    const visit = await startNewVisit(fixture);
    const came = participant(visit.patientMember, 1);
    fixture.livekit.rooms.set(visit.room, [came]);
    await db().member.updateMany({ where: { id: visit.patientMember }, data: { blockedAt: new Date() } });
    await receiveParticipant("participant_joined", visit.room, 1, came);
    expect(fixture.livekit.rooms.has(visit.room)).toBe(false);
  });

  test("of a member with too many connections evicts them, and is no attendance", async () => {
    const visit = await startNewVisit(fixture);
    const { userId } = await db().member.findUniqueOrThrow({ where: { id: visit.patientMember } });
    const data = Array.from({ length: maxConnections - 1 }, (_, index) => ({
      sessionId: visit.sessionId,
      userId,
      memberId: visit.patientMember,
      participantSid: `PA_${randomUUID()}`,
      joinedAt: at(index),
      leftAt: at(index + 1),
    }));
    await db().attendance.createMany({ data });
    for (const isLastAllowed of [true, false]) {
      const came = participant(visit.patientMember, maxConnections);
      fixture.livekit.rooms.set(visit.room, [came]);
      await receiveParticipant("participant_joined", visit.room, maxConnections, came);
      expect(fixture.livekit.rooms.get(visit.room)).toEqual(isLastAllowed ? [came] : []);
      await receiveParticipant("participant_left", visit.room, maxConnections + 1, came);
      expect(await listAttendance(visit.sessionId)).toHaveLength(maxConnections);
    }
  });

  test("of a member who joined a closed session ends the room", async () => {
    const visit = await startNewVisit(fixture);
    await db().session.updateMany({ where: { id: visit.sessionId }, data: { closedAt: new Date() } });
    const came = participant(visit.patientMember, 1);
    await receiveParticipant("participant_joined", visit.room, 1, came);
    expect(fixture.livekit.rooms.has(visit.room)).toBe(false);
  });
});
