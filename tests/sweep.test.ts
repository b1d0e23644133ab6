import { afterAll, expect, test } from "vitest";
import { closeDb, db } from "#lib/db";
import { sweep } from "#lib/sweep";

const now = new Date("2026-11-25T12:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

afterAll(() => closeDb());

test("counted sign-ins whose window is over and webhooks of yesterday are swept, and nothing that still counts", async () => {
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
