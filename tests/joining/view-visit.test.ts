import { randomUUID } from "node:crypto";
import { describe, expect, inject, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { waitingGoneMs } from "#lib/appointments/rules.ts";
import { db } from "#lib/db.ts";
import { joinDecisionFor } from "#lib/joining/server/explain-join.ts";
import { visitView } from "#lib/joining/server/view-visit.ts";
import { markWaiting } from "#lib/live/store.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { byLink, scheduleVisit } from "#tests/support/clinic.ts";

import { type JoiningFixture, setUpJoining } from "./joining-fixture.ts";

describe.skipIf(!inject("programs").livekit)("the view of a visit", () => {
  let { clinic, amara } = {} as JoiningFixture;
  setUpJoining((fixture) => {
    ({ clinic, amara } = fixture);
  });

  test("it shows the members of a consultation with their roles", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 860 });
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    const view = await visitView(actor, visit.ref);
    expect(view).toMatchObject({
      kind: "Consultation",
      timeZone: "Europe/London",
      everybody: true,
      memberCount: 2,
    });
    expect(view.members).toEqual([
      { id: visit.clinicianMember, name: "Dr Amara Osei", role: "clinician", presence: null },
      { id: visit.patientMember, name: "Ada Bell", role: "patient", presence: null },
    ]);
    expect(view.self).toEqual({ id: visit.patientMember, name: "Ada Bell", role: "patient" });
    expect(view).toMatchObject({ mayStart: false, mayEnd: false });
  });

  test("only members who may start the visit see who is present", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 1_100 });
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    const presenceSeenBy = async (by: Actor) => {
      const { members } = await visitView(by, visit.ref);
      return members.map(({ presence }) => presence);
    };
    expect(await presenceSeenBy(amara)).toEqual(["away", "away"]);
    await markWaiting(db(), [{ ...visit.ref, userId: actor.userId }], new Date());
    expect(await presenceSeenBy(amara)).toEqual(["away", "waiting"]);
    await markWaiting(db(), [{ ...visit.ref, userId: actor.userId }], new Date(Date.now() - waitingGoneMs));
    expect(await presenceSeenBy(amara)).toEqual(["away", "away"]);
    const { sessionId } = await startVisit(amara, visit.ref);
    const joinedAt = new Date();
    const { userId } = actor;
    const came = { sessionId, userId, memberId: visit.patientMember, participantSid: "PA_there", joinedAt };
    await db().attendance.create({ data: { ...came, role: "patient" } });
    expect(await presenceSeenBy(amara)).toEqual(["away", "inside"]);
    expect(await presenceSeenBy(actor)).toEqual([null, null]);
    await db().attendance.updateMany({ where: { sessionId }, data: { leftAt: new Date() } });
    expect(await presenceSeenBy(amara)).toEqual(["away", "away"]);
  });

  test("only administrators can read why someone can't join", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 800 });
    const admin = await clinic.actor("admin");
    const why = (userId: string, ref = visit.ref) => joinDecisionFor(admin, { ...ref, userId });
    const { idOf } = clinic;
    expect(await why(idOf.lena)).toEqual({ ok: false, code: "WRONG_TEAM" });
    expect(await why(idOf.tomasz)).toEqual({ ok: false, code: "NOT_FOUND" });
    expect(await why(idOf.amara)).toMatchObject({ ok: true });
    expect(await why(idOf.ada)).toMatchObject({ code: "TOO_EARLY" });
    await db().inviteLink.updateMany({
      where: { memberId: visit.patientMember },
      data: { revokedAt: new Date() },
    });
    expect(await why(idOf.ada)).toEqual({ ok: false, code: "LINK_EXPIRED" });
    expect(await why(idOf.ada, { type: "default", id: randomUUID() })).toEqual({
      ok: false,
      code: "NOT_FOUND",
    });
    await expect(joinDecisionFor(amara, { ...visit.ref, userId: idOf.ada })).toBeRefused("NOT_ALLOWED", {
      facts: {},
    });
  });
});
