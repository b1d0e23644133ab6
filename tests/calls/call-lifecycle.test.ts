import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { type CreateCallInput, createCallInput } from "#lib/calls/rules/create-call.ts";
import { updateCall } from "#lib/calls/server/update-call.ts";
import { createCall, endCall, getCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { joinCall } from "#lib/joining/server/enter-call.ts";
import { updateMembers } from "#lib/members/server.ts";
import { acceptRing } from "#lib/rings/server/answer-ring.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { type Clinic, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { startLiveKit, type TestLiveKit } from "#tests/support/livekit.ts";

// Named after the sentences of Stream's "Joining & Creating Calls", which calls follow.

let clinic: Clinic;
let amara: Actor;
let lena: Actor;
let livekit: TestLiveKit | null = null;
beforeAll(async () => {
  livekit = inject("programs").livekit ? await startLiveKit() : null;
  if (livekit) process.env.LIVEKIT_URL = livekit.url;
  clinic = await makeClinic();
  [amara, lena] = await Promise.all([clinic.actor("amara"), clinic.actor("lena")]);
});
afterAll(async () => {
  await closeDb();
  await livekit?.stop();
});

const amaraAsClinician = () => ({ userId: amara.userId, role: "clinician" as const });
const create = (options: Partial<CreateCallInput> = {}) =>
  createCall(amara, { type: "default", members: [amaraAsClinician()], ...options });
const join = (actor: Actor, { type, id }: { type: string; id: string }) =>
  joinCall(actor, { type, id, device: "window-of-the-test", takeOver: false });

describe("creating a call", () => {
  test("you create a call by specifying a call type and a call id", async () => {
    const id = randomUUID();
    expect(await create({ id })).toMatchObject({ created: true, call: { type: "default", id } });
    await expect(create({ type: "no-such-type" })).toBeRefused("NOT_FOUND");
  });
  test("the call type controls which features are enabled", async () => {
    const [consultation, audio] = await Promise.all([create(), create({ type: "audio_room" })]);
    expect(consultation.ownCapabilities).toContain("publish-video");
    const featuresOf = async ({ call }: { call: { type: string; id: string } }) =>
      (await getCall(amara, call)).call.settings.features;
    expect(await featuresOf(consultation)).toMatchObject({ audio: true, video: true });
    expect(audio.ownCapabilities).not.toContain("publish-video");
    expect(await featuresOf(audio)).toMatchObject({ audio: true, video: false });
  });
  test("the call type sets up permissions for each role", async () => {
    const members = [amaraAsClinician(), { userId: lena.userId, role: "observer" as const }];
    const { call } = await create({ members });
    expect((await getCall(lena, call)).ownCapabilities).toEqual(["join"]);
    await expect(endCall(lena, call)).toBeRefused("NOT_ALLOWED");
    await endCall(amara, call);
  });
  test("you can reuse the same call multiple times until it is ended", async () => {
    const { call } = await create();
    const first = await startVisit(amara, call);
    await db().session.update({ where: { id: first.sessionId }, data: { closedAt: new Date() } });
    const second = await startVisit(amara, call);
    expect(second.started).toBe(true);
    expect(second.sessionId).not.toBe(first.sessionId);
    await endCall(amara, call);
    await expect(startVisit(amara, call)).toBeRefused("ENDED");
  });
  test("if you pass a unique id, the second time you get the same call", async () => {
    const id = randomUUID();
    const first = await create({ id });
    const again = await create({ id, custom: { color: "red" } });
    expect(first).toMatchObject({ created: true, differs: [] });
    expect(again).toMatchObject({ created: false, differs: ["custom"], call: { id, custom: {} } });
    expect(await db().call.count({ where: { id } })).toBe(1);
  });
  test("if you leave the id empty, one is generated", async () => {
    const [one, other] = await Promise.all([create(), create()]);
    expect(one.call.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(one.call.id).not.toBe(other.call.id);
  });
  test("the id of an appointment is the id of its call, which makes it easy to find the call later", async () => {
    const visit = await scheduleVisit(clinic);
    const appointment = await db().appointment.findFirstOrThrow({ where: { id: visit.ref.id } });
    expect((await getCall(amara, visit.ref)).call.id).toBe(appointment.id);
  });
});

describe.skipIf(!inject("programs").livekit)("joining a call", () => {
  test("sets up the realtime communication for audio and video", async () => {
    const { call } = await create();
    await startVisit(amara, call);
    const { token, url, capabilities } = await join(amara, call);
    expect(url).toBe(livekit?.url);
    expect(capabilities).toEqual(expect.arrayContaining(["publish-audio", "publish-video"]));
    const validate = `${url.replace("ws", "http")}/rtc/validate?access_token=${token}`;
    expect((await fetch(validate)).status).toBe(200);
  });
});

describe("basic CRUD operations are available on the call", () => {
  test("create, then get", async () => {
    const { call } = await create();
    expect((await getCall(amara, call)).call).toMatchObject(call);
  });
  test("update with custom data", async () => {
    const { call } = await create();
    await updateCall(amara, { type: call.type, id: call.id, custom: { secret: "secret" } });
    expect((await getCall(amara, call)).call.custom).toEqual({ secret: "secret" });
  });
});

describe("the create options", () => {
  test("a call with members and custom data that starts tomorrow, is limited to our team, and rings", async () => {
    const startsAt = new Date(Date.now() + 86_400_000);
    const custom = { color: "red" };
    const team = clinic.teams.harbour;
    const options = { members: [], memberIds: [amara.userId, lena.userId], ring: true, notify: false };
    const { call, members, created } = await create({ ...options, custom, startsAt, team });
    expect(created).toBe(true);
    expect(call).toMatchObject({ custom, startsAt, team });
    expect(members.map(({ userId }) => userId).toSorted()).toEqual([amara.userId, lena.userId].toSorted());
    expect(await db().ring.count({ where: { session: { callId: call.id }, userId: lena.userId } })).toBe(1);
  });
  test("memberIds: a list of users to add as members", async () => {
    const { call } = await create({ memberIds: [lena.userId] });
    expect((await getCall(amara, call)).members.map(({ userId }) => userId)).toContain(lena.userId);
  });
  test("members: with the role and custom data of each", async () => {
    const member = { userId: lena.userId, role: "assistant" as const, custom: { desk: 3 } };
    const { call } = await create({ members: [amaraAsClinician(), member] });
    expect((await getCall(amara, call)).members).toContainEqual(expect.objectContaining(member));
  });
  test("custom: any custom data you want to store", async () => {
    const custom = { color: "red", deep: { list: [1, null, true] } };
    const { call } = await create({ custom });
    expect((await getCall(amara, call)).call.custom).toEqual(custom);
  });
  test("startsAt: when the call will start", async () => {
    const startsAt = new Date(Date.now() + 86_400_000);
    const { call } = await create({ startsAt });
    expect((await getCall(amara, call)).call.startsAt).toEqual(startsAt);
  });
  test("team: your own team only", async () => {
    expect((await create({ team: clinic.teams.harbour })).call.team).toBe(clinic.teams.harbour);
    await expect(create({ team: randomUUID() })).toBeRefused("BAD_INPUT");
  });
  test("team: restricts access to that team and the members", async () => {
    const { call } = await create({ team: clinic.teams.harbour });
    await expect(getCall(lena, call)).toBeRefused("NOT_FOUND");
    await create({ id: call.id }).then(() => getCall(amara, call));
  });
  test("ring: the call rings for every member but the caller, and they can accept", async () => {
    const { call } = await create({ memberIds: [lena.userId], ring: true });
    const rings = () => db().ring.findMany({ where: { session: { callId: call.id } } });
    expect(await rings()).toMatchObject([{ userId: lena.userId, state: "ringing" }]);
    await acceptRing(lena, call);
    expect(await rings()).toMatchObject([{ userId: lena.userId, state: "accepted" }]);
  });
  test("notify: every member is notified, and nothing rings", async () => {
    const { call } = await create({ memberIds: [lena.userId], notify: true });
    const where = { kind: "call-added", member: { callId: call.id } };
    expect(await db().notification.findMany({ where, select: { userId: true } })).toEqual([
      { userId: lena.userId },
    ]);
    expect(await db().ring.count({ where: { session: { callId: call.id } } })).toBe(0);
    expect(await db().session.count({ where: { callId: call.id } })).toBe(0);
  });
  test("all are optional: by default nothing is set, nothing rings and no one is notified", async () => {
    expect(createCallInput.parse({ type: "default" })).toEqual({
      type: "default",
      members: [],
      memberIds: [],
      ring: false,
      notify: false,
    });
    const { call } = await create({ memberIds: [lena.userId] });
    expect(call).toMatchObject({ custom: {}, startsAt: null, team: null });
    expect(await db().session.count({ where: { callId: call.id } })).toBe(0);
  });
});

describe("members", () => {
  test("can be added, changed and removed", async () => {
    const { call } = await create();
    const ref = { type: call.type, id: call.id };
    const findLena = async () =>
      (await getCall(amara, ref)).members.find(({ userId }) => userId === lena.userId);
    await updateMembers(amara, { ...ref, update: [{ userId: lena.userId, role: "observer" }] });
    expect(await findLena()).toMatchObject({ role: "observer", custom: {} });
    const update = [{ userId: lena.userId, role: "interpreter" as const, custom: { desk: 4 } }];
    await updateMembers(amara, { ...ref, update });
    const member = await findLena();
    expect(member).toMatchObject({ role: "interpreter", custom: { desk: 4 } });
    await updateMembers(amara, { ...ref, remove: [member?.id ?? ""] });
    expect(await findLena()).toBeUndefined();
    await expect(getCall(lena, ref)).toBeRefused("NOT_FOUND");
  });
  // Delivery is tested in tests/notifications and tests/e2e/push.test.ts.
  test("are sent a notification when the call starts", async () => {
    const { call } = await create({ type: "livestream", memberIds: [lena.userId, clinic.idOf.celia] });
    const where = { kind: "visit-started", member: { callId: call.id } };
    expect(await db().notification.count({ where })).toBe(0);
    await startVisit(amara, call);
    const people = await db().notification.findMany({ where, select: { userId: true } });
    expect(people.map(({ userId }) => userId).toSorted()).toEqual(
      [lena.userId, clinic.idOf.celia].toSorted(),
    );
  });
  test("are permanently associated with a call, beyond its sessions and its end", async () => {
    const { call } = await create({ memberIds: [lena.userId] });
    await startVisit(amara, call);
    await endCall(amara, call);
    expect((await getCall(lena, call)).members.map(({ userId }) => userId)).toContain(lena.userId);
  });
  test("only members can join a call; for everyone else it doesn't exist", async () => {
    const { call } = await create({ memberIds: [] });
    await startVisit(amara, call);
    const nothing = { type: "default", id: randomUUID() };
    for (const ref of [call, nothing])
      await expect(join(lena, ref)).toBeRefused("NOT_FOUND", { facts: {}, fields: {} });
    await expect(getCall(lena, call)).toBeRefused("NOT_FOUND");
    await expect(startVisit(lena, call)).toBeRefused("NOT_FOUND");
  });
});
