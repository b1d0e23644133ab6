import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setAccountDisabled } from "#lib/accounts/server/manage-account.ts";
import { addBack } from "#lib/bulk-changes/server/add-members.ts";
import { changeRoles, removeMany } from "#lib/bulk-changes/server/change-selected.ts";
import { closeDb, db } from "#lib/db.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";
import { addMembers, createClass, createListeners, listMembers, runChange, viewChange } from "./changes.ts";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});
afterAll(closeDb);

const createClassWith = async (count: number) => {
  const ref = await createClass(clinic);
  await addMembers(clinic, ref, await createListeners(count));
  const patients = (await listMembers(ref)).filter(({ role }) => role === "patient");
  return { ref, patients };
};
const makeObservers = async (ref: { type: string; id: string }, selection: object) => {
  const input = { ...ref, requestId: randomUUID(), role: "observer" as const, selection };
  return changeRoles(await clinic.actor("admin"), input as Parameters<typeof changeRoles>[1]);
};

describe("changing the selected members", () => {
  test("removes them, and adds them back with what they had, unless they were blocked", async () => {
    const { ref, patients } = await createClassWith(4);
    const [changed, blocked, deleted] = patients;
    await db().member.update({ where: { id: changed!.id }, data: { custom: { seat: 4 }, role: "observer" } });
    await db().member.update({ where: { id: blocked!.id }, data: { blockedAt: new Date() } });
    const admin = await clinic.actor("admin");
    const selection = { memberIds: [changed!.id, blocked!.id, deleted!.id] };
    const { changeId } = await removeMany(admin, { ...ref, requestId: randomUUID(), selection });
    await db().member.delete({ where: { id: deleted!.id } });
    await runChange(changeId);
    const removal = await viewChange(clinic, ref, changeId);
    expect(removal.tally).toEqual({ removed: 1, "removed-blocked": 1, "not-member": 1 });
    expect(await listMembers(ref)).toHaveLength(2);
    const back = await addBack(admin, { ...ref, changeId, requestId: randomUUID() });
    await runChange(back.changeId);
    expect((await viewChange(clinic, ref, back.changeId)).tally).toEqual({ added: 1 });
    const again = (await listMembers(ref)).find(({ userId }) => userId === changed!.userId);
    expect(again).toMatchObject({ role: "observer", custom: { seat: 4 } });
  });

  test("changes their role and keeps their custom data", async () => {
    const { ref, patients } = await createClassWith(3);
    await db().member.update({ where: { id: patients[0]!.id }, data: { custom: { seat: 4 } } });
    await db().member.update({ where: { id: patients[1]!.id }, data: { role: "observer" } });
    const { changeId } = await makeObservers(ref, { memberIds: patients.map(({ id }) => id) });
    await runChange(changeId);
    const { tally } = await viewChange(clinic, ref, changeId);
    expect(tally).toEqual({ "role-changed": 2, already: 1 });
    const observers = (await listMembers(ref)).filter(({ role }) => role === "observer");
    expect(observers).toHaveLength(3);
    expect(observers.find(({ id }) => id === patients[0]!.id)?.custom).toEqual({ seat: 4 });
  });

  test("skips disabled people and changes the others", async () => {
    const { ref, patients } = await createClassWith(120);
    const { id: memberId, userId } = patients[3]!;
    await setAccountDisabled(await clinic.actor("admin"), { userId, disabled: true });
    const { changeId } = await makeObservers(ref, { filter: { role: "patient" } });
    await runChange(changeId);
    const tally = { "role-changed": 119, disabled: 1 };
    expect(await viewChange(clinic, ref, changeId)).toMatchObject({ state: "done", tally });
    expect((await listMembers(ref)).find(({ id }) => id === memberId)?.role).toBe("patient");
  });

  test("takes exactly those who match the filter when the work begins", async () => {
    const { ref, patients } = await createClassWith(2_105);
    const observers = patients.slice(0, 5).map(({ id }) => id);
    await db().member.updateMany({ where: { id: { in: observers } }, data: { role: "observer" } });
    const { changeId } = await removeMany(await clinic.actor("admin"), {
      ...ref,
      requestId: randomUUID(),
      selection: { filter: { role: "patient" } },
    });
    await db().member.update({ where: { id: observers[0]! }, data: { role: "patient" } });
    await runChange(changeId);
    const change = await viewChange(clinic, ref, changeId);
    expect(change).toMatchObject({ state: "done", total: 2_101, tally: { removed: 2_101 } });
    const left = (await listMembers(ref)).filter(({ role }) => role !== "clinician").map(({ id }) => id);
    expect(left.toSorted()).toEqual(observers.slice(1).toSorted());
  });

  test("starts an interrupted selection anew, and selects no one twice", async () => {
    const { ref } = await createClassWith(30);
    const { changeId } = await makeObservers(ref, { filter: { role: "patient" } });
    await db().bulkChangeRow.create({ data: { changeId, n: 1, line: 1, given: "half-way" } });
    await db().bulkChange.update({ where: { id: changeId }, data: { total: 1 } });
    await runChange(changeId);
    const change = await viewChange(clinic, ref, changeId);
    expect(change).toMatchObject({ state: "done", total: 30, tally: { "role-changed": 30 } });
  });

  test("refuses a filter with an unknown field before anything begins", async () => {
    const { ref } = await createClassWith(1);
    const input = { ...ref, requestId: randomUUID(), selection: { filter: { shoe_size: 44 } } };
    const admin = await clinic.actor("admin");
    const fields = { "filter.shoe_size": "unknown-field" } as const;
    await expect(() => removeMany(admin, input)).toBeRefused("BAD_INPUT", { fields });
    expect(await db().bulkChange.count({ where: { id: input.requestId } })).toBe(0);
  });

  test("never touches members of another call, whatever ids are sent", async () => {
    const [one, other] = [await createClassWith(2), await createClassWith(2)];
    const { changeId } = await removeMany(await clinic.actor("admin"), {
      ...one.ref,
      requestId: randomUUID(),
      selection: { memberIds: other.patients.map(({ id }) => id) },
    });
    await runChange(changeId);
    expect(await viewChange(clinic, one.ref, changeId)).toMatchObject({ state: "done", total: 0 });
    expect(await listMembers(other.ref)).toHaveLength(3);
  });
});
