import { describe, expect, inject, test } from "vitest";
import { lockCall } from "#lib/calls/store.ts";
import { transaction } from "#lib/db.ts";
import { visitView } from "#lib/joining/server/view-visit.ts";
import { listRooms } from "#lib/livekit.ts";
import { roomName } from "#lib/sessions/rules.ts";
import { evictInTx } from "#lib/sessions/server/evict-members.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { byLink, scheduleVisit } from "#tests/support/clinic.ts";
import { countLockWaits } from "#tests/support/locks.ts";
import { until } from "#tests/support/wait.ts";

import { type JoiningFixture, join, setUpJoining, tokenStatus } from "./joining-fixture.ts";

/** Whether a person who asks for a token waits for the lock of their row. */
const isTokenWaiting = async () => (await countLockWaits("token_at")) === 1;

/** Locks a member's row as removing the member does, but without moving the room. */
const lockMember = (memberId: string) => {
  const [locked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const removal = transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "member" WHERE "id" = ${memberId}::uuid FOR UPDATE`;
    locked.resolve();
    await released.promise;
    await tx.member.delete({ where: { id: memberId } });
  });
  const remove = () => {
    released.resolve();
    return removal;
  };
  return { locked: locked.promise, remove };
};

describe.skipIf(!inject("programs").livekit)("a join during a removal", () => {
  let { clinic, amara, livekit } = {} as JoiningFixture;
  setUpJoining((fixture) => {
    ({ clinic, amara, livekit } = fixture);
  });

  test("a member who is blocked while they ask for their first token gets none", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 980 });
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    await startVisit(amara, visit.ref);
    const where = { id: visit.patientMember };
    let refusal: Promise<void> | undefined;
    await transaction(async (tx) => {
      await lockCall(tx, visit.ref);
      expect(await evictInTx(tx, visit.ref, [visit.patientMember])).toBeNull();
      refusal = expect(join(actor, visit.ref)).toBeRefused("BLOCKED", { facts: {} });
      await until("they wait for the decision", isTokenWaiting);
      await tx.member.update({ where, data: { blockedAt: new Date() } });
    });
    await refusal;
    // They no longer see anything of the visit.
    expect(await visitView(actor, visit.ref)).toMatchObject({
      live: false,
      startedAt: null,
      memberCount: 0,
      members: [],
    });
  });

  test("a join that comes too late leaves the others' room alone", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 1_010 });
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    const { sessionId } = await startVisit(amara, visit.ref);
    const entered = await join(amara, visit.ref);
    const { locked, remove } = lockMember(visit.patientMember);
    await locked;
    const refusal = expect(join(actor, visit.ref)).toBeRefused("NOT_FOUND", { facts: {} });
    await until("they wait", isTokenWaiting);
    await remove();
    await refusal;
    expect(await tokenStatus(livekit, entered.token)).toBe(200);
    expect((await listRooms()).has(roomName({ sessionId, generation: 1 }))).toBe(true);
  });
});
