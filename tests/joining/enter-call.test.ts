import { randomUUID } from "node:crypto";
import { describe, expect, inject, test } from "vitest";
import { setDisabled } from "#lib/accounts/store.ts";
import { cancelAppointment } from "#lib/appointments/server/cancel-appointment.ts";
import { endCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { redeemRateLimit, signInsPerLink } from "#lib/invites/rules.ts";
import { redeemInvite } from "#lib/invites/server.ts";
import { joinRateLimit } from "#lib/joining/rules.ts";
import { joinCall } from "#lib/joining/server/enter-call.ts";
import { visitView } from "#lib/joining/server/view-visit.ts";
import { receiveWebhook } from "#lib/sessions/server/receive-webhook.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { connectSignal } from "#tests/sessions/signal-connection.ts";
import { signedWebhook } from "#tests/sessions/signed-webhook.ts";
import { byLink, linkFor, scheduleVisit } from "#tests/support/clinic.ts";
import { outcomeOf } from "#tests/support/outcome.ts";
import { device, type JoiningFixture, join, setUpJoining, tokenStatus } from "./joining-fixture.ts";

describe.skipIf(!inject("programs").livekit)("joining a call", () => {
  let { clinic, amara, livekit } = {} as JoiningFixture;
  setUpJoining((fixture) => {
    ({ clinic, amara, livekit } = fixture);
  });

  test("a patient is too early, then waits, then joins with a token that LiveKit accepts", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 60 });
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    const { startsAt } = await visitView(actor, visit.ref);
    const opensAt = new Date((startsAt?.getTime() ?? 0) - 15 * 60_000);
    await expect(join(actor, visit.ref)).toBeRefused("TOO_EARLY", {
      facts: { opensAt: opensAt.toISOString() },
    });
    const input = { ...visit.ref, device, takeOver: false };
    await expect(joinCall(actor, input, opensAt)).toBeRefused("WAITING", { facts: { mayStart: false } });
    await startVisit(amara, visit.ref);
    const entered = await join(actor, visit.ref);
    expect(entered).toMatchObject({
      url: livekit.url,
      identity: visit.patientMember,
      role: "patient",
      expiresInSeconds: 60,
    });
    expect(await tokenStatus(livekit, entered.token)).toBe(200);
  });

  test("a clinician who is early is told that they may start, and has no room before that", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 180 });
    await expect(join(amara, visit.ref)).toBeRefused("WAITING", { facts: { mayStart: true } });
    expect(await visitView(amara, visit.ref)).toMatchObject({
      decision: { ok: true },
      live: false,
      mayStart: true,
    });
    await startVisit(amara, visit.ref);
    expect(await visitView(amara, visit.ref)).toMatchObject({ live: true, mayStart: false, mayEnd: true });
    expect(await tokenStatus(livekit, (await join(amara, visit.ref)).token)).toBe(200);
  });

  test("strangers can't tell a hidden call from a missing one", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 240 });
    const other = await scheduleVisit(clinic, { minutesAhead: 300, patient: "bruno" });
    await startVisit(amara, visit.ref);
    const none = { type: "default", id: randomUUID() };
    const bruno = await byLink(clinic, other.ref, other.patientMember);
    const admin = await clinic.actor("admin");
    const strangers = [bruno.actor, await clinic.actor("tomasz"), await clinic.actor("lena")];
    const same = { facts: {}, fields: {} };
    for (const ref of [visit.ref, none]) {
      await expect(join(admin, ref)).toBeRefused("NOT_FOUND", same);
      for (const stranger of strangers)
        for (const ask of [join, visitView, startVisit])
          await expect(ask(stranger, ref)).toBeRefused("NOT_FOUND", same);
    }
  });

  test("a sign-in by link joins no other call, not even one that its person is a member of", async () => {
    const one = await scheduleVisit(clinic, { minutesAhead: 400 });
    const two = await scheduleVisit(clinic, { minutesAhead: 440 });
    await startVisit(amara, two.ref);
    const { actor } = await byLink(clinic, one.ref, one.patientMember);
    await expect(join(actor, two.ref)).toBeRefused("NOT_FOUND", { facts: {} });
  });

  test("after the end no one can join, and earlier tokens open nothing", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 500 });
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    await startVisit(amara, visit.ref);
    const before = await join(actor, visit.ref);
    await endCall(amara, visit.ref);
    await expect(join(actor, visit.ref)).toBeRefused("ENDED", { facts: {} });
    await expect(join(amara, visit.ref)).toBeRefused("ENDED", { facts: {} });
    await expect(startVisit(amara, visit.ref)).toBeRefused("ENDED", { facts: {} });
    expect(await tokenStatus(livekit, before.token)).toBe(404);
  });

  test("after the cancellation no one can join or start", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 560 });
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    await cancelAppointment(amara, { ...visit.ref, reason: "" } as never);
    await expect(join(actor, visit.ref)).toBeRefused("CANCELLED", { facts: {} });
    await expect(startVisit(amara, visit.ref)).toBeRefused("CANCELLED", { facts: {} });
  });

  test("removed, blocked and disabled people are refused, and so is a revoked link", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 620 });
    const { actor, linkId } = await byLink(clinic, visit.ref, visit.patientMember);
    await startVisit(amara, visit.ref);
    const where = { id: visit.patientMember };
    await db().member.updateMany({ where, data: { blockedAt: new Date() } });
    await expect(join(actor, visit.ref)).toBeRefused("BLOCKED", { facts: {} });
    expect(await visitView(actor, visit.ref)).toMatchObject({ members: [], decision: { code: "BLOCKED" } });
    await db().member.updateMany({ where, data: { blockedAt: null } });
    await db().inviteLink.updateMany({ where: { id: linkId }, data: { revokedAt: new Date() } });
    await expect(join(actor, visit.ref)).toBeRefused("LINK_EXPIRED", { facts: {} });
    await db().inviteLink.updateMany({ where: { id: linkId }, data: { revokedAt: null } });
    await setDisabled(db(), undefined as never, actor.userId, new Date());
    await expect(join(actor, visit.ref)).toBeRefused("NOT_FOUND", { facts: {} });
    await setDisabled(db(), undefined as never, actor.userId, null);
    await db().member.deleteMany({ where });
    await expect(join(actor, visit.ref)).toBeRefused("NOT_FOUND", { facts: {} });
  });

  test("a second window must ask before it takes over, unless the first is gone", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 680 });
    await startVisit(amara, visit.ref);
    const { token, sessionId, identity } = await join(amara, visit.ref);
    const first = await connectSignal(livekit.url, token);
    const came = { sid: `PA_${randomUUID()}`, identity, device, joinedAt: new Date() };
    const joined = await signedWebhook({
      kind: "participant_joined",
      room: `${sessionId}.1`,
      at: new Date(),
      came,
    });
    await receiveWebhook(joined.body, joined.authorization);

    const second = { device: "window-two" };
    await expect(join(amara, visit.ref, second)).toBeRefused("OTHER_DEVICE", { facts: {} });
    await join(amara, visit.ref);
    await join(amara, visit.ref, { ...second, takeOver: true });
    expect(await visitView(amara, visit.ref)).toMatchObject({ connected: true, decision: { ok: true } });
    await first.leave();
    await expect.poll(() => outcomeOf(join(amara, visit.ref, second)), { timeout: 10_000 }).toBe("ok");
  });

  test("a refusal is audited once a minute, however often the person tries", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 740 });
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    for (let tries = 0; tries < 5; tries++) await outcomeOf(join(actor, visit.ref));
    const where = { subject: `call:${visit.ref.type}:${visit.ref.id}`, kind: "join.refused" };
    const rows = await db().auditEvent.findMany({ where, select: { actorId: true, details: true } });
    expect(rows).toEqual([{ actorId: actor.userId, details: { code: "TOO_EARLY" } }]);
  });

  test("twenty reloads in a minute are fine; a flood is stopped until the minute is over", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 890 });
    const { max, windowSeconds } = joinRateLimit;
    await startVisit(amara, visit.ref);
    for (let times = 0; times < 20; times++) await join(amara, visit.ref);
    const rest = await Promise.all(Array.from({ length: max }, () => outcomeOf(join(amara, visit.ref))));
    expect(rest.filter((outcome) => outcome === "ok")).toHaveLength(max - 20);
    expect(rest.filter((outcome) => outcome !== "ok")).toEqual(Array(20).fill("TOO_MANY_ATTEMPTS"));
    const later = new Date(Date.now() + (windowSeconds + 1) * 1000);
    const { type, id } = visit.ref;
    await joinCall(amara, { type, id, device, takeOver: false }, later);
  });

  test("a link can be redeemed sixty times a minute, and keeps its newest sign-ins", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 950 });
    const { token } = await linkFor(clinic, visit.ref, visit.patientMember);
    const { max, windowSeconds } = redeemRateLimit;
    const redeem = (now = new Date()) => outcomeOf(redeemInvite({ token, userAgent: "tests" }, now));
    const answers = await Promise.all(Array.from({ length: max + 5 }, () => redeem()));
    expect(answers.filter((outcome) => outcome !== "ok")).toEqual(Array(5).fill("TOO_MANY_ATTEMPTS"));
    const signIns = { memberId: visit.patientMember };
    expect(await db().signIn.count({ where: signIns })).toBe(max);
    const open = await db().signIn.count({ where: { ...signIns, endedAt: null } });
    expect(open).toBeLessThanOrEqual(signInsPerLink);
    // The end of each of the others is audited.
    const ended = { kind: "sign-in.ended", actorId: null };
    expect(await db().auditEvent.count({ where: ended })).toBe(max - open);
    expect(await redeem(new Date(Date.now() + (windowSeconds + 1) * 1000))).toBe("ok");
  });

  test("without LiveKit no one gets a token, and everything else works", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 920 });
    await livekit.stop();
    await startVisit(amara, visit.ref);
    await expect(join(amara, visit.ref)).toBeRefused("VIDEO_UNAVAILABLE", { facts: { configured: true } });
    await endCall(amara, visit.ref);
  });
});
