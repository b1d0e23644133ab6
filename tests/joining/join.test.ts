import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { setDisabled } from "#lib/accounts/store.ts";
import { waitingGoneMs } from "#lib/appointments/rules.ts";
import { cancelAppointment } from "#lib/appointments/server/cancel-appointment.ts";
import { endCall } from "#lib/calls/server.ts";
import { lockCall } from "#lib/calls/store.ts";
import { closeDb, db, transaction } from "#lib/db.ts";
import { redeemRateLimit, signInsPerLink } from "#lib/invites/rules.ts";
import { redeemInvite } from "#lib/invites/server.ts";
import { joinRateLimit } from "#lib/joining/rules.ts";
import { joinCall } from "#lib/joining/server/enter-call.ts";
import { joinDecisionFor } from "#lib/joining/server/explain-join.ts";
import { visitView } from "#lib/joining/server/view-visit.ts";
import { markWaiting } from "#lib/live/store.ts";
import { listRooms } from "#lib/livekit.ts";
import { roomName } from "#lib/sessions/rules.ts";
import { evictInTx } from "#lib/sessions/server/evict-members.ts";
import { receiveWebhook } from "#lib/sessions/server/receive-webhook.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { connectSignal } from "#tests/sessions/signal-connection.ts";
import { signedWebhook } from "#tests/sessions/signed-webhook.ts";
import { byLink, type Clinic, linkFor, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { startLiveKit, type TestLiveKit } from "#tests/support/livekit.ts";
import { countLockWaits } from "#tests/support/locks.ts";
import { outcomeOf } from "#tests/support/outcome.ts";
import { until } from "#tests/support/wait.ts";

let livekit: TestLiveKit;
let clinic: Clinic;
let amara: Actor;

const device = "window-one";
const join = (
  actor: Actor,
  ref: { type: string; id: string },
  more: { device?: string; takeOver?: boolean } = {},
) => joinCall(actor, { type: ref.type, id: ref.id, device, takeOver: false, ...more });
/** Holds a member's row until it is removed, as somebody who takes them out does, without raising the generation. */
const holdMember = (memberId: string) => {
  const [taken, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const work = transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "member" WHERE "id" = ${memberId}::uuid FOR UPDATE`;
    taken.resolve();
    await done.promise;
    await tx.member.delete({ where: { id: memberId } });
  });
  return {
    taken: taken.promise,
    isWaitedFor: tokenIsWaitedFor,
    remove: () => {
      done.resolve();
      return work;
    },
  };
};

/** Whether somebody asks for a token and waits until their row is free. */
const tokenIsWaitedFor = async () => (await countLockWaits("token_at")) === 1;

describe.skipIf(!inject("programs").livekit)("joining", () => {
  beforeAll(async () => {
    livekit = await startLiveKit();
    process.env.LIVEKIT_URL = livekit.url;
    clinic = await makeClinic();
    amara = await clinic.actor("amara");
  });
  afterAll(async () => {
    await closeDb();
    await livekit?.stop();
  });

  const takes = async (token: string) =>
    (await fetch(`${livekit.url.replace("ws", "http")}/rtc/validate?access_token=${token}`)).status;

  test("a patient is too early, then waits, then comes in, and LiveKit takes the token", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 60 });
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    const { startsAt } = await visitView(actor, visit.ref);
    const opensAt = new Date((startsAt?.getTime() ?? 0) - 15 * 60_000);
    await expect(join(actor, visit.ref)).toBeRefused("TOO_EARLY", {
      facts: { opensAt: opensAt.toISOString() },
    });
    const asked = { ...visit.ref, device, takeOver: false };
    await expect(joinCall(actor, asked, opensAt)).toBeRefused("WAITING", { facts: { mayStart: false } });
    await startVisit(amara, visit.ref);
    const entered = await join(actor, visit.ref);
    expect(entered).toMatchObject({
      url: livekit.url,
      identity: visit.patientMember,
      role: "patient",
      expiresInSeconds: 60,
    });
    expect(await takes(entered.token)).toBe(200);
  });

  test("a clinician may come early but there is no room before the start, and they are told that they may start", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 180 });
    await expect(join(amara, visit.ref)).toBeRefused("WAITING", { facts: { mayStart: true } });
    expect(await visitView(amara, visit.ref)).toMatchObject({
      decision: { ok: true },
      live: false,
      mayStart: true,
    });
    await startVisit(amara, visit.ref);
    expect(await visitView(amara, visit.ref)).toMatchObject({ live: true, mayStart: false, mayEnd: true });
    expect(await takes((await join(amara, visit.ref)).token)).toBe(200);
  });

  test("strangers are told of a call that is there what they are told of one that is not", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 240 });
    const other = await scheduleVisit(clinic, { minutesAhead: 300, patient: "bruno" });
    await startVisit(amara, visit.ref);
    const none = { type: "default", id: randomUUID() };
    const bruno = await byLink(clinic, other.ref, other.patientMember);
    const admin = await clinic.actor("admin");
    const strangers = [bruno.actor, await clinic.actor("tomasz"), await clinic.actor("lena")];
    const alike = { facts: {}, fields: {} };
    for (const ref of [visit.ref, none]) {
      await expect(join(admin, ref)).toBeRefused("NOT_FOUND", alike);
      for (const stranger of strangers)
        for (const ask of [join, visitView, startVisit])
          await expect(ask(stranger, ref)).toBeRefused("NOT_FOUND", alike);
    }
  });

  test("a link's sign-in reaches no other call, not even one that its person belongs to", async () => {
    const one = await scheduleVisit(clinic, { minutesAhead: 400 });
    const two = await scheduleVisit(clinic, { minutesAhead: 440 });
    await startVisit(amara, two.ref);
    const { actor } = await byLink(clinic, one.ref, one.patientMember);
    await expect(join(actor, two.ref)).toBeRefused("NOT_FOUND", { facts: {} });
  });

  test("after the end nobody comes in, and the tokens of before open nothing", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 500 });
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    await startVisit(amara, visit.ref);
    const before = await join(actor, visit.ref);
    await endCall(amara, visit.ref);
    await expect(join(actor, visit.ref)).toBeRefused("ENDED", { facts: {} });
    await expect(join(amara, visit.ref)).toBeRefused("ENDED", { facts: {} });
    await expect(startVisit(amara, visit.ref)).toBeRefused("ENDED", { facts: {} });
    expect(await takes(before.token)).toBe(404);
  });

  test("after the cancellation nobody comes in or starts", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 560 });
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    await cancelAppointment(amara, { ...visit.ref, reason: "" } as never);
    await expect(join(actor, visit.ref)).toBeRefused("CANCELLED", { facts: {} });
    await expect(startVisit(amara, visit.ref)).toBeRefused("CANCELLED", { facts: {} });
  });

  test("a removed, a blocked and a disabled person are refused, and so is a revoked link", async () => {
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

  test("a second window is asked before it takes over, and not when the first is gone", async () => {
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

  test("a refusal is written down once a minute, however often it is asked for", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 740 });
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    for (let asked = 0; asked < 5; asked++) await outcomeOf(join(actor, visit.ref));
    const where = { subject: `call:${visit.ref.type}:${visit.ref.id}`, kind: "join.refused" };
    const rows = await db().auditEvent.findMany({ where, select: { actorId: true, details: true } });
    expect(rows).toEqual([{ actorId: actor.userId, details: { code: "TOO_EARLY" } }]);
  });

  test("an admin reads why somebody cannot join, and nobody else does", async () => {
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

  test("the page shows who takes part in a consultation, with their roles", async () => {
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

  test("whoever may start it is told who is there, and nobody else is", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 1_100 });
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    const seen = async (by: Actor) => {
      const { members } = await visitView(by, visit.ref);
      return members.map(({ presence }) => presence);
    };
    expect(await seen(amara)).toEqual(["away", "away"]);
    await markWaiting(db(), [{ ...visit.ref, userId: actor.userId }], new Date());
    expect(await seen(amara)).toEqual(["away", "waiting"]);
    await markWaiting(db(), [{ ...visit.ref, userId: actor.userId }], new Date(Date.now() - waitingGoneMs));
    expect(await seen(amara)).toEqual(["away", "away"]);
    const { sessionId } = await startVisit(amara, visit.ref);
    const joinedAt = new Date();
    const { userId } = actor;
    const came = { sessionId, userId, memberId: visit.patientMember, participantSid: "PA_there", joinedAt };
    await db().attendance.create({ data: { ...came, role: "patient" } });
    expect(await seen(amara)).toEqual(["away", "inside"]);
    expect(await seen(actor)).toEqual([null, null]);
    await db().attendance.updateMany({ where: { sessionId }, data: { leftAt: new Date() } });
    expect(await seen(amara)).toEqual(["away", "away"]);
  });

  test("whoever reloads twenty times in a minute gets in each time; a flood is stopped until the minute is over", async () => {
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

  test("one link becomes sixty sign-ins in a minute and no more", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 950 });
    const { token } = await linkFor(clinic, visit.ref, visit.patientMember);
    const { max, windowSeconds } = redeemRateLimit;
    const redeem = (now = new Date()) => outcomeOf(redeemInvite({ token, userAgent: "tests" }, now));
    const answers = await Promise.all(Array.from({ length: max + 5 }, () => redeem()));
    expect(answers.filter((outcome) => outcome !== "ok")).toEqual(Array(5).fill("TOO_MANY_ATTEMPTS"));
    const signIns = { memberId: visit.patientMember };
    expect(await db().signIn.count({ where: signIns })).toBe(max);
    // And so many of them are in at a time: the newest.
    const open = await db().signIn.count({ where: { ...signIns, endedAt: null } });
    expect(open).toBeLessThanOrEqual(signInsPerLink);
    // Each of the others is written down as ended.
    const ended = { kind: "sign-in.ended", actorId: null };
    expect(await db().auditEvent.count({ where: ended })).toBe(max - open);
    expect(await redeem(new Date(Date.now() + (windowSeconds + 1) * 1000))).toBe("ok");
  });

  test("whoever asks for their first token while they are being blocked gets none", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 980 });
    const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
    await startVisit(amara, visit.ref);
    const where = { id: visit.patientMember };
    let refusal: Promise<void> | undefined;
    await transaction(async (tx) => {
      await lockCall(tx, visit.ref);
      expect(await evictInTx(tx, visit.ref, [visit.patientMember])).toBeNull();
      refusal = expect(join(actor, visit.ref)).toBeRefused("BLOCKED", { facts: {} });
      await until("they wait for the decision", tokenIsWaitedFor);
      await tx.member.update({ where, data: { blockedAt: new Date() } });
    });
    await refusal;
    // What is on is none of their business any more.
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
    const held = holdMember(visit.patientMember);
    await held.taken;
    const refusal = expect(join(actor, visit.ref)).toBeRefused("NOT_FOUND", { facts: {} });
    await until("they wait", held.isWaitedFor);
    await held.remove();
    await refusal;
    expect(await takes(entered.token)).toBe(200);
    expect((await listRooms()).has(roomName({ sessionId, generation: 1 }))).toBe(true);
  });

  test("without an answer from LiveKit nobody gets a token, and everything else goes on", async () => {
    const visit = await scheduleVisit(clinic, { minutesAhead: 920 });
    await livekit.stop();
    await startVisit(amara, visit.ref);
    await expect(join(amara, visit.ref)).toBeRefused("VIDEO_UNAVAILABLE", { facts: { configured: true } });
    await endCall(amara, visit.ref);
  });
});
