import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Actor, can } from "#lib/access.ts";
import { createCall } from "#lib/calls/server.ts";
import { lockCall, relationOf } from "#lib/calls/store.ts";
import { closeDb, db, transaction } from "#lib/db.ts";
import { blockUser, grant, muteMember, revoke, unblockUser } from "#lib/members/server/moderate-member.ts";
import { updateMembers } from "#lib/members/server.ts";
import { ringCall } from "#lib/starting/server/ring-call.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";
import { countLockWaits } from "#tests/support/locks.ts";
import { outcomeOf } from "#tests/support/outcome.ts";
import { until } from "#tests/support/wait.ts";

let clinic: Clinic;
let amara: Actor;
let tomasz: Actor;
beforeAll(async () => {
  clinic = await makeClinic();
  [amara, tomasz] = await Promise.all([clinic.actor("amara"), clinic.actor("tomasz")]);
});
afterAll(closeDb);

/** Creates a call with Amara as its clinician and Tomasz as an observer. Returns Tomasz's member id. */
const createTestCall = async () => {
  const ref = { type: "default", id: randomUUID() };
  await createCall(amara, {
    ...ref,
    members: [
      { userId: amara.userId, role: "clinician" },
      { userId: tomasz.userId, role: "observer" },
    ],
  });
  const { id } = await db().member.findFirstOrThrow({ where: { callId: ref.id, userId: tomasz.userId } });
  return { ref, memberId: id };
};
const capabilities = async (ref: { type: string; id: string }) =>
  (await relationOf(db(), tomasz, ref))?.member?.capabilities ?? [];

test("a blocked member stays a member and can be unblocked, and both are audited", async () => {
  const { ref } = await createTestCall();
  const who = { ...ref, userId: tomasz.userId };
  expect(await blockUser(amara, who)).toEqual({ blocked: true });
  expect((await relationOf(db(), tomasz, ref))?.member?.blocked).toBe(true);
  expect(await unblockUser(amara, who)).toEqual({ blocked: false });
  expect((await relationOf(db(), tomasz, ref))?.member?.blocked).toBe(false);
  const subject = `call:default:${ref.id}`;
  const kinds = (await db().auditEvent.findMany({ where: { subject }, orderBy: { seq: "asc" } })).map(
    ({ kind }) => kind,
  );
  expect(kinds).toEqual([
    "call.created",
    "member.added",
    "member.added",
    "member.blocked",
    "member.unblocked",
  ]);
});

test("only members who may manage members can block others, and no one can block themselves", async () => {
  const { ref } = await createTestCall();
  await expect(blockUser(amara, { ...ref, userId: amara.userId })).toBeRefused("NOT_ALLOWED");
  await expect(blockUser(tomasz, { ...ref, userId: amara.userId })).toBeRefused("NOT_ALLOWED");
  await expect(blockUser(amara, { ...ref, userId: randomUUID() })).toBeRefused("NOT_FOUND");
});

test("blocking a member cancels their ring", async () => {
  const { ref, memberId } = await createTestCall();
  await startVisit(amara, ref);
  const rings = () => db().ring.findMany({ where: { memberId }, select: { state: true } });
  await ringCall(amara, { ...ref, memberIds: [memberId] });
  expect(await rings()).toEqual([{ state: "ringing" }]);
  await blockUser(amara, { ...ref, userId: tomasz.userId });
  expect(await rings()).toEqual([{ state: "cancelled" }]);
});

test("a grant or revocation for one member overrides their role", async () => {
  const { ref, memberId } = await createTestCall();
  expect(await capabilities(ref)).not.toContain("publish-audio");
  await grant(amara, { ...ref, memberId, capability: "publish-audio" });
  expect(await capabilities(ref)).toContain("publish-audio");
  await revoke(amara, { ...ref, memberId, capability: "publish-audio" });
  expect(await capabilities(ref)).not.toContain("publish-audio");
  await expect(grant(tomasz, { ...ref, memberId, capability: "publish-audio" })).toBeRefused("NOT_ALLOWED");
});

test("a member who sends nothing can't be muted, and only members who may mute others can try", async () => {
  const { ref, memberId } = await createTestCall();
  expect(await muteMember(amara, { ...ref, memberId, source: "microphone" })).toEqual({ muted: false });
  await expect(muteMember(tomasz, { ...ref, memberId, source: "microphone" })).toBeRefused("NOT_ALLOWED");
  const relation = await relationOf(db(), tomasz, ref);
  expect(relation && can(tomasz, "members.mute", relation)).toBe(false);
});

test("requests that wait for the call's lock are refused if their member is removed meanwhile", async () => {
  const { ref, memberId } = await createTestCall();
  const outcomes: Promise<string>[] = [];
  await transaction(async (tx) => {
    await lockCall(tx, ref);
    outcomes.push(
      outcomeOf(
        updateMembers(amara, { ...ref, update: [{ userId: amara.userId, role: "clinician" }], remove: [] }),
      ),
      outcomeOf(blockUser(amara, { ...ref, userId: tomasz.userId })),
      outcomeOf(grant(amara, { ...ref, memberId, capability: "publish-audio" })),
      outcomeOf(startVisit(amara, ref)),
    );
    await until("all four wait", async () => (await countLockWaits()) === 4);
    await tx.member.deleteMany({ where: { callId: ref.id, userId: amara.userId } });
  });
  expect(await Promise.all(outcomes)).toEqual(Array.from({ length: 4 }, () => "NOT_FOUND"));
  expect(
    await db().member.findMany({ where: { callId: ref.id }, select: { userId: true, blockedAt: true } }),
  ).toEqual([{ userId: tomasz.userId, blockedAt: null }]);
});
