import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setAccountDisabled } from "#lib/accounts/server/manage-account.ts";
import { addMany } from "#lib/bulk-changes/server/add-members.ts";
import { changeBatch } from "#lib/bulk-changes/server/change-batch.ts";
import { bulkChange } from "#lib/bulk-changes/server/view-change.ts";
import { closeDb, db } from "#lib/db.ts";
import { breakOf, chainStart } from "#lib/hash-chain.ts";
import { startWorker, stopWorker } from "#lib/worker.ts";
import { type Clinic, emailOf, makeClinic } from "#tests/support/clinic.ts";
import { until } from "#tests/support/wait.ts";
import {
  addMembers,
  createClass,
  createListeners,
  listMembers,
  outcomesIn,
  requestAdding,
  viewChange,
} from "./changes.ts";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});
afterAll(async () => {
  await stopWorker();
  await closeDb();
});

describe("adding many members", () => {
  test("reports the outcome of every row", async () => {
    const ref = await createClass(clinic);
    const admin = await clinic.actor("admin");
    await setAccountDisabled(admin, { userId: clinic.idOf.celia, disabled: true });
    await db().user.createMany({
      data: [1, 2].map(() => ({ role: "patient" as const, name: "Twin", email: "twins@bedside.example" })),
    });
    const rows = [
      [`${emailOf("ada")},observer`, "added"],
      [clinic.idOf.bruno, "added"],
      [clinic.idOf.ada, "duplicate"],
      [emailOf("amara"), "already"],
      [emailOf("celia"), "disabled"],
      ["twins@bedside.example", "ambiguous"],
      ["unknown@bedside.example", "not-found"],
      ["nonsense", "bad-person"],
      [`${emailOf("tomasz")},boss,x`, "bad-role"],
    ];
    const change = await addMembers(clinic, ref, rows.map(([text]) => text).join("\n"));
    await setAccountDisabled(admin, { userId: clinic.idOf.celia, disabled: false });
    expect(outcomesIn(change)).toEqual(rows.map(([, outcome]) => outcome));
    // Added rows show the role that was given, even if it is the default.
    expect(change.rows.slice(0, 2).map(({ role }) => role)).toEqual(["observer", "patient"]);
    expect(change).toMatchObject({ state: "done", total: 9, done: 9, failed: 5 });
    const members = await listMembers(ref);
    const roles = Object.fromEntries(members.map(({ userId, role }) => [userId, role]));
    expect(roles).toEqual({
      [clinic.idOf.amara]: "clinician",
      [clinic.idOf.ada]: "observer",
      [clinic.idOf.bruno]: "patient",
    });
  });

  test("keeps the role of existing members unless asked to change it", async () => {
    const ref = await createClass(clinic);
    const row = `${emailOf("amara")},observer`;
    expect(outcomesIn(await addMembers(clinic, ref, row))).toEqual(["already"]);
    await db().member.updateMany({ where: { callId: ref.id }, data: { custom: { ward: "7" } } });
    const change = await addMembers(clinic, ref, row, { changeRoles: true });
    expect(outcomesIn(change)).toEqual(["role-changed"]);
    expect(await listMembers(ref)).toMatchObject([{ role: "observer", custom: { ward: "7" } }]);
  });

  test("creates patients for unknown e-mails only if asked to, in the call's team", async () => {
    const ref = await createClass(clinic);
    const outcomes = async (createMissing: boolean) => {
      const list = "new@bedside.example,patient,Nora New\nnameless@bedside.example";
      return outcomesIn(await addMembers(clinic, ref, list, { createMissing }));
    };
    expect(await outcomes(false)).toEqual(["not-found", "not-found"]);
    expect(await outcomes(true)).toEqual(["created", "no-name"]);
    const person = await db().user.findFirstOrThrow({
      where: { email: "new@bedside.example" },
      include: { teams: true },
    });
    expect(person).toMatchObject({ role: "patient", name: "Nora New", timeZone: "Europe/London" });
    expect(person.teams.map(({ teamId }) => teamId)).toEqual([clinic.teams.harbour]);
    expect(await outcomes(true)).toEqual(["already", "no-name"]);
  });

  test("makes one change of a form that is sent many times at once", async () => {
    const ref = await createClass(clinic);
    const requestId = randomUUID();
    const send = () => requestAdding(clinic, ref, emailOf("ada"), { requestId });
    const ids = await Promise.all(Array.from({ length: 10 }, send));
    expect(new Set(ids)).toEqual(new Set([requestId]));
    expect(await db().bulkChange.count({ where: { callId: ref.id } })).toBe(1);
    const jobs = await db().$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM graphile_worker._private_jobs WHERE payload->>'changeId' = ${requestId}`;
    expect(jobs).toEqual([{ n: 1 }]);
  });

  test("refuses a request id that was used for another call", async () => {
    const [one, other] = [await createClass(clinic), await createClass(clinic)];
    const requestId = await requestAdding(clinic, one, emailOf("ada"));
    await expect(requestAdding(clinic, other, emailOf("ada"), { requestId })).toBeRefused("CONFLICT");
  });

  test("does a batch once, even if its job runs twice", async () => {
    const ref = await createClass(clinic);
    const changeId = await requestAdding(clinic, ref, await createListeners(250));
    const runThreeTimes = (after: number) =>
      Promise.all([1, 2, 3].map(() => changeBatch({ changeId, after })));
    for (const after of [0, 100, 200, 100]) await runThreeTimes(after);
    const change = await viewChange(clinic, ref, changeId);
    expect(change).toMatchObject({ state: "done", done: 250, failed: 0, tally: { added: 250 } });
    const added = { subject: `call:livestream:${ref.id}`, kind: "member.added" };
    // The clinician was added when the call was created.
    expect(await db().auditEvent.count({ where: added })).toBe(1 + 250);
  });

  test("runs in the job queue batch by batch, and the audit chain stays unbroken", async () => {
    const ref = await createClass(clinic);
    const changeId = await requestAdding(clinic, ref, await createListeners(1_234));
    const change = () => viewChange(clinic, ref, changeId);
    startWorker();
    await until("the change is done", async () => (await change()).state === "done");
    expect((await change()).tally).toEqual({ added: 1_234 });
    await stopWorker();
    const events = await db().auditEvent.findMany({ orderBy: { seq: "asc" } });
    const rows = events.map((row) => ({ ...row, at: row.at.toISOString() }));
    expect(rows.filter((row, index) => breakOf(rows[index - 1] ?? chainStart, row))).toEqual([]);
  });

  test.each(["tomasz", "lena"] as const)("hides the call from %s, who is no member", async (key) => {
    const ref = await createClass(clinic);
    const stranger = await clinic.actor(key);
    const input = { ...ref, requestId: randomUUID(), text: emailOf("ada"), role: "patient" as const };
    await expect(addMany(stranger, input)).toBeRefused("NOT_FOUND");
    const changeId = await requestAdding(clinic, ref, emailOf("ada"));
    const view = { ...ref, changeId, only: "all" as const, after: 0 };
    await expect(bulkChange(stranger, view)).toBeRefused("NOT_FOUND");
  });

  test("is allowed to the call's clinicians, who can't create accounts", async () => {
    const ref = await createClass(clinic);
    const input = { ...ref, requestId: randomUUID(), text: emailOf("ada"), role: "patient" as const };
    const amara = await clinic.actor("amara");
    await addMany(amara, input);
    const creating = { ...input, requestId: randomUUID(), createMissing: true };
    await expect(() => addMany(amara, creating)).toBeRefused("NOT_ALLOWED");
  });
});
