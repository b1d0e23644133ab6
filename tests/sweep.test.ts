import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { closeDb, db } from "#lib/db.ts";
import { sweep } from "#lib/sweep.ts";

const now = new Date("2026-11-25T12:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

afterAll(() => closeDb());

test("sign-in counters of past windows and yesterday's webhooks are deleted, and current ones kept", async () => {
  await db().signInThrottle.createMany({
    data: [
      { bucket: "over", failures: 9, windowEnds: hoursAgo(0.001) },
      { bucket: "counts", failures: 9, windowEnds: hoursAgo(-0.001) },
    ],
  });
  await db().webhookEvent.createMany({
    data: [
      { id: "EV_long_ago", receivedAt: hoursAgo(24.01) },
      { id: "EV_may_come_again", receivedAt: hoursAgo(23.99) },
    ],
  });
  await sweep(now);
  await sweep(now);
  expect(await db().signInThrottle.findMany({ select: { bucket: true } })).toEqual([{ bucket: "counts" }]);
  expect(await db().webhookEvent.findMany({ select: { id: true } })).toEqual([{ id: "EV_may_come_again" }]);
});

test("sign-ins and lists of people are deleted ninety days after their end, with all that belongs to them", async () => {
  const { id: userId } = await db().user.create({ data: { role: "clinician", name: "Dr Else" } });
  const signIn = (secretHash: string, expiresAt: Date, endedAt: Date | null = null) =>
    db().signIn.create({ data: { kind: "staff", secretHash, userId, expiresAt, endedAt } });
  await signIn("open", hoursAgo(-12));
  await signIn("ran out long ago", hoursAgo(90 * 24 + 1));
  await signIn("ran out", hoursAgo(89 * 24));
  await signIn("ended long ago", hoursAgo(-12), hoursAgo(90 * 24 + 1));

  const ref = { callType: "default", callId: "lists" };
  await db().callType.create({ data: { id: "default", name: "Consultation", settings: {}, grants: {} } });
  await db().call.create({ data: { type: ref.callType, id: ref.callId } });
  const list = async (finishedAt: Date | null) => {
    const change = { id: randomUUID(), ...ref, kind: "add" as const, createdById: userId, finishedAt };
    await db().bulkChange.create({ data: change });
    await db().bulkChangeRow.create({ data: { changeId: change.id, n: 1, line: 1, given: "a@b.example" } });
  };
  await list(hoursAgo(90 * 24 + 1));
  await list(hoursAgo(89 * 24));
  await list(null);

  await sweep(now);
  const kept = await db().signIn.findMany({ orderBy: { secretHash: "asc" }, select: { secretHash: true } });
  expect(kept).toEqual([{ secretHash: "open" }, { secretHash: "ran out" }]);
  expect([await db().bulkChange.count(), await db().bulkChangeRow.count()]).toEqual([2, 2]);
});
