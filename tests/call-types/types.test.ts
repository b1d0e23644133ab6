import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import {
  builtInTypes,
  type CreateCallTypeInput,
  callTypeGrants,
  createCallTypeInput,
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

const [consultation] = builtInTypes;
if (!consultation) throw new Error("no built-in types");
const typeInput = (change: Partial<CreateCallTypeInput> = {}): CreateCallTypeInput => ({
  id: `type-${randomUUID().slice(0, 8)}`,
  name: "Group therapy",
  settings: consultation.settings,
  grants: consultation.grants,
  ...change,
});
const createType = async (change: Partial<CreateCallTypeInput> = {}) => {
  const input = typeInput(change);
  await createCallType(admin, input);
  return input;
};
const createCallOfType = async (type: string) => {
  const { call } = await createCall(amara, { type, members: [{ userId: amara.userId, role: "clinician" }] });
  return { type: call.type, id: call.id };
};

describe("a call type", () => {
  test("is created only by administrators", async () => {
    const given = typeInput();
    await expect(createCallType(amara, given)).toBeRefused("NOT_ALLOWED");
    expect(await createCallType(admin, given)).toEqual({ id: given.id, version: 1 });
    await expect(createCallType(admin, given)).toBeRefused("BAD_INPUT");
    expect((await schedulableTypes(amara)).map(({ id }) => id)).toContain(given.id);
    const useCases: (() => Promise<unknown>)[] = [
      () => updateCallType(amara, { ...given, version: 1 }),
      () => setCallTypeRetired(amara, { id: given.id, retired: true }),
      () => deleteCallType(amara, { id: given.id }),
      () => listCallTypes(amara),
      () => getCallType(amara, { id: given.id }),
    ];
    for (const ask of useCases) await expect(ask).toBeRefused("NOT_ALLOWED");
  });

  test("is validated, and every wrong field is named", () => {
    const wrong = { ...typeInput(), id: "no spaces", name: " ", grants: { clinician: ["fly"] } };
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

  test("has every role; one that is left out has no capabilities", async () => {
    const given = await createType({ grants: { clinician: ["chat", "join", "join"] } });
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

  test("is changed only from its latest version, and by one of two at once", async () => {
    const given = await createType();
    const changes = ["One", "Two"].map((name) => updateCallType(admin, { ...given, name, version: 1 }));
    const codes = await Promise.all(changes.map(outcomeOf));
    expect(codes.sort()).toEqual(["CONFLICT", "ok"]);
    await expect(updateCallType(admin, { ...given, version: 1 })).toBeRefused("CONFLICT");
    await expect(updateCallType(admin, { ...given, id: "nothing", version: 1 })).toBeRefused("NOT_FOUND");
    const { name, ...rest } = await getCallType(admin, { id: given.id });
    expect(rest.version).toBe(2);
    expect(await updateCallType(admin, { ...given, name, version: 2 })).toEqual({ id: given.id, version: 2 });
  });

  test("has a history of who changed what and when, of which the audit log holds only ids and versions", async () => {
    const given = await createType();
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

  test("keeps its versions: they can't be changed, deleted or truncated", async () => {
    await createType();
    for (const statement of [
      `UPDATE "call_type_version" SET "name" = 'x'`,
      `DELETE FROM "call_type_version"`,
      `TRUNCATE "call_type_version"`,
    ])
      await expect(db().$executeRawUnsafe(statement)).rejects.toThrow(/cannot be changed or deleted/);
  });

  test("that is built in has a first version, and can be changed but not deleted", async () => {
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

  test("in use, even by a deleted call, can be retired but not deleted", async () => {
    const given = await createType();
    const call = await createCallOfType(given.id);
    await expect(deleteCallType(admin, { id: given.id })).toBeRefused("IN_USE");
    await db().call.updateMany({ where: { id: call.id }, data: { deletedAt: new Date() } });
    await expect(deleteCallType(admin, { id: given.id })).toBeRefused("IN_USE");
    expect(await getCallType(admin, { id: given.id })).toMatchObject({ calls: 0, deletable: false });
    await setCallTypeRetired(admin, { id: given.id, retired: true });
  });

  test("without calls can be deleted, and continues its versions when created again", async () => {
    const given = await createType();
    expect((await getCallType(admin, { id: given.id })).deletable).toBe(true);
    await deleteCallType(admin, { id: given.id });
    await expect(getCallType(admin, { id: given.id })).toBeRefused("NOT_FOUND");
    await expect(deleteCallType(admin, { id: given.id })).toBeRefused("NOT_FOUND");
    expect(await createCallType(admin, given)).toEqual({ id: given.id, version: 3 });
    const { history } = await getCallType(admin, { id: given.id });
    expect(history.map(({ change }) => change)).toEqual(["created", "deleted", "created"]);
  });

  test("is either deleted or used if both happen at once", async () => {
    for (let round = 0; round < 10; round += 1) {
      const given = await createType();
      const [deleted, used] = await Promise.all([
        outcomeOf(deleteCallType(admin, { id: given.id })),
        outcomeOf(createCallOfType(given.id)),
      ]);
      expect(["ok NOT_FOUND", "IN_USE ok"]).toContain(`${deleted} ${used}`);
    }
  });

  test("that is retired keeps its calls and gets no new ones", async () => {
    const given = await createType();
    const call = await createCallOfType(given.id);
    await setCallTypeRetired(admin, { id: given.id, retired: true });
    await expect(createCallOfType(given.id)).toBeRefused("NOT_FOUND");
    expect((await schedulableTypes(amara)).map(({ id }) => id)).not.toContain(given.id);
    expect(await startVisit(amara, call)).toMatchObject({ started: true });
    const listed = (await listCallTypes(admin)).find(({ id }) => id === given.id);
    expect(listed).toMatchObject({ calls: 1, live: 1 });
    expect(listed?.retiredAt).toBeInstanceOf(Date);
    await setCallTypeRetired(admin, { id: given.id, retired: false });
    await createCallOfType(given.id);
  });
});
