import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { POST } from "#app/api/livekit/webhook/route.ts";
import type { Actor } from "#lib/access.ts";
import { signOut } from "#lib/accounts/server/end-sign-in.ts";
import { maxConnections } from "#lib/attendance/rules.ts";
import { closeDb, db } from "#lib/db.ts";
import { revokeInviteLink } from "#lib/invites/server.ts";
import { updateMembers } from "#lib/members/server.ts";
import { maxPromptEvictions } from "#lib/sessions/rules.ts";
import { receiveWebhook } from "#lib/sessions/server/receive-webhook.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { byLink, type Clinic, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { type FakeLiveKit, startFakeLiveKit } from "./fake-livekit.ts";
import { type Participant, type SignedWebhook, signedWebhook } from "./signed-webhook.ts";

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
  await closeDb();
  await livekit.stop();
});

const begin = async () => {
  minutesAhead += 30;
  const visit = await scheduleVisit(clinic, { minutesAhead });
  const { sessionId } = await startVisit(amara, visit.ref);
  const room = `${sessionId}.1`;
  livekit.rooms.set(room, []);
  return { ...visit, sessionId, room };
};

const start = Date.now() - 3_600_000;
const at = (second: number) => new Date(Math.floor(start / 1000) * 1000 + second * 1000);
const coming = (identity: string, second: number, sid = `PA_${randomUUID()}`): Participant => ({
  sid,
  identity,
  device: `window-of-${sid.slice(3, 9)}`,
  joinedAt: at(second),
});
const receive = (one: SignedWebhook) => receiveWebhook(one.body, one.authorization);
const attendance = (...sessionIds: string[]) =>
  db().attendance.findMany({
    where: { sessionId: { in: sessionIds } },
    orderBy: { participantSid: "asc" },
    select: {
      sessionId: true,
      participantSid: true,
      memberId: true,
      device: true,
      joinedAt: true,
      leftAt: true,
    },
  });
const times = (sessionId: string) =>
  db().session.findFirst({
    where: { id: sessionId },
    select: { openedAt: true, emptySince: true, closedAt: true },
  });

describe("a webhook is refused", () => {
  test.each<[string, (good: SignedWebhook) => SignedWebhook | Promise<SignedWebhook>]>([
    ["without a signature", ({ body }) => ({ body, authorization: "" })],
    [
      "with a body that was changed",
      ({ body, authorization }) => ({ body: body.replace("joined", "left"), authorization }),
    ],
    [
      "signed by somebody else",
      () =>
        signedWebhook({
          kind: "room_finished",
          room: "x",
          at: at(0),
          secret: "another-secret-of-thirty-two-letters",
        }),
    ],
  ])("%s", async (_how, change) => {
    const visit = await begin();
    const good = await signedWebhook({
      kind: "participant_joined",
      room: visit.room,
      at: at(1),
      came: coming(visit.patientMember, 1),
    });
    await expect(receive(await change(good))).toBeRefused("NOT_ALLOWED");
    expect(await attendance(visit.sessionId)).toEqual([]);
  });
});

describe("over HTTP", () => {
  const post = (body: string, authorization: string) => {
    const headers = { authorization, "content-type": "application/webhook+json" };
    return POST(
      new Request("http://localhost/api/livekit/webhook", { method: "POST", body, headers }),
      undefined,
    );
  };

  test("a good one is taken without a word, a bad one and an endless one are refused", async () => {
    const visit = await begin();
    const came = coming(visit.patientMember, 1);
    const good = await signedWebhook({ kind: "participant_joined", room: visit.room, at: at(1), came });
    expect((await post(good.body, "")).status).toBe(403);
    expect((await post(" ".repeat(300_000), good.authorization)).status).toBe(422);
    expect(await attendance(visit.sessionId)).toEqual([]);
    expect((await post(good.body, good.authorization)).status).toBe(204);
    expect(await attendance(visit.sessionId)).toHaveLength(1);
  });
});

describe("a webhook", () => {
  test("of a room that is none of ours is taken and leaves nothing behind", async () => {
    const events = await db().webhookEvent.count();
    for (const room of ["kitchen", `${randomUUID()}.1`]) {
      await receive(
        await signedWebhook({ kind: "participant_joined", room, at: at(1), came: coming(randomUUID(), 1) }),
      );
    }
    expect(await db().webhookEvent.count()).toBe(events);
  });

  test("twenty times at once counts once", async () => {
    const visit = await begin();
    const came = coming(visit.patientMember, 1);
    const one = await signedWebhook({ kind: "participant_joined", room: visit.room, at: at(1), came });
    await Promise.all(Array.from({ length: 20 }, () => receive(one)));
    expect(await attendance(visit.sessionId)).toHaveLength(1);
  });

  test("of a leave that comes before its arrival closes what it never saw opened", async () => {
    const visit = await begin();
    const came = coming(visit.patientMember, 10);
    await receive(await signedWebhook({ kind: "participant_left", room: visit.room, at: at(20), came }));
    await receive(await signedWebhook({ kind: "participant_joined", room: visit.room, at: at(10), came }));
    expect(await attendance(visit.sessionId)).toMatchObject([{ joinedAt: at(10), leftAt: at(20) }]);
    expect(await times(visit.sessionId)).toEqual({ openedAt: at(10), emptySince: at(20), closedAt: null });
  });

  test("of somebody who is no member leaves the room they have a token to, and is no attendance", async () => {
    const visit = await begin();
    const came = coming(randomUUID(), 1);
    livekit.rooms.set(visit.room, [came]);
    await receive(await signedWebhook({ kind: "participant_joined", room: visit.room, at: at(1), came }));
    expect(livekit.rooms.has(visit.room)).toBe(false);
    expect(await attendance(visit.sessionId)).toEqual([]);
    const subject = `call:${visit.ref.type}:${visit.ref.id}`;
    expect(await db().auditEvent.count({ where: { subject, kind: "participant.evicted" } })).toBe(1);
  });

  test("of somebody who was blocked since their token was made leaves the room that it opens", async () => {
    const visit = await begin();
    const came = coming(visit.patientMember, 1);
    livekit.rooms.set(visit.room, [came]);
    await db().member.updateMany({ where: { id: visit.patientMember }, data: { blockedAt: new Date() } });
    await receive(await signedWebhook({ kind: "participant_joined", room: visit.room, at: at(1), came }));
    expect(livekit.rooms.has(visit.room)).toBe(false);
  });

  test("of somebody who has come and gone too often is not written down, and they are put out", async () => {
    const visit = await begin();
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
    for (const isLet of [true, false]) {
      const came = coming(visit.patientMember, maxConnections);
      livekit.rooms.set(visit.room, [came]);
      await receive(
        await signedWebhook({ kind: "participant_joined", room: visit.room, at: at(maxConnections), came }),
      );
      expect(livekit.rooms.get(visit.room)).toEqual(isLet ? [came] : []);
      await receive(
        await signedWebhook({ kind: "participant_left", room: visit.room, at: at(maxConnections + 1), came }),
      );
      expect(await attendance(visit.sessionId)).toHaveLength(maxConnections);
    }
  });

  test("of somebody who came into a session that is over ends the room", async () => {
    const visit = await begin();
    await db().session.updateMany({ where: { id: visit.sessionId }, data: { closedAt: new Date() } });
    const came = coming(visit.patientMember, 1);
    await receive(await signedWebhook({ kind: "participant_joined", room: visit.room, at: at(1), came }));
    expect(livekit.rooms.has(visit.room)).toBe(false);
  });
});

describe("in a class of more people than are moved at once", () => {
  /** A class with more people in it than are moved, the patient who will come back, and what LiveKit holds. */
  const fullClass = async () => {
    const visit = await begin();
    const people = Array.from({ length: maxPromptEvictions + 1 }, () => ({
      role: "patient" as const,
      name: "Listener",
    }));
    const users = await db().user.createManyAndReturn({ data: people, select: { id: true } });
    const { type: callType, id: callId } = visit.ref;
    const rows = users.map(({ id: userId }) => ({ userId, callType, callId, role: "patient" as const }));
    const members = await db().member.createManyAndReturn({ data: rows, select: { id: true, userId: true } });
    await db().attendance.createMany({
      data: members.map(({ id: memberId, userId }) => ({
        sessionId: visit.sessionId,
        userId,
        memberId,
        participantSid: `PA_${randomUUID()}`,
        joinedAt: at(0),
      })),
    });
    const there = coming(members[0]?.id ?? "", 0);
    const comesBack = async (
      identity: string,
      signInId?: string,
      joinedAt = new Date(Date.now() + 1_000),
    ) => {
      const came = { ...coming(identity, 1), joinedAt, ...(signInId && { signInId }) };
      livekit.rooms.set(visit.room, [there, came]);
      await receive(await signedWebhook({ kind: "participant_joined", room: visit.room, at: at(1), came }));
      const left = livekit.rooms.get(visit.room);
      return { isOut: !left?.includes(came), hasMoved: left === undefined };
    };
    const subject = `call:${callType}:${callId}`;
    const putOut = () => db().auditEvent.count({ where: { subject, kind: "participant.evicted" } });
    return { ...visit, comesBack, putOut };
  };

  test("nobody is moved for somebody who only signed out, however often they come back", async () => {
    const { ref, patientMember, comesBack, putOut } = await fullClass();
    const { actor } = await byLink(clinic, ref, patientMember);
    await signOut(actor);
    for (let times = 0; times < 3; times++) {
      const { isOut, hasMoved } = await comesBack(patientMember, actor.signInId);
      expect({ isOut, hasMoved }).toEqual({ isOut: true, hasMoved: false });
    }
    expect(await putOut()).toBe(1);
  });

  test("all are moved for somebody whose link was revoked, also when the member has another that works", async () => {
    const { ref, patientMember, comesBack } = await fullClass();
    const leaked = await byLink(clinic, ref, patientMember);
    const fresh = await byLink(clinic, ref, patientMember);
    await revokeInviteLink(amara, { ...ref, linkId: leaked.linkId });
    expect(await comesBack(patientMember, fresh.actor.signInId)).toEqual({ isOut: false, hasMoved: false });
    // Who was still there when it was revoked has not come back.
    const stillThere = await comesBack(patientMember, leaked.actor.signInId, at(2));
    expect(stillThere).toEqual({ isOut: true, hasMoved: false });
    expect(await comesBack(patientMember, leaked.actor.signInId)).toEqual({ isOut: true, hasMoved: true });
  });

  test("all are moved for somebody who was removed, also when they come beside their own identity", async () => {
    const { ref, patientMember, comesBack, putOut } = await fullClass();
    const { actor } = await byLink(clinic, ref, patientMember);
    const beside = `${patientMember}#camera`;
    expect(await comesBack(beside, actor.signInId)).toEqual({ isOut: true, hasMoved: false });
    expect(await putOut()).toBe(0);
    await updateMembers(amara, { ...ref, remove: [patientMember] });
    expect(await comesBack(beside, actor.signInId)).toEqual({ isOut: true, hasMoved: true });
    expect(await putOut()).toBe(1);
  });
});
