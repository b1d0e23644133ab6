import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setAccountDisabled } from "#lib/accounts/server/manage-account.ts";
import { addMany } from "#lib/bulk-changes/server/add-members.ts";
import { changeBatch } from "#lib/bulk-changes/server/change-batch.ts";
import { resumeChange, stopChange } from "#lib/bulk-changes/server/stop-change.ts";
import { closeDb, db } from "#lib/db.ts";
import { actorOf } from "#lib/session.ts";
import { type Clinic, emailOf, makeClinic } from "#tests/support/clinic.ts";
import {
  createClass,
  createListeners,
  listMembers,
  requestAdding,
  runChange,
  viewChange,
} from "./changes.ts";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});
afterAll(closeDb);

describe("a bulk change", () => {
  test("stops when the person who asked for it is disabled", async () => {
    const ref = await createClass(clinic);
    const second = await db().user.create({
      data: { role: "admin", name: "Second", email: "second@bedside.example" },
    });
    const { changeId } = await addMany(await actorOf(second.id), {
      ...ref,
      requestId: randomUUID(),
      role: "patient",
      text: await createListeners(150),
    });
    await changeBatch({ changeId, after: 0 });
    await setAccountDisabled(await clinic.actor("admin"), { userId: second.id, disabled: true });
    await changeBatch({ changeId, after: 100 });
    const change = await viewChange(clinic, ref, changeId);
    expect(change).toMatchObject({ state: "stopped", stopCode: "NOT_ALLOWED", done: 100 });
    expect(await listMembers(ref)).toHaveLength(101);
  });

  test("stops on request, says how far it got, and resumes from there", async () => {
    const ref = await createClass(clinic);
    const admin = await clinic.actor("admin");
    const changeId = await requestAdding(clinic, ref, await createListeners(300));
    const change = () => viewChange(clinic, ref, changeId);
    await changeBatch({ changeId, after: 0 });
    await stopChange(admin, { ...ref, changeId });
    await changeBatch({ changeId, after: 100 });
    expect(await change()).toMatchObject({ state: "stopped", stopCode: "ASKED", done: 100 });
    await expect(stopChange(admin, { ...ref, changeId })).toBeRefused("CONFLICT");
    await resumeChange(admin, { ...ref, changeId });
    await runChange(changeId);
    expect(await change()).toMatchObject({ state: "done", done: 300, tally: { added: 300 } });
  });

  test("resumes with the name and the rights of the person who resumes it", async () => {
    const ref = await createClass(clinic);
    const row = "unknown@example.com,patient,Una Known";
    const changeId = await requestAdding(clinic, ref, row, { createMissing: "on" });
    await stopChange(await clinic.actor("admin"), { ...ref, changeId });
    await resumeChange(await clinic.actor("amara"), { ...ref, changeId });
    await runChange(changeId);
    const change = await viewChange(clinic, ref, changeId);
    expect(change).toMatchObject({ createdById: clinic.idOf.amara, tally: {} });
    expect(await db().user.count({ where: { email: "unknown@example.com" } })).toBe(0);
  });

  test("stops after its last failing try, and can be resumed once the reason is gone", async () => {
    const ref = await createClass(clinic);
    const changeId = await requestAdding(clinic, ref, emailOf("ada"));
    const change = () => viewChange(clinic, ref, changeId);
    const where = { id: changeId };
    await db().bulkChange.update({ where, data: { role: null } });
    await expect(changeBatch({ changeId, after: 0 })).rejects.toThrow();
    expect(await change()).toMatchObject({ state: "running", done: 0 });
    await expect(changeBatch({ changeId, after: 0 }, true)).rejects.toThrow();
    expect(await change()).toMatchObject({ state: "stopped", stopCode: "INTERNAL", done: 0 });
    await db().bulkChange.update({ where, data: { role: "patient" } });
    await resumeChange(await clinic.actor("admin"), { ...ref, changeId });
    await runChange(changeId);
    expect(await change()).toMatchObject({ state: "done", tally: { added: 1 } });
  });

  test("stops when its call is deleted", async () => {
    const ref = await createClass(clinic);
    const changeId = await requestAdding(clinic, ref, emailOf("ada"));
    await db().call.updateMany({ where: { id: ref.id }, data: { deletedAt: new Date() } });
    await changeBatch({ changeId, after: 0 });
    const { state, stopCode } = await db().bulkChange.findUniqueOrThrow({ where: { id: changeId } });
    expect({ state, stopCode }).toEqual({ state: "stopped", stopCode: "NOT_FOUND" });
  });
});
