import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { signOut } from "#lib/accounts/server/end-sign-in.ts";
import { db } from "#lib/db.ts";
import { revokeInviteLink } from "#lib/invites/server.ts";
import { updateMembers } from "#lib/members/server.ts";
import { maxMoved } from "#lib/sessions/rules.ts";
import { byLink } from "#tests/support/clinic.ts";
import {
  at,
  participant,
  receiveParticipant,
  setUpWebhooks,
  startNewVisit,
  type WebhookFixture,
} from "./webhook-fixture.ts";

let fixture: WebhookFixture;
setUpWebhooks((ready) => {
  fixture = ready;
});

/** A visit with more participants than are moved to a new room at once. Returns the member id of one of them. */
const startCrowdedVisit = async () => {
  const visit = await startNewVisit(fixture);
  const people = Array.from({ length: maxMoved + 1 }, () => ({
    role: "patient" as const,
    name: "Listener",
  }));
  const users = await db().user.createManyAndReturn({ data: people, select: { id: true } });
  const call = { callType: visit.ref.type, callId: visit.ref.id };
  const rows = users.map(({ id: userId }) => ({ userId, ...call, role: "patient" as const }));
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
  return { ...visit, otherMember: members[0]?.id ?? "" };
};

describe("in a crowded visit", () => {
  const setUp = async () => {
    const { rooms } = fixture.livekit;
    const { room, ref, patientMember, otherMember } = await startCrowdedVisit();
    const other = participant(otherMember, 0);
    /** Lets an identity join the room, and returns what became of it and of the others. */
    const rejoin = async (identity: string, signInId: string, joinedAt = new Date(Date.now() + 1_000)) => {
      const came = { ...participant(identity, 1), joinedAt, signInId };
      rooms.set(room, [other, came]);
      await receiveParticipant("participant_joined", room, 1, came);
      const left = rooms.get(room);
      return { isEvicted: !left?.includes(came), othersMoved: left === undefined };
    };
    const where = { subject: `call:${ref.type}:${ref.id}`, kind: "participant.evicted" };
    return { ref, patientMember, rejoin, countEvictions: () => db().auditEvent.count({ where }) };
  };

  test("no one is moved because of a member who only signed out, however often they return", async () => {
    const { ref, patientMember, rejoin, countEvictions } = await setUp();
    const { actor } = await byLink(fixture.clinic, ref, patientMember);
    await signOut(actor);
    for (let times = 0; times < 3; times++) {
      const result = await rejoin(patientMember, actor.signInId);
      expect(result).toEqual({ isEvicted: true, othersMoved: false });
    }
    expect(await countEvictions()).toBe(1);
  });

  test("all are moved if a revoked link returns, even if the member has another link", async () => {
    const { ref, patientMember, rejoin } = await setUp();
    const leaked = await byLink(fixture.clinic, ref, patientMember);
    const fresh = await byLink(fixture.clinic, ref, patientMember);
    await revokeInviteLink(fixture.amara, { ...ref, linkId: leaked.linkId });
    const byFresh = await rejoin(patientMember, fresh.actor.signInId);
    expect(byFresh).toEqual({ isEvicted: false, othersMoved: false });
    // A connection from before the link was revoked is no return.
    const before = await rejoin(patientMember, leaked.actor.signInId, at(2));
    expect(before).toEqual({ isEvicted: true, othersMoved: false });
    const byLeaked = await rejoin(patientMember, leaked.actor.signInId);
    expect(byLeaked).toEqual({ isEvicted: true, othersMoved: true });
  });

  test("all are moved if a removed member returns, even under another identity", async () => {
    const { ref, patientMember, rejoin, countEvictions } = await setUp();
    const { actor } = await byLink(fixture.clinic, ref, patientMember);
    const camera = `${patientMember}#camera`;
    expect(await rejoin(camera, actor.signInId)).toEqual({ isEvicted: true, othersMoved: false });
    expect(await countEvictions()).toBe(0);
    await updateMembers(fixture.amara, { ...ref, remove: [patientMember] });
    expect(await rejoin(camera, actor.signInId)).toEqual({ isEvicted: true, othersMoved: true });
    expect(await countEvictions()).toBe(1);
  });
});
