import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { setAccountDisabled } from "#lib/accounts/server/manage-account.ts";
import { type CreateCallInput, createCallInput, overrideOf } from "#lib/calls/rules/create-call.ts";
import { deleteCall } from "#lib/calls/server/delete-call.ts";
import { updateCall } from "#lib/calls/server/update-call.ts";
import { createCall, endCall, getCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { updateMembers } from "#lib/members/server.ts";
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

const own = () => ({ userId: amara.userId, role: "clinician" as const });
const made = async (options: Partial<CreateCallInput> = {}, actor = amara) =>
  (await createCall(actor, { type: "default", id: randomUUID(), members: [own()], ...options })).call;

describe("get or create", () => {
  test("one hundred at once with differing options make one call; 99 hear that it is there, and exactly what is otherwise", async () => {
    const id = randomUUID();
    const people = [clinic.idOf.ada, clinic.idOf.bruno, clinic.idOf.celia];
    const startsAt = [new Date("2027-01-01T10:00:00Z"), new Date("2027-01-02T10:00:00Z"), null];
    /** Options that differ in every field and in which fields are given at all, from a number with no chance in it. */
    const optionsOf = (n: number): CreateCallInput => ({
      type: "default",
      id,
      members: [
        own(),
        ...(n % 2
          ? [
              {
                userId: people[n % 3] ?? "",
                role: (["patient", "companion"] as const)[n % 4 > 1 ? 1 : 0] ?? "patient",
              },
            ]
          : []),
      ],
      ...(n % 5 ? { memberIds: [clinic.idOf.tomasz, ...(n % 10 > 6 ? [clinic.idOf.lena] : [])] } : {}),
      ...(n % 3 ? { custom: { colour: n % 7 > 3 ? "red" : "blue", deep: { n: [n % 2] } } } : {}),
      ...(n % 4 ? { startsAt: startsAt[n % 3] } : {}),
      ...(n % 6 ? { team: n % 12 > 6 ? clinic.teams.harbour : null } : {}),
      ...(n % 7
        ? { settingsOverride: { maxParticipants: 2 + (n % 3), ring: { onStart: n % 2 === 0 } } }
        : {}),
      ...(n % 11 ? { video: n % 2 === 0 } : {}),
    });
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => createCall(amara, optionsOf(n))));
    const winners = answers.flatMap(({ created }, n) => (created ? [n] : []));
    expect(winners).toHaveLength(1);
    expect(await db().call.count({ where: { id } })).toBe(1);

    // What the winner asked for is how the call is; whatever it did not give is the default.
    const winner = createCallInput.parse(optionsOf(winners[0] ?? 0));
    const settings = { maxParticipants: 12, ring: { onStart: true }, ...winner.settingsOverride };
    const withVideo = overrideOf(winner).features?.video ?? true;
    const roles = new Map<string, string>([
      ...winner.members.map(({ userId, role }) => [userId, role] as const),
      ...winner.memberIds.map((userId) => [userId, "clinician"] as const),
    ]);
    const json = JSON.stringify;
    const wanted = (given: ReturnType<typeof createCallInput.parse>) => {
      const differs = [];
      if (given.members.some(({ userId, role }) => roles.get(userId) !== role)) differs.push("members");
      if (given.memberIds.some((userId) => !roles.has(userId))) differs.push("memberIds");
      if (given.custom && json(given.custom) !== json(winner.custom ?? {})) differs.push("custom");
      if (given.startsAt !== undefined && given.startsAt?.getTime() !== (winner.startsAt ?? null)?.getTime())
        differs.push("startsAt");
      if (given.team !== undefined && given.team !== (winner.team ?? null)) differs.push("team");
      const asked = given.settingsOverride;
      if (
        asked &&
        (asked.maxParticipants !== settings.maxParticipants || asked.ring?.onStart !== settings.ring?.onStart)
      )
        differs.push("settingsOverride");
      if (given.video !== undefined && given.video !== withVideo) differs.push("video");
      return differs;
    };
    for (const [n, answer] of answers.entries())
      expect(answer.differs, `caller ${n}`).toEqual(wanted(createCallInput.parse(optionsOf(n))));
    const losers = answers.filter(({ created }) => !created);
    expect(losers).toHaveLength(99);
    expect(losers.filter(({ differs }) => differs.length > 0).length).toBeGreaterThan(50);
    for (const field of ["members", "memberIds", "custom", "startsAt", "settingsOverride", "video"])
      expect(
        losers.some(({ differs }) => differs.includes(field)),
        field,
      ).toBe(true);
    expect(
      await db().auditEvent.count({ where: { kind: "call.created", subject: `call:default:${id}` } }),
    ).toBe(1);
  });

  test("an existing call is left as it is, and what is not asked for never differs", async () => {
    const call = await made({ custom: { a: 1 }, startsAt: new Date("2027-03-01T10:00:00Z"), video: false });
    const same = await createCall(amara, { type: call.type, id: call.id });
    expect(same).toMatchObject({ created: false, differs: [], call: { custom: { a: 1 } } });
    const tomasz = [{ userId: clinic.idOf.tomasz, role: "assistant" as const }];
    const other = await createCall(amara, {
      type: call.type,
      id: call.id,
      custom: { a: 2 },
      startsAt: null,
      members: tomasz,
    });
    expect(other.differs).toEqual(["members", "custom", "startsAt"]);
    expect(await getCall(amara, call)).toMatchObject({
      call: { custom: { a: 1 }, startsAt: call.startsAt },
      members: [{ userId: amara.userId }],
    });
  });

  test("whoever makes a call belongs to it only when named, and may ask twice all the same", async () => {
    const input = {
      type: "default",
      id: randomUUID(),
      members: [{ userId: clinic.idOf.ada, role: "patient" as const }],
    };
    const first = await createCall(amara, input);
    expect(first).toMatchObject({ created: true, ownCapabilities: [] });
    expect(first.members.map(({ userId }) => userId)).toEqual([clinic.idOf.ada]);
    expect(await createCall(amara, input)).toMatchObject({ created: false, differs: [], members: [] });
    await expect(getCall(amara, input)).toBeRefused("NOT_FOUND");
    await expect(createCall(lena, input)).toBeRefused("NOT_FOUND");
  });

  test("a call with a team is out of reach of everyone outside it, except the members it names", async () => {
    const outsider = { userId: lena.userId, role: "interpreter" as const };
    const call = await made({ team: clinic.teams.harbour });
    await expect(getCall(lena, call)).toBeRefused("NOT_FOUND");
    await expect(createCall(lena, { type: "default", id: call.id })).toBeRefused("NOT_FOUND");
    await updateMembers(amara, { type: call.type, id: call.id, update: [outsider] });
    await getCall(lena, call);
  });

  test.each<[string, (input: CreateCallInput) => CreateCallInput, string]>([
    ["a person twice", (input) => ({ ...input, members: [own(), own()] }), "members.1.userId"],
    ["a person in both lists", (input) => ({ ...input, memberIds: [amara.userId] }), "memberIds.0"],
    ["somebody unknown", (input) => ({ ...input, memberIds: [randomUUID()] }), "memberIds.0"],
    ["no id at all", (input) => ({ ...input, memberIds: ["amara"] }), "memberIds.0"],
    [
      "more than a hundred",
      (input) => ({ ...input, memberIds: Array.from({ length: 100 }, randomUUID) }),
      "memberIds",
    ],
    ["a team that is not one's own", (input) => ({ ...input, team: clinic.teams.lindenhof }), "team"],
    [
      "a grant among the settings",
      (input) => ({ ...input, settingsOverride: { grants: {} } as never }),
      "settingsOverride",
    ],
    [
      "pictures on and off",
      (input) => ({ ...input, video: true, settingsOverride: { features: { video: false } } }),
      "video",
    ],
    ["more than 16 KiB of data", (input) => ({ ...input, custom: { text: "x".repeat(17_000) } }), "custom"],
    ["an id that cannot be one", (input) => ({ ...input, id: "a b" }), "id"],
  ])("%s is refused by the name of the field", async (_what, change, field) => {
    const input = change({ type: "default", id: randomUUID(), members: [own()] });
    await expect(createCall(amara, input)).toBeRefused("BAD_INPUT", {
      fields: { [field]: expect.anything() },
    });
    expect(await db().call.count({ where: { id: String(input.id) } })).toBe(0);
  });

  test("somebody disabled is refused by name, and an administrator's team that does not exist, too", async () => {
    await setAccountDisabled(admin, { userId: clinic.idOf.bruno, disabled: true });
    await expect(made({ memberIds: [clinic.idOf.bruno] })).toBeRefused("BAD_INPUT", {
      fields: { "memberIds.0": expect.anything() },
    });
    await setAccountDisabled(admin, { userId: clinic.idOf.bruno, disabled: false });
    await expect(made({ team: randomUUID() }, admin)).toBeRefused("BAD_INPUT", {
      fields: { team: expect.anything() },
    });
  });

  test("patients make no calls, and nobody makes one of a type that is not there", async () => {
    const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 30 });
    const { actor } = await byLink(clinic, ref, patientMember);
    await expect(createCall(actor, { type: "default" })).toBeRefused("NOT_ALLOWED");
    await expect(createCall(amara, { type: "nothing" })).toBeRefused("NOT_FOUND");
  });
});

describe("getCall", () => {
  test("shows the first members and what one may do, to each what they may know", async () => {
    const call = await made({ memberIds: [clinic.idOf.ada, clinic.idOf.tomasz] });
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
  test("changes data, time and settings, and nothing that is not given", async () => {
    const call = await made({ custom: { a: 1 } });
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

  test("leaves team, type and id fixed, and refuses what is too large, or an appointment's time", async () => {
    const call = await made({ team: clinic.teams.harbour });
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
  test("is an administrator's; then nobody finds the call, and its id is not free again", async () => {
    const call = await made();
    const ref = { type: call.type, id: call.id };
    const { sessionId } = await startVisit(amara, ref);
    await expect(deleteCall(amara, ref)).toBeRefused("NOT_ALLOWED");
    await expect(deleteCall(lena, ref)).toBeRefused("NOT_FOUND");
    await deleteCall(admin, ref);
    expect((await db().session.findFirstOrThrow({ where: { id: sessionId } })).closedAt).not.toBeNull();
    for (const ask of [
      () => getCall(admin, ref),
      () => getCall(amara, ref),
      () => createCall(amara, ref),
      () => endCall(admin, ref),
      () => startVisit(amara, ref),
      () => updateCall(amara, { ...ref, custom: {} }),
      () => deleteCall(admin, ref),
    ] as (() => Promise<unknown>)[])
      await expect(ask()).toBeRefused("NOT_FOUND");
    expect(await db().call.count({ where: ref })).toBe(1);
  });

  test("ends the sign-ins that came by its links", async () => {
    const call = await made({ memberIds: [clinic.idOf.ada] });
    const member = await db().member.findFirstOrThrow({
      where: { callId: call.id, userId: clinic.idOf.ada },
    });
    const { actor } = await byLink(clinic, call, member.id);
    await deleteCall(admin, call);
    expect((await db().signIn.findFirstOrThrow({ where: { id: actor.signInId } })).endedAt).not.toBeNull();
  });

  test("hard, takes the rows away, but none of an appointment or of a call in which somebody was", async () => {
    const call = await made();
    const ref = { type: call.type, id: call.id };
    await deleteCall(admin, ref);
    await deleteCall(admin, { ...ref, hard: true });
    expect(await db().call.count({ where: ref })).toBe(0);
    expect(await db().member.count({ where: { callId: ref.id } })).toBe(0);
    await expect(deleteCall(admin, { ...ref, hard: true })).toBeRefused("NOT_FOUND");

    const attended = await made();
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
