import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setAccountDisabled } from "#lib/accounts/server/manage-account.ts";
import type { AddManyInput } from "#lib/bulk-changes/rules.ts";
import { addBack, addMany } from "#lib/bulk-changes/server/add-members.ts";
import { changeBatch } from "#lib/bulk-changes/server/change-batch.ts";
import { changeRoles, removeMany } from "#lib/bulk-changes/server/change-selected.ts";
import { resumeChange, stopChange } from "#lib/bulk-changes/server/stop-change.ts";
import { bulkChange } from "#lib/bulk-changes/server/view-change.ts";
import { createCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { breakOf, chainStart } from "#lib/hash-chain.ts";
import { startWorker, stopWorker } from "#lib/worker.ts";
import { type Clinic, emailOf, makeClinic } from "#tests/support/clinic.ts";
import { until } from "#tests/support/wait.ts";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});
afterAll(async () => {
  await stopWorker();
  await closeDb();
});

const newCall = async () => {
  const ref = { type: "livestream", id: randomUUID() };
  await createCall(await clinic.actor("admin"), {
    ...ref,
    team: clinic.teams.harbour,
    members: [{ userId: clinic.idOf.amara, role: "clinician" }],
  });
  return ref;
};
type Ref = Awaited<ReturnType<typeof newCall>>;

const view = async (ref: Ref, changeId: string) =>
  bulkChange(await clinic.actor("admin"), { ...ref, changeId, only: "all", after: 0 });

/** Does the work as the jobs do, to its end. */
const workOff = async (changeId: string) => {
  for (let after = -1; ; ) {
    const { done, state } = await db().bulkChange.findUniqueOrThrow({ where: { id: changeId } });
    if (state === "done" || state === "stopped" || done === after) return;
    after = done;
    await changeBatch({ changeId, after });
  }
};

const add = async (ref: Ref, text: string, options: Partial<AddManyInput> = {}) => {
  const admin = await clinic.actor("admin");
  const { changeId } = await addMany(admin, {
    ...ref,
    requestId: randomUUID(),
    text,
    role: "patient",
    ...options,
  });
  return changeId;
};
const added = async (ref: Ref, text: string, options: Partial<AddManyInput> = {}) => {
  const changeId = await add(ref, text, options);
  await workOff(changeId);
  return view(ref, changeId);
};
const outcomesOf = (change: Awaited<ReturnType<typeof view>>) => change.rows.map(({ outcome }) => outcome);
const membersOf = (ref: Ref) =>
  db().member.findMany({ where: { callType: ref.type, callId: ref.id }, orderBy: { createdAt: "asc" } });

/** That many patients, by id. */
const crowd = async (count: number) => {
  const data = Array.from({ length: count }, (_, index) => ({
    role: "patient" as const,
    name: `Listener ${index}`,
  }));
  return (await db().user.createManyAndReturn({ data, select: { id: true } })).map((row) => row.id);
};

describe("adding many", () => {
  test("says for every row what came of it", async () => {
    const ref = await newCall();
    await setAccountDisabled(await clinic.actor("admin"), { userId: clinic.idOf.celia, disabled: true });
    await db().user.createMany({
      data: [1, 2].map(() => ({ role: "patient" as const, name: "Twin", email: "twins@bedside.example" })),
    });
    const change = await added(
      ref,
      [
        `${emailOf("ada")},observer`,
        clinic.idOf.bruno,
        clinic.idOf.ada,
        emailOf("amara"),
        emailOf("celia"),
        "twins@bedside.example",
        "nobody@bedside.example",
        "nonsense",
        `${emailOf("tomasz")},boss,x`,
      ].join("\n"),
    );
    await setAccountDisabled(await clinic.actor("admin"), { userId: clinic.idOf.celia, disabled: false });
    expect(outcomesOf(change)).toEqual([
      "added",
      "added",
      "duplicate",
      "already",
      "disabled",
      "ambiguous",
      "not-found",
      "bad-person",
      "bad-role",
    ]);
    // Who was given a role shows which, also where the row said none.
    expect(change.rows.slice(0, 2).map(({ role }) => role)).toEqual(["observer", "patient"]);
    expect(change).toMatchObject({ state: "done", total: 9, done: 9, failed: 5 });
    const members = await membersOf(ref);
    const roles = Object.fromEntries(members.map(({ userId, role }) => [userId, role]));
    expect(roles).toEqual({
      [clinic.idOf.amara]: "clinician",
      [clinic.idOf.ada]: "observer",
      [clinic.idOf.bruno]: "patient",
    });
  });

  test("leaves the role of those who are members, unless it is asked for", async () => {
    const ref = await newCall();
    expect(outcomesOf(await added(ref, `${emailOf("amara")},observer`))).toEqual(["already"]);
    await db().member.updateMany({ where: { callId: ref.id }, data: { custom: { ward: "7" } } });
    const change = await added(ref, `${emailOf("amara")},observer`, { changeRoles: true });
    expect(outcomesOf(change)).toEqual(["role-changed"]);
    expect(await membersOf(ref)).toMatchObject([{ role: "observer", custom: { ward: "7" } }]);
  });

  test("makes patients of unknown e-mails only when asked to, in the call's team", async () => {
    const ref = await newCall();
    const list = "new@bedside.example,patient,Nora New\nnameless@bedside.example";
    expect(outcomesOf(await added(ref, list))).toEqual(["not-found", "not-found"]);
    expect(outcomesOf(await added(ref, list, { createMissing: true }))).toEqual(["created", "no-name"]);
    const person = await db().user.findFirstOrThrow({
      where: { email: "new@bedside.example" },
      include: { teams: true },
    });
    expect(person).toMatchObject({ role: "patient", name: "Nora New", timeZone: "Europe/London" });
    expect(person.teams.map(({ teamId }) => teamId)).toEqual([clinic.teams.harbour]);
    expect(outcomesOf(await added(ref, list, { createMissing: true }))).toEqual(["already", "no-name"]);
  });

  test("one form sent many times at once is one change", async () => {
    const ref = await newCall();
    const requestId = randomUUID();
    const ids = await Promise.all(Array.from({ length: 10 }, () => add(ref, emailOf("ada"), { requestId })));
    expect(new Set(ids)).toEqual(new Set([requestId]));
    expect(await db().bulkChange.count({ where: { callId: ref.id } })).toBe(1);
    const jobs = await db().$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM graphile_worker._private_jobs WHERE payload->>'changeId' = ${requestId}`;
    expect(jobs).toEqual([{ n: 1 }]);
  });

  test("the same form's number is not taken over by another call", async () => {
    const [one, other] = [await newCall(), await newCall()];
    const requestId = await add(one, emailOf("ada"));
    await expect(add(other, emailOf("ada"), { requestId })).toBeRefused("CONFLICT");
  });

  test("a batch that is asked for twice is done once", async () => {
    const ref = await newCall();
    const people = await crowd(250);
    const changeId = await add(ref, people.join("\n"));
    const twice = (after: number) => Promise.all([1, 2, 3].map(() => changeBatch({ changeId, after })));
    for (const after of [0, 100, 200, 100]) await twice(after);
    const change = await view(ref, changeId);
    expect(change).toMatchObject({ state: "done", done: 250, failed: 0, tally: { added: 250 } });
    const audit = await db().auditEvent.count({
      where: { subject: `call:livestream:${ref.id}`, kind: "member.added" },
    });
    // With the clinician, whom the call was made with.
    expect(audit).toBe(251);
  });

  test("is done by the job queue, batch after batch, and the audit chain holds", async () => {
    const ref = await newCall();
    const changeId = await add(ref, (await crowd(1_234)).join("\n"));
    startWorker();
    await until("the change is done", async () => (await view(ref, changeId)).state === "done");
    expect((await view(ref, changeId)).tally).toEqual({ added: 1_234 });
    await stopWorker();
    const events = await db().auditEvent.findMany({ orderBy: { seq: "asc" } });
    const rows = events.map((row) => ({ ...row, at: row.at.toISOString() }));
    expect(rows.filter((row, index) => breakOf(rows[index - 1] ?? chainStart, row))).toEqual([]);
  });

  test("stops with whoever asked for it: disabled, they add nobody any more", async () => {
    const ref = await newCall();
    const admin = await clinic.actor("admin");
    const second = await db().user.create({
      data: { role: "admin", name: "Second", email: "second@bedside.example" },
    });
    const { actorOf } = await import("#lib/session.ts");
    const { changeId } = await addMany(await actorOf(second.id), {
      ...ref,
      requestId: randomUUID(),
      role: "patient",
      text: (await crowd(150)).join("\n"),
    });
    await changeBatch({ changeId, after: 0 });
    await setAccountDisabled(admin, { userId: second.id, disabled: true });
    await changeBatch({ changeId, after: 100 });
    expect(await view(ref, changeId)).toMatchObject({ state: "stopped", stopCode: "NOT_ALLOWED", done: 100 });
    expect(await membersOf(ref)).toHaveLength(101);
  });

  test("is stopped when asked, says how far it came, and goes on from there", async () => {
    const ref = await newCall();
    const admin = await clinic.actor("admin");
    const changeId = await add(ref, (await crowd(300)).join("\n"));
    await changeBatch({ changeId, after: 0 });
    await stopChange(admin, { ...ref, changeId });
    await changeBatch({ changeId, after: 100 });
    expect(await view(ref, changeId)).toMatchObject({ state: "stopped", stopCode: "ASKED", done: 100 });
    await expect(stopChange(admin, { ...ref, changeId })).toBeRefused("CONFLICT");
    await resumeChange(admin, { ...ref, changeId });
    await workOff(changeId);
    expect(await view(ref, changeId)).toMatchObject({ state: "done", done: 300, tally: { added: 300 } });
  });

  test("goes on in the name and with the rights of whoever lets it go on", async () => {
    const ref = await newCall();
    const admin = await clinic.actor("admin");
    const changeId = await add(ref, "somebody.new@example.com,patient,Somebody New", { createMissing: "on" });
    await stopChange(admin, { ...ref, changeId });
    await resumeChange(await clinic.actor("amara"), { ...ref, changeId });
    await workOff(changeId);
    expect(await view(ref, changeId)).toMatchObject({ createdById: clinic.idOf.amara, tally: {} });
    expect(await db().user.count({ where: { email: "somebody.new@example.com" } })).toBe(0);
  });

  test("that fails again and again is stopped at the last try, and can go on when the reason is gone", async () => {
    const ref = await newCall();
    const changeId = await add(ref, emailOf("ada"));
    const where = { id: changeId };
    await db().bulkChange.update({ where, data: { role: null } });
    await expect(changeBatch({ changeId, after: 0 })).rejects.toThrow();
    expect(await view(ref, changeId)).toMatchObject({ state: "running", done: 0 });
    await expect(changeBatch({ changeId, after: 0 }, true)).rejects.toThrow();
    expect(await view(ref, changeId)).toMatchObject({ state: "stopped", stopCode: "INTERNAL", done: 0 });
    await db().bulkChange.update({ where, data: { role: "patient" } });
    await resumeChange(await clinic.actor("admin"), { ...ref, changeId });
    await workOff(changeId);
    expect(await view(ref, changeId)).toMatchObject({ state: "done", tally: { added: 1 } });
  });

  test("ends when its call is gone", async () => {
    const ref = await newCall();
    const changeId = await add(ref, emailOf("ada"));
    await db().call.updateMany({ where: { id: ref.id }, data: { deletedAt: new Date() } });
    await changeBatch({ changeId, after: 0 });
    const { state, stopCode } = await db().bulkChange.findUniqueOrThrow({ where: { id: changeId } });
    expect({ state, stopCode }).toEqual({ state: "stopped", stopCode: "NOT_FOUND" });
  });

  test.each(["tomasz", "lena"] as const)(
    "is not for %s, who hears that there is no such call",
    async (key) => {
      const ref = await newCall();
      const asked = { ...ref, requestId: randomUUID(), text: emailOf("ada"), role: "patient" as const };
      await expect(addMany(await clinic.actor(key), asked)).toBeRefused("NOT_FOUND");
      const changeId = await add(ref, emailOf("ada"));
      await expect(
        bulkChange(await clinic.actor(key), { ...ref, changeId, only: "all", after: 0 }),
      ).toBeRefused("NOT_FOUND");
    },
  );

  test("a clinician who leads the call may add, yet makes no accounts", async () => {
    const ref = await newCall();
    const asked = { ...ref, requestId: randomUUID(), text: emailOf("ada"), role: "patient" as const };
    const amara = await clinic.actor("amara");
    await addMany(amara, asked);
    await expect(
      Promise.resolve().then(() =>
        addMany(amara, { ...asked, requestId: randomUUID(), createMissing: true }),
      ),
    ).toBeRefused("NOT_ALLOWED");
  });
});

describe("removing and changing many", () => {
  const classOf = async (count: number) => {
    const ref = await newCall();
    await added(ref, (await crowd(count)).join("\n"));
    const members = (await membersOf(ref)).filter(({ role }) => role === "patient");
    return { ref, members };
  };

  test("takes out those chosen, and adds them back with what they had; who was blocked stays out", async () => {
    const { ref, members } = await classOf(4);
    const [one, two, three] = members;
    await db().member.update({ where: { id: one!.id }, data: { custom: { seat: 4 }, role: "observer" } });
    await db().member.update({ where: { id: two!.id }, data: { blockedAt: new Date() } });
    const admin = await clinic.actor("admin");
    const chosen = { memberIds: [one!.id, two!.id, three!.id] };
    const { changeId } = await removeMany(admin, { ...ref, requestId: randomUUID(), selection: chosen });
    await db().member.delete({ where: { id: three!.id } });
    await workOff(changeId);
    expect((await view(ref, changeId)).tally).toEqual({ removed: 1, "removed-blocked": 1, "not-member": 1 });
    expect(await membersOf(ref)).toHaveLength(2);
    const back = await addBack(admin, { ...ref, changeId, requestId: randomUUID() });
    await workOff(back.changeId);
    expect((await view(ref, back.changeId)).tally).toEqual({ added: 1 });
    const again = (await membersOf(ref)).find(({ userId }) => userId === one!.userId);
    expect(again).toMatchObject({ role: "observer", custom: { seat: 4 } });
  });

  test("gives a role to those chosen and keeps their custom data", async () => {
    const { ref, members } = await classOf(3);
    await db().member.update({ where: { id: members[0]!.id }, data: { custom: { seat: 4 } } });
    await db().member.update({ where: { id: members[1]!.id }, data: { role: "observer" } });
    const { changeId } = await changeRoles(await clinic.actor("admin"), {
      ...ref,
      requestId: randomUUID(),
      role: "observer",
      selection: { memberIds: members.map(({ id }) => id) },
    });
    await workOff(changeId);
    expect((await view(ref, changeId)).tally).toEqual({ "role-changed": 2, already: 1 });
    const now = (await membersOf(ref)).filter(({ role }) => role === "observer");
    expect(now).toHaveLength(3);
    expect(now.find(({ id }) => id === members[0]!.id)?.custom).toEqual({ seat: 4 });
  });

  test("gives no role to whoever is disabled, and goes on with the others", async () => {
    const { ref, members } = await classOf(120);
    const admin = await clinic.actor("admin");
    const { id: memberId, userId } = members[3]!;
    await setAccountDisabled(admin, { userId, disabled: true });
    const { changeId } = await changeRoles(admin, {
      ...ref,
      requestId: randomUUID(),
      role: "observer",
      selection: { filter: { role: "patient" } },
    });
    await workOff(changeId);
    expect(await view(ref, changeId)).toMatchObject({
      state: "done",
      tally: { "role-changed": 119, disabled: 1 },
    });
    expect((await membersOf(ref)).find(({ id }) => id === memberId)?.role).toBe("patient");
  });

  test("takes out all that match a filter by the time the work begins, and nobody else", async () => {
    const { ref, members } = await classOf(2_105);
    const stays = members.slice(0, 5).map(({ id }) => id);
    await db().member.updateMany({ where: { id: { in: stays } }, data: { role: "observer" } });
    const { changeId } = await removeMany(await clinic.actor("admin"), {
      ...ref,
      requestId: randomUUID(),
      selection: { filter: { role: "patient" } },
    });
    await db().member.update({ where: { id: stays[0]! }, data: { role: "patient" } });
    await workOff(changeId);
    expect(await view(ref, changeId)).toMatchObject({
      state: "done",
      total: 2_101,
      tally: { removed: 2_101 },
    });
    expect(
      (await membersOf(ref))
        .filter(({ role }) => role !== "clinician")
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(stays.slice(1).toSorted());
  });

  test("a choosing that broke off half-way begins anew and chooses nobody twice", async () => {
    const { ref } = await classOf(30);
    const { changeId } = await changeRoles(await clinic.actor("admin"), {
      ...ref,
      requestId: randomUUID(),
      role: "observer",
      selection: { filter: { role: "patient" } },
    });
    await db().bulkChangeRow.create({ data: { changeId, n: 1, line: 1, given: "half-way" } });
    await db().bulkChange.update({ where: { id: changeId }, data: { total: 1 } });
    await workOff(changeId);
    expect(await view(ref, changeId)).toMatchObject({
      state: "done",
      total: 30,
      tally: { "role-changed": 30 },
    });
  });

  test("a filter that means nothing is refused by name before anything is begun", async () => {
    const { ref } = await classOf(1);
    const asked = { ...ref, requestId: randomUUID(), selection: { filter: { shoe_size: 44 } } };
    const admin = await clinic.actor("admin");
    await expect(Promise.resolve().then(() => removeMany(admin, asked))).toBeRefused("BAD_INPUT", {
      fields: { "filter.shoe_size": "unknown-field" },
    });
    expect(await db().bulkChange.count({ where: { id: asked.requestId } })).toBe(0);
  });

  test("members of another call are not touched, whatever ids are sent", async () => {
    const [one, other] = [await classOf(2), await classOf(2)];
    const { changeId } = await removeMany(await clinic.actor("admin"), {
      ...one.ref,
      requestId: randomUUID(),
      selection: { memberIds: other.members.map(({ id }) => id) },
    });
    await workOff(changeId);
    expect(await view(one.ref, changeId)).toMatchObject({ state: "done", total: 0 });
    expect(await membersOf(other.ref)).toHaveLength(3);
  });
});
