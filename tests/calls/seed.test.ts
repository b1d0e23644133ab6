import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { type CreateCallInput, createCallInput } from "#lib/calls/rules/create-call.ts";
import { updateCall } from "#lib/calls/server/update-call.ts";
import { createCall, endCall, getCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { joinCall } from "#lib/joining/server/enter-call.ts";
import { queryMembers, updateMembers } from "#lib/members/server.ts";
import type { QueryInput } from "#lib/queries/rules.ts";
import { acceptRing } from "#lib/rings/server/answer-ring.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { type Clinic, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { startLiveKit, type TestLiveKit } from "#tests/support/livekit.ts";

// The seed, sentence by sentence (Stream's "Joining & Creating Calls"): each has a test that is named after it.

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

const ownPlace = () => ({ userId: amara.userId, role: "clinician" as const });
const create = (options: Partial<CreateCallInput> = {}) =>
  createCall(amara, { type: "default", members: [ownPlace()], ...options });
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
  test("the call type sets up permissions: what each role may do", async () => {
    const members = [ownPlace(), { userId: lena.userId, role: "observer" as const }];
    const { call } = await create({ members });
    expect((await getCall(lena, call)).ownCapabilities).toEqual(["join"]);
    await expect(endCall(lena, call)).toBeRefused("NOT_ALLOWED");
    await endCall(amara, call);
  });
  test("you can reuse the same call multiple times, until it is ended", async () => {
    const { call } = await create();
    const first = await startVisit(amara, call);
    await db().session.update({ where: { id: first.sessionId }, data: { closedAt: new Date() } });
    const second = await startVisit(amara, call);
    expect(second.started).toBe(true);
    expect(second.sessionId).not.toBe(first.sessionId);
    await endCall(amara, call);
    await expect(startVisit(amara, call)).toBeRefused("ENDED");
  });
  test("if you have a unique id you pass it: the second time the same call is got, not made", async () => {
    const id = randomUUID();
    const first = await create({ id });
    const again = await create({ id, custom: { color: "red" } });
    expect(first).toMatchObject({ created: true, differs: [] });
    expect(again).toMatchObject({ created: false, differs: ["custom"], call: { id, custom: {} } });
    expect(await db().call.count({ where: { id } })).toBe(1);
  });
  test("if you leave the id empty one is generated", async () => {
    const [one, other] = await Promise.all([create(), create()]);
    expect(one.call.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(one.call.id).not.toBe(other.call.id);
  });
  test("an appointment's id is its call's id, which makes the call easy to find later", async () => {
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
    const { call } = await create({ members: [ownPlace(), member] });
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
  test("team: one's own, and none that is not", async () => {
    expect((await create({ team: clinic.teams.harbour })).call.team).toBe(clinic.teams.harbour);
    await expect(create({ team: randomUUID() })).toBeRefused("BAD_INPUT");
  });
  test("team: restricts the access to the call to that team, and to the members it names", async () => {
    const { call } = await create({ team: clinic.teams.harbour });
    await expect(getCall(lena, call)).toBeRefused("NOT_FOUND");
    await create({ id: call.id }).then(() => getCall(amara, call));
  });
  test("ring: the call rings for each member but the one who calls, and each can accept", async () => {
    const { call } = await create({ memberIds: [lena.userId], ring: true });
    const rings = () => db().ring.findMany({ where: { session: { callId: call.id } } });
    expect(await rings()).toMatchObject([{ userId: lena.userId, state: "ringing" }]);
    await acceptRing(lena, call);
    expect(await rings()).toMatchObject([{ userId: lena.userId, state: "accepted" }]);
  });
  test("notify: each member is told, and nothing rings", async () => {
    const { call } = await create({ memberIds: [lena.userId], notify: true });
    const told = { kind: "call-added", member: { callId: call.id } };
    expect(await db().notification.findMany({ where: told, select: { userId: true } })).toEqual([
      { userId: lena.userId },
    ]);
    expect(await db().ring.count({ where: { session: { callId: call.id } } })).toBe(0);
    expect(await db().session.count({ where: { callId: call.id } })).toBe(0);
  });
  test("each is optional: by default nothing is set, nothing rings and nobody is told", async () => {
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
  test("are added, changed and taken out again", async () => {
    const { call } = await create();
    const ref = { type: call.type, id: call.id };
    const placeOf = async () =>
      (await getCall(amara, ref)).members.find(({ userId }) => userId === lena.userId);
    await updateMembers(amara, { ...ref, update: [{ userId: lena.userId, role: "observer" }] });
    expect(await placeOf()).toMatchObject({ role: "observer", custom: {} });
    const update = [{ userId: lena.userId, role: "interpreter" as const, custom: { desk: 4 } }];
    await updateMembers(amara, { ...ref, update });
    const member = await placeOf();
    expect(member).toMatchObject({ role: "interpreter", custom: { desk: 4 } });
    await updateMembers(amara, { ...ref, remove: [member?.id ?? ""] });
    expect(await placeOf()).toBeUndefined();
    await expect(getCall(lena, ref)).toBeRefused("NOT_FOUND");
  });
  // How a notification goes out by push is tested in tests/notifications and tests/e2e/push.test.ts.
  test("are sent a notification when the call starts", async () => {
    const { call } = await create({ type: "livestream", memberIds: [lena.userId, clinic.idOf.celia] });
    const told = { kind: "visit-started", member: { callId: call.id } };
    expect(await db().notification.count({ where: told })).toBe(0);
    await startVisit(amara, call);
    const people = await db().notification.findMany({ where: told, select: { userId: true } });
    expect(people.map(({ userId }) => userId).toSorted()).toEqual(
      [lena.userId, clinic.idOf.celia].toSorted(),
    );
  });
  test("are permanently associated with a call: they outlast its sessions and its end", async () => {
    const { call } = await create({ memberIds: [lena.userId] });
    await startVisit(amara, call);
    await endCall(amara, call);
    expect((await getCall(lena, call)).members.map(({ userId }) => userId)).toContain(lena.userId);
  });
  test("only members can join a call: to everybody else it is not there", async () => {
    const { call } = await create({ memberIds: [] });
    await startVisit(amara, call);
    const nothing = { type: "default", id: randomUUID() };
    for (const ref of [call, nothing])
      await expect(join(lena, ref)).toBeRefused("NOT_FOUND", { facts: {}, fields: {} });
    await expect(getCall(lena, call)).toBeRefused("NOT_FOUND");
    await expect(startVisit(lena, call)).toBeRefused("NOT_FOUND");
  });
});

describe("querying members", () => {
  const ref = { type: "livestream", id: randomUUID() };
  const day = (n: number) => new Date(Date.UTC(2027, 0, n));
  let listeners: string[];
  /** Amara, and sixty listeners who came one a day; each has a seat, and as a person a ward. */
  beforeAll(async () => {
    await createCall(amara, { ...ref, members: [ownPlace()] });
    const data = Array.from({ length: 60 }, (_, n) => ({
      role: "patient" as const,
      name: `Listener ${n}`,
      custom: { ward: n % 3 },
    }));
    listeners = (await db().user.createManyAndReturn({ data, select: { id: true } })).map(({ id }) => id);
    await db().member.createMany({
      data: listeners.map((userId, n) => ({
        callType: ref.type,
        callId: ref.id,
        userId,
        role: n < 10 ? ("companion" as const) : ("patient" as const),
        custom: { seat: n, row: { letter: n < 30 ? "A" : "B" } },
        createdAt: day(n + 1),
        updatedAt: day(n + 2),
      })),
    });
  });
  const query = (input: QueryInput) => queryMembers(amara, { ...ref, limit: 100, ...input });
  const found = async (input: QueryInput) =>
    (await query(input)).members.map(({ userId }) => listeners.indexOf(userId));
  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);
  const up = (field: string) => [{ field, direction: 1 as const }];
  const listenersOnly = { role: { $ne: "clinician" } };

  test("you can query the members of the call, with filters, a sort and a limit", async () => {
    const sort = [{ field: "created_at", direction: -1 as const }];
    expect(await found({ filter: { user_id: listeners[7] }, sort, limit: 5 })).toEqual([7]);
    expect(await found({ filter: listenersOnly, sort, limit: 5 })).toEqual([59, 58, 57, 56, 55]);
  });
  test("with thousands of members you paginate: 25 a page unless told, at most 100, on and back", async () => {
    const first = await queryMembers(amara, ref);
    expect(first.members).toHaveLength(25);
    expect(first.prev).toBeNull();
    const second = await queryMembers(amara, { ...ref, next: first.next });
    const third = await queryMembers(amara, { ...ref, next: second.next });
    expect(third.members).toHaveLength(11);
    expect(third.next).toBeNull();
    const all = [first, second, third].flatMap(({ members }) => members.map(({ userId }) => userId));
    expect(new Set(all).size).toBe(61);
    expect((await queryMembers(amara, { ...ref, prev: third.prev })).members).toEqual(second.members);
    await expect(query({ limit: 101 })).toBeRefused("BAD_INPUT");
  });
  test("you can filter on user_id, the user's id, and sort on it", async () => {
    const some = listeners.slice(3, 6);
    expect(await found({ filter: { user_id: { $in: some } }, sort: up("created_at") })).toEqual([3, 4, 5]);
    const ordered = (await query({ filter: listenersOnly, sort: up("user_id") })).members;
    expect(ordered.map(({ userId }) => userId)).toEqual(listeners.toSorted());
  });
  test("you can filter on role, the member's role; here you can sort on it too", async () => {
    expect(await found({ filter: { role: "companion" }, sort: up("created_at") })).toEqual(numbers(0, 10));
    const roles = (await query({ sort: up("role") })).members.map(({ role }) => role);
    expect([...new Set(roles)]).toEqual(["clinician", "patient", "companion"]);
  });
  test("you can filter on custom, the custom data on the member", async () => {
    expect(await found({ filter: { "custom.seat": { $gte: 57 } }, sort: up("created_at") })).toEqual([
      57, 58, 59,
    ]);
    expect(await found({ filter: { "custom.row.letter": "A" }, sort: up("created_at") })).toEqual(
      numbers(0, 30),
    );
  });
  test("you can filter on created_at, when the member was created, and sort on it", async () => {
    const filter = { created_at: { $gte: day(11).toISOString(), $lt: day(14).toISOString() } };
    expect(await found({ filter, sort: up("created_at") })).toEqual([10, 11, 12]);
    expect(await found({ filter })).toEqual([12, 11, 10]);
  });
  test("you can filter on updated_at, when the member was last updated; here you can sort on it too", async () => {
    const filter = { updated_at: { $gt: day(59).toISOString() } };
    expect(await found({ filter, sort: up("updated_at") })).toEqual([58, 59]);
  });
  test("you can also query on custom data for the user", async () => {
    const filter = { "user.custom.ward": 2, "custom.seat": { $lt: 9 } };
    expect(await found({ filter, sort: up("created_at") })).toEqual([2, 5, 8]);
  });
  test("what cannot be queried or sorted on is refused by its name", async () => {
    await expect(query({ filter: { shoe_size: 42 } })).rejects.toMatchObject({
      fields: { "filter.shoe_size": "unknown-field" },
    });
    await expect(query({ sort: up("custom") })).toBeRefused("BAD_INPUT");
  });
});
