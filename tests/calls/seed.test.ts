import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access";
import { updateCall } from "#lib/calls/change";
import { type CreateCallInput, createCallInput } from "#lib/calls/creation";
import { createCall, endCall, getCall } from "#lib/calls/server";
import { closeDb, db } from "#lib/db";
import type { AppError } from "#lib/errors";
import { queryMembers } from "#lib/members/server";
import { startVisit } from "#lib/sessions/server";
import { type Clinic, makeClinic, scheduleVisit } from "../support/clinic.ts";

let clinic: Clinic;
let amara: Actor;
let lena: Actor;
beforeAll(async () => {
  clinic = await makeClinic();
  [amara, lena] = await Promise.all([clinic.actor("amara"), clinic.actor("lena")]);
});
afterAll(closeDb);

const ownPlace = () => ({ userId: amara.userId, role: "clinician" as const });
const create = (options: Partial<CreateCallInput> = {}) =>
  createCall(amara, { type: "default", members: [ownPlace()], ...options });
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => "ok",
    (error: AppError) => error.code,
  );
describe("creating a call", () => {
  test("you create a call by specifying a call type and a call id", async () => {
    const id = randomUUID();
    expect(await create({ id })).toMatchObject({ created: true, call: { type: "default", id } });
    expect(await codeOf(create({ type: "no-such-type" }))).toBe("NOT_FOUND");
  });
  test("you can reuse the same call multiple times, until it is ended", async () => {
    const { call } = await create();
    const first = await startVisit(amara, call);
    await db().session.update({ where: { id: first.sessionId }, data: { closedAt: new Date() } });
    const second = await startVisit(amara, call);
    expect(second.started).toBe(true);
    expect(second.sessionId).not.toBe(first.sessionId);
    await endCall(amara, call);
    expect(await codeOf(startVisit(amara, call))).toBe("ENDED");
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

describe("basic CRUD", () => {
  test("create, update with custom data, get", async () => {
    const { call } = await create();
    await updateCall(amara, { type: call.type, id: call.id, custom: { secret: "secret" } });
    expect((await getCall(amara, call)).call.custom).toEqual({ secret: "secret" });
  });
});

describe("the create options", () => {
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
    expect(await codeOf(create({ team: randomUUID() }))).toBe("BAD_INPUT");
  });
  test("ring: the call rings for each member", async () => {
    const { call } = await create({ memberIds: [lena.userId], ring: true });
    const rings = await db().ring.findMany({ where: { session: { callId: call.id } } });
    expect(rings.map(({ userId }) => userId)).toEqual([lena.userId]);
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
  test("are permanently associated with a call: they outlast its sessions and its end", async () => {
    const { call } = await create({ memberIds: [lena.userId] });
    await startVisit(amara, call);
    await endCall(amara, call);
    expect((await getCall(lena, call)).members.map(({ userId }) => userId)).toContain(lena.userId);
  });
  test("only members can join a call: to everybody else it is not there", async () => {
    const { call } = await create();
    expect(await codeOf(getCall(lena, call))).toBe("NOT_FOUND");
    expect(await codeOf(startVisit(lena, call))).toBe("NOT_FOUND");
  });
  test("can be queried by filter and sort, with a limit", async () => {
    const { call } = await create({ memberIds: [lena.userId] });
    const { members } = await queryMembers(amara, {
      type: call.type,
      id: call.id,
      filter: { user_id: lena.userId },
      sort: [{ field: "created_at", direction: -1 }],
      limit: 5,
    });
    expect(members.map(({ userId }) => userId)).toEqual([lena.userId]);
  });
});
