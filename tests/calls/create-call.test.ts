import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { setAccountDisabled } from "#lib/accounts/server/manage-account.ts";
import type { CreateCallInput } from "#lib/calls/rules/create-call.ts";
import { createCall, getCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { updateMembers } from "#lib/members/server.ts";
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

describe("createCall", () => {
  test("leaves an existing call unchanged, and reports only given options that differ", async () => {
    const call = await createNewCall({
      custom: { a: 1 },
      startsAt: new Date("2027-03-01T10:00:00Z"),
      video: false,
    });
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

  test("makes the creator a member only if named, and lets them repeat it all the same", async () => {
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

  test("hides a call with a team from everyone outside it except its members", async () => {
    const outsider = { userId: lena.userId, role: "interpreter" as const };
    const call = await createNewCall({ team: clinic.teams.harbour });
    await expect(getCall(lena, call)).toBeRefused("NOT_FOUND");
    await expect(createCall(lena, { type: "default", id: call.id })).toBeRefused("NOT_FOUND");
    await updateMembers(amara, { type: call.type, id: call.id, update: [outsider] });
    await getCall(lena, call);
  });

  test.each<[string, (input: CreateCallInput) => CreateCallInput, string]>([
    [
      "a person twice",
      (input) => ({ ...input, members: [amaraAsClinician(), amaraAsClinician()] }),
      "members.1.userId",
    ],
    ["a person in both lists", (input) => ({ ...input, memberIds: [amara.userId] }), "memberIds.0"],
    ["an unknown person", (input) => ({ ...input, memberIds: [randomUUID()] }), "memberIds.0"],
    ["an invalid id of a person", (input) => ({ ...input, memberIds: ["amara"] }), "memberIds.0"],
    [
      "more than a hundred",
      (input) => ({ ...input, memberIds: Array.from({ length: 100 }, randomUUID) }),
      "memberIds",
    ],
    ["a team of others", (input) => ({ ...input, team: clinic.teams.lindenhof }), "team"],
    [
      "a grant in the settings",
      (input) => ({ ...input, settingsOverride: { grants: {} } as never }),
      "settingsOverride",
    ],
    [
      "video both on and off",
      (input) => ({ ...input, video: true, settingsOverride: { features: { video: false } } }),
      "video",
    ],
    ["more than 16 KiB of data", (input) => ({ ...input, custom: { text: "x".repeat(17_000) } }), "custom"],
    ["an invalid id", (input) => ({ ...input, id: "a b" }), "id"],
  ])("refuses %s, by the name of the field", async (_what, change, field) => {
    const input = change({ type: "default", id: randomUUID(), members: [amaraAsClinician()] });
    await expect(createCall(amara, input)).toBeRefused("BAD_INPUT", {
      fields: { [field]: expect.anything() },
    });
    expect(await db().call.count({ where: { id: String(input.id) } })).toBe(0);
  });

  test("refuses disabled people, and a missing team even from an administrator, by the name of the field", async () => {
    await setAccountDisabled(admin, { userId: clinic.idOf.bruno, disabled: true });
    await expect(createNewCall({ memberIds: [clinic.idOf.bruno] })).toBeRefused("BAD_INPUT", {
      fields: { "memberIds.0": expect.anything() },
    });
    await setAccountDisabled(admin, { userId: clinic.idOf.bruno, disabled: false });
    await expect(createNewCall({ team: randomUUID() }, admin)).toBeRefused("BAD_INPUT", {
      fields: { team: expect.anything() },
    });
  });

  test("is refused to patients, and for a type that doesn't exist", async () => {
    const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 30 });
    const { actor } = await byLink(clinic, ref, patientMember);
    await expect(createCall(actor, { type: "default" })).toBeRefused("NOT_ALLOWED");
    await expect(createCall(amara, { type: "nothing" })).toBeRefused("NOT_FOUND");
  });
});
