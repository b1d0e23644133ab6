import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import {
  builtInTypes,
  type CreateCallTypeInput,
  callTypeGrants,
  capabilitiesOf,
  createCallTypeInput,
  settingsOf,
  settingsOverride,
} from "#lib/call-types/rules.ts";
import {
  createCallType,
  deleteCallType,
  getCallType,
  listCallTypes,
  schedulableTypes,
  setCallTypeRetired,
  updateCallType,
} from "#lib/call-types/server.ts";
import { createCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";
import { outcomeOf } from "#tests/support/outcome.ts";

let clinic: Clinic;
let admin: Actor;
let amara: Actor;
beforeAll(async () => {
  clinic = await makeClinic();
  admin = await clinic.actor("admin");
  amara = await clinic.actor("amara");
});
afterAll(closeDb);

const [consultation, audioVisit] = builtInTypes;
if (!consultation || !audioVisit) throw new Error("no built-in types");
const type = (change: Partial<CreateCallTypeInput> = {}): CreateCallTypeInput => ({
  id: `type-${randomUUID().slice(0, 8)}`,
  name: "Group therapy",
  settings: consultation.settings,
  grants: consultation.grants,
  ...change,
});
const made = async (change: Partial<CreateCallTypeInput> = {}) => {
  const given = type(change);
  await createCallType(admin, given);
  return given;
};
const callOf = (id: string) =>
  createCall(amara, { type: id, members: [{ userId: amara.userId, role: "clinician" }] }).then(
    ({ call }) => ({
      type: call.type,
      id: call.id,
    }),
  );

describe("a call type", () => {
  test("is made by an administrator and by nobody else", async () => {
    const given = type();
    await expect(createCallType(amara, given)).toBeRefused("NOT_ALLOWED");
    expect(await createCallType(admin, given)).toEqual({ id: given.id, version: 1 });
    await expect(createCallType(admin, given)).toBeRefused("BAD_INPUT");
    expect((await schedulableTypes(amara)).map(({ id }) => id)).toContain(given.id);
    const others: (() => Promise<unknown>)[] = [
      () => updateCallType(amara, { ...given, version: 1 }),
      () => setCallTypeRetired(amara, { id: given.id, retired: true }),
      () => deleteCallType(amara, { id: given.id }),
      () => listCallTypes(amara),
      () => getCallType(amara, { id: given.id }),
    ];
    for (const ask of others) await expect(Promise.resolve().then(ask)).toBeRefused("NOT_ALLOWED");
  });

  test("is validated: every wrong field is named", () => {
    const wrong = { ...type(), id: "no spaces", name: " ", grants: { clinician: ["fly"] } };
    const settings = { ...consultation.settings, maxParticipants: 1, features: { video: "perhaps" } };
    const { error } = createCallTypeInput.safeParse({ ...wrong, settings });
    expect(error?.issues.map(({ path }) => path.join(".")).sort()).toEqual([
      "grants.clinician.0",
      "id",
      "name",
      "settings.features.video",
      "settings.maxParticipants",
    ]);
  });

  test("knows every role; one that is left out may do nothing", async () => {
    const given = await made({ grants: { clinician: ["chat", "join", "join"] } });
    const { grants } = await getCallType(admin, { id: given.id });
    expect(grants).toEqual({
      clinician: ["join", "chat"],
      assistant: [],
      patient: [],
      companion: [],
      interpreter: [],
      observer: [],
    });
  });

  test("is changed by whoever names the version they saw, and of two at once by one", async () => {
    const given = await made();
    const changes = ["One", "Two"].map((name) => updateCallType(admin, { ...given, name, version: 1 }));
    const codes = await Promise.all(changes.map(outcomeOf));
    expect(codes.sort()).toEqual(["CONFLICT", "ok"]);
    await expect(updateCallType(admin, { ...given, version: 1 })).toBeRefused("CONFLICT");
    await expect(updateCallType(admin, { ...given, id: "nothing", version: 1 })).toBeRefused("NOT_FOUND");
    const { name, ...rest } = await getCallType(admin, { id: given.id });
    expect(rest.version).toBe(2);
    expect(await updateCallType(admin, { ...given, name, version: 2 })).toEqual({ id: given.id, version: 2 });
  });

  test("tells its history: who, when and what, with nothing of it in the audit but ids and versions", async () => {
    const given = await made();
    const then = new Date("2026-11-25T10:00:00Z");
    const grants = { ...consultation.grants, patient: [] };
    await updateCallType(admin, { ...given, grants, version: 1 }, then);
    await setCallTypeRetired(admin, { id: given.id, retired: true });
    await setCallTypeRetired(admin, { id: given.id, retired: true });
    await setCallTypeRetired(admin, { id: given.id, retired: false });
    const { history, version } = await getCallType(admin, { id: given.id });
    expect(version).toBe(4);
    expect(history.map((one) => [one.version, one.change, one.by])).toEqual([
      [4, "restored", "Robin Adler"],
      [3, "retired", "Robin Adler"],
      [2, "updated", "Robin Adler"],
      [1, "created", "Robin Adler"],
    ]);
    expect(history[2]).toMatchObject({ at: then, grants: { patient: [] } });
    expect(history[3]).toMatchObject({
      grants: callTypeGrants.parse(given.grants),
      settings: given.settings,
    });
    const rows = await db().auditEvent.findMany({
      where: { subject: `call-type:${given.id}` },
      orderBy: { seq: "asc" },
    });
    expect(rows.map(({ kind, details, actorId }) => ({ kind, details, actorId }))).toEqual([
      { kind: "call-type.created", details: { version: 1 }, actorId: admin.userId },
      { kind: "call-type.updated", details: { version: 2 }, actorId: admin.userId },
      { kind: "call-type.retired", details: { version: 3 }, actorId: admin.userId },
      { kind: "call-type.restored", details: { version: 4 }, actorId: admin.userId },
    ]);
  });

  test("keeps its versions for good: they cannot be changed, deleted or emptied", async () => {
    await made();
    for (const statement of [
      `UPDATE "call_type_version" SET "name" = 'x'`,
      `DELETE FROM "call_type_version"`,
      `TRUNCATE "call_type_version"`,
    ])
      await expect(db().$executeRawUnsafe(statement)).rejects.toThrow(/cannot be changed or deleted/);
  });

  test("that is built in has its first version from the start, can be changed and not deleted", async () => {
    const { history, builtIn, deletable } = await getCallType(admin, { id: "development" });
    expect({ builtIn, deletable }).toEqual({ builtIn: true, deletable: false });
    expect(history).toMatchObject([{ version: 1, change: "created", by: null }]);
    const [development] = builtInTypes.slice(3);
    if (!development) throw new Error("no test room");
    expect(await updateCallType(admin, { ...development, name: "Try-out", version: 1 })).toMatchObject({
      version: 2,
    });
    await expect(deleteCallType(admin, { id: "development" })).toBeRefused("IN_USE");
  });

  test("in use, by a deleted call too, cannot be deleted, only retired", async () => {
    const given = await made();
    const call = await callOf(given.id);
    await expect(deleteCallType(admin, { id: given.id })).toBeRefused("IN_USE");
    await db().call.updateMany({ where: { id: call.id }, data: { deletedAt: new Date() } });
    await expect(deleteCallType(admin, { id: given.id })).toBeRefused("IN_USE");
    expect(await getCallType(admin, { id: given.id })).toMatchObject({ calls: 0, deletable: false });
    await setCallTypeRetired(admin, { id: given.id, retired: true });
  });

  test("that nobody used is deleted, and made again goes on counting its versions", async () => {
    const given = await made();
    expect((await getCallType(admin, { id: given.id })).deletable).toBe(true);
    await deleteCallType(admin, { id: given.id });
    await expect(getCallType(admin, { id: given.id })).toBeRefused("NOT_FOUND");
    await expect(deleteCallType(admin, { id: given.id })).toBeRefused("NOT_FOUND");
    expect(await createCallType(admin, given)).toEqual({ id: given.id, version: 3 });
    const { history } = await getCallType(admin, { id: given.id });
    expect(history.map(({ change }) => change)).toEqual(["created", "deleted", "created"]);
  });

  test("deleted and used at the same moment is one of the two, never both", async () => {
    for (let round = 0; round < 10; round += 1) {
      const given = await made();
      const [deleted, used] = await Promise.all([
        outcomeOf(deleteCallType(admin, { id: given.id })),
        outcomeOf(callOf(given.id)),
      ]);
      expect(["ok NOT_FOUND", "IN_USE ok"]).toContain(`${deleted} ${used}`);
    }
  });

  test("that is retired has no new calls, and those there are go on", async () => {
    const given = await made();
    const call = await callOf(given.id);
    await setCallTypeRetired(admin, { id: given.id, retired: true });
    await expect(callOf(given.id)).toBeRefused("NOT_FOUND");
    expect((await schedulableTypes(amara)).map(({ id }) => id)).not.toContain(given.id);
    expect(await startVisit(amara, call)).toMatchObject({ started: true });
    const listed = (await listCallTypes(admin)).find(({ id }) => id === given.id);
    expect(listed).toMatchObject({ calls: 1, live: 1 });
    expect(listed?.retiredAt).toBeInstanceOf(Date);
    await setCallTypeRetired(admin, { id: given.id, retired: false });
    await callOf(given.id);
  });
});

describe("a call's own settings", () => {
  test("override those of the type one by one, inside ring and features too", () => {
    const override = { ring: { onStart: false }, features: { chat: false }, maxParticipants: 3 };
    expect(settingsOf(audioVisit.settings, override)).toEqual({
      ...audioVisit.settings,
      maxParticipants: 3,
      ring: { missedAfterSeconds: 45, onStart: false },
      features: { audio: true, video: false, screenShare: false, chat: false },
    });
  });

  test("leave the type's as they are where nothing is overridden", () => {
    const own = {
      ...audioVisit.settings,
      maxDurationSeconds: 600,
      ring: { missedAfterSeconds: 9, onStart: false },
    };
    expect(settingsOf(own, {})).toEqual(own);
    expect(settingsOf(own, null)).toEqual(own);
  });

  test("turn a feature off for everybody, and grant nobody what the type does not", () => {
    const may = (features: object, role: "clinician" | "observer") =>
      capabilitiesOf(
        { grants: consultation.grants, settings: settingsOf(consultation.settings, { features }) },
        { role, granted: [], revoked: [] },
      );
    expect(may({ video: false }, "clinician")).not.toContain("publish-video");
    expect(may({ video: true }, "observer")).toEqual(["join"]);
  });

  test.each([{ grants: {} }, { ring: { loud: true } }, { features: { fly: true } }, { maxParticipants: 1 }])(
    "are validated: %j is refused",
    (override) => expect(settingsOverride.safeParse(override).success).toBe(false),
  );
});
