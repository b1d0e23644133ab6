import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMany } from "#lib/bulk-changes/server/add-members.ts";
import { createCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";
import { until } from "#tests/support/wait.ts";
import { startWorkerProcess } from "#tests/support/worker-process.ts";

// Workers run in processes of their own, as `npm run worker` starts them.
const workers: ReturnType<typeof startWorkerProcess>[] = [];
let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await closeDb();
});

const rows = 1_500;

test("if a worker is killed at work, the others do every row that is left, and none twice", async () => {
  const admin = await clinic.actor("admin");
  const ref = { type: "livestream", id: randomUUID() };
  await createCall(admin, { ...ref, team: clinic.teams.harbour, members: [] });
  const text = Array.from({ length: rows }, (_, n) => `person${n}@example.com,patient,Person ${n}`).join(
    "\n",
  );
  const asked = { ...ref, requestId: randomUUID(), text, role: "patient" as const, createMissing: true };
  const { changeId } = await addMany(admin, asked);
  const change = () => db().bulkChange.findUniqueOrThrow({ where: { id: changeId } });
  const first = startWorkerProcess();
  workers.push(first);
  await until("the first worker has begun", async () => (await change()).done > 0);
  await first.kill9();
  const left = await change();
  expect(left.state).toBe("running");
  expect(left.done).toBeLessThan(rows);
  workers.push(startWorkerProcess(), startWorkerProcess());
  await until("the others have finished it", async () => (await change()).state === "done", 90_000);
  expect(await change()).toMatchObject({ done: rows, total: rows });
  expect(await db().member.count({ where: { callId: ref.id, role: "patient" } })).toBe(rows);
  const people = await db().user.groupBy({ by: ["email"], where: { email: { startsWith: "person" } } });
  expect(people).toHaveLength(rows);
  expect(await db().user.count({ where: { email: { startsWith: "person" } } })).toBe(rows);
  const subject = `call:livestream:${ref.id}`;
  expect(await db().auditEvent.count({ where: { kind: "bulk-change.done", subject } })).toBe(1);
  const results = await db().bulkChangeRow.groupBy({ by: ["outcome"], where: { changeId }, _count: true });
  expect(results).toEqual([{ outcome: "created", _count: rows }]);
}, 150_000);
