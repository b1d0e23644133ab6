import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import type { CreateCallInput } from "#lib/calls/rules/create-call.ts";
import { deleteCall } from "#lib/calls/server/delete-call.ts";
import { updateCall } from "#lib/calls/server/update-call.ts";
import { createCall, endCall, getCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { byLink, type Clinic, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";

let clinic: Clinic;
let admin: Actor;
let amara: Actor;
let lena: Actor;
beforeAll(async () => {
  clinic = await makeClinic();
  [admin, amara, lena] = await Promise.all([
    clinic.actor("admin"),
    clinic.actor("amara"),
    clinic.actor("lena"),
  ]);
});
afterAll(closeDb);

const amaraAsClinician = () => ({ userId: amara.userId, role: "clinician" as const });
const createNewCall = async (options: Partial<CreateCallInput> = {}, actor = amara) =>
  (await createCall(actor, { type: "default", id: randomUUID(), members: [amaraAsClinician()], ...options }))
    .call;

describe("getCall", () => {
  test("shows the first members and your capabilities, as far as you may see them", async () => {
    const call = await createNewCall({ memberIds: [clinic.idOf.ada, clinic.idOf.tomasz] });
    const seen = await getCall(amara, { ...call, limit: 2 });
    expect(seen.members).toHaveLength(2);
    expect(seen.ownCapabilities).toContain("end-call");
    const member = await db().member.findFirstOrThrow({
      where: { callId: call.id, userId: clinic.idOf.ada },
    });
    const { actor } = await byLink(clinic, call, member.id);
    const own = await getCall(actor, call);
    expect(own.members.map(({ name }) => name)).toEqual(["Ada Bell"]);
    expect(own.ownCapabilities).toEqual(["join", "publish-audio", "publish-video", "share-screen", "chat"]);
    await expect(getCall(amara, { ...call, limit: 101 })).toBeRefused("BAD_INPUT", {
      fields: { limit: expect.anything() },
    });
  });
});

describe("updateCall", () => {
  test("changes custom data, time and settings, and only what is given", async () => {
    const call = await createNewCall({ custom: { a: 1 } });
    const ref = { type: call.type, id: call.id };
    const startsAt = new Date("2027-04-01T08:00:00Z");
    expect(await updateCall(amara, { ...ref, startsAt })).toEqual({ updated: ["startsAt"] });
    await updateCall(amara, { ...ref, settingsOverride: { features: { chat: false } } });
    const after = await getCall(amara, ref);
    expect(after).toMatchObject({
      call: { custom: { a: 1 }, startsAt, settings: { features: { chat: false, video: true } } },
    });
    expect(after.ownCapabilities).not.toContain("chat");
    await updateCall(amara, { ...ref, settingsOverride: {}, custom: { b: 2 }, startsAt: null });
    expect((await getCall(amara, ref)).call).toMatchObject({
      custom: { b: 2 },
      startsAt: null,
      settings: { features: { chat: true } },
    });
    const [row] = await db().auditEvent.findMany({
      where: { kind: "call.updated", subject: { endsWith: call.id } },
      orderBy: { seq: "desc" },
    });
    expect(row?.details).toEqual({ fields: "custom,startsAt,settingsOverride" });
  });

  test("never changes team, type and id, and refuses too much data and an appointment's time", async () => {
    const call = await createNewCall({ team: clinic.teams.harbour });
    await updateCall(amara, { ...call, team: clinic.teams.lindenhof, custom: {} } as never);
    expect((await getCall(amara, call)).call.team).toBe(clinic.teams.harbour);
    await expect(updateCall(amara, { ...call, custom: { text: "x".repeat(17_000) } })).toBeRefused(
      "BAD_INPUT",
      { fields: { custom: expect.anything() } },
    );
    const { ref } = await scheduleVisit(clinic, { minutesAhead: 120 });
    await expect(updateCall(amara, { ...ref, startsAt: new Date() })).toBeRefused("BAD_INPUT", {
      fields: { startsAt: expect.anything() },
    });
    await updateCall(amara, { ...ref, custom: { a: 1 } });
  });
});

describe("deleteCall", () => {
  test("is for administrators; then no one finds the call, and its id stays taken", async () => {
    const call = await createNewCall();
    const ref = { type: call.type, id: call.id };
    const { sessionId } = await startVisit(amara, ref);
    await expect(deleteCall(amara, ref)).toBeRefused("NOT_ALLOWED");
    await expect(deleteCall(lena, ref)).toBeRefused("NOT_FOUND");
    await deleteCall(admin, ref);
    expect((await db().session.findFirstOrThrow({ where: { id: sessionId } })).closedAt).not.toBeNull();
    for (const useCase of [
      () => getCall(admin, ref),
      () => getCall(amara, ref),
      () => createCall(amara, ref),
      () => endCall(admin, ref),
      () => startVisit(amara, ref),
      () => updateCall(amara, { ...ref, custom: {} }),
      () => deleteCall(admin, ref),
    ] as (() => Promise<unknown>)[])
      await expect(useCase).toBeRefused("NOT_FOUND");
    expect(await db().call.count({ where: ref })).toBe(1);
  });

  test("ends the sign-ins by its links", async () => {
    const call = await createNewCall({ memberIds: [clinic.idOf.ada] });
    const member = await db().member.findFirstOrThrow({
      where: { callId: call.id, userId: clinic.idOf.ada },
    });
    const { actor } = await byLink(clinic, call, member.id);
    await deleteCall(admin, call);
    expect((await db().signIn.findFirstOrThrow({ where: { id: actor.signInId } })).endedAt).not.toBeNull();
  });

  test("if hard, deletes the rows, unless the call has an appointment or attendance", async () => {
    const call = await createNewCall();
    const ref = { type: call.type, id: call.id };
    await deleteCall(admin, ref);
    await deleteCall(admin, { ...ref, hard: true });
    expect(await db().call.count({ where: ref })).toBe(0);
    expect(await db().member.count({ where: { callId: ref.id } })).toBe(0);
    await expect(deleteCall(admin, { ...ref, hard: true })).toBeRefused("NOT_FOUND");

    const attended = await createNewCall();
    const { sessionId } = await startVisit(amara, attended);
    await db().attendance.create({
      data: {
        sessionId,
        userId: amara.userId,
        participantSid: randomUUID(),
        joinedAt: new Date(),
        leftAt: new Date(),
      },
    });
    await expect(deleteCall(admin, { ...attended, hard: true })).toBeRefused("IN_USE");
    await deleteCall(admin, attended);
    const { ref: visit } = await scheduleVisit(clinic, { minutesAhead: 200 });
    await expect(deleteCall(admin, visit)).toBeRefused("IN_USE");
    await endCall(amara, visit);
    await expect(deleteCall(admin, { ...visit, hard: true })).toBeRefused("IN_USE");
    await deleteCall(admin, visit);
  });
});
