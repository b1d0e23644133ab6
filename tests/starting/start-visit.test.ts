import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { endCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { byLink, type Clinic, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { outcomeOf } from "#tests/support/outcome.ts";

let clinic: Clinic;
let amara: Actor;

beforeAll(async () => {
  clinic = await makeClinic();
  amara = await clinic.actor("amara");
});
afterAll(closeDb);

const auditCount = (ref: { type: string; id: string }, kind: string) =>
  db().auditEvent.count({ where: { subject: `call:${ref.type}:${ref.id}`, kind } });

describe("starting a visit", () => {
  test("fifty times at once opens one session, notifies once, and returns its id to all", async () => {
    const { ref } = await scheduleVisit(clinic);
    const results = await Promise.all(Array.from({ length: 50 }, () => startVisit(amara, ref)));
    expect(new Set(results.map((one) => one.sessionId)).size).toBe(1);
    expect(results.filter((one) => one.started)).toHaveLength(1);
    expect(await db().session.count({ where: { callId: ref.id } })).toBe(1);
    expect(await db().notification.count({ where: { sessionId: results[0]?.sessionId ?? "" } })).toBe(1);
    expect(await auditCount(ref, "call.started")).toBe(1);
  });

  test("is refused to patients", async () => {
    const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 60 });
    const { actor } = await byLink(clinic, ref, patientMember);
    await expect(startVisit(actor, ref)).toBeRefused("NOT_ALLOWED");
  });

  test("at the same moment as the end leaves no session open", async () => {
    const { ref } = await scheduleVisit(clinic, { minutesAhead: 120 });
    const tries = Array.from({ length: 10 }, (_, index) =>
      outcomeOf(index === 5 ? endCall(amara, ref) : startVisit(amara, ref)),
    );
    for (const outcome of await Promise.all(tries)) expect(outcome).toBeOneOf(["ok", "ENDED"]);
    expect(await db().session.count({ where: { callId: ref.id, closedAt: null } })).toBe(0);
  });

  test("that fails leaves no session behind", async () => {
    const { ref } = await scheduleVisit(clinic, { minutesAhead: 180 });
    await db().$executeRaw`ALTER TABLE "notification" RENAME TO "notification_away"`;
    await expect(startVisit(amara, ref)).rejects.toThrow();
    await db().$executeRaw`ALTER TABLE "notification_away" RENAME TO "notification"`;
    expect(await db().session.count({ where: { callId: ref.id } })).toBe(0);
    expect((await startVisit(amara, ref)).started).toBe(true);
  });
});
