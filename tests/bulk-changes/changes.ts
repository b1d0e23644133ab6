import { randomUUID } from "node:crypto";
import type { AddManyInput } from "#lib/bulk-changes/rules.ts";
import { addMany } from "#lib/bulk-changes/server/add-members.ts";
import { changeBatch } from "#lib/bulk-changes/server/change-batch.ts";
import { bulkChange } from "#lib/bulk-changes/server/view-change.ts";
import { createCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import type { Clinic } from "#tests/support/clinic.ts";

type Ref = { type: string; id: string };

/** Creates a call of Harbour Street with Dr Osei as its only member. */
export const createClass = async (clinic: Clinic): Promise<Ref> => {
  const ref = { type: "livestream", id: randomUUID() };
  await createCall(await clinic.actor("admin"), {
    ...ref,
    team: clinic.teams.harbour,
    members: [{ userId: clinic.idOf.amara, role: "clinician" }],
  });
  return ref;
};

export const viewChange = async (clinic: Clinic, ref: Ref, changeId: string) =>
  bulkChange(await clinic.actor("admin"), { ...ref, changeId, only: "all", after: 0 });

/** Runs the batches of a change to its end, as the jobs do. */
export const runChange = async (changeId: string) => {
  for (let after = -1; ; ) {
    const { done, state } = await db().bulkChange.findUniqueOrThrow({ where: { id: changeId } });
    if (state === "done" || state === "stopped" || done === after) return;
    after = done;
    await changeBatch({ changeId, after });
  }
};

type Options = Partial<AddManyInput>;

/** Asks for a change as an administrator, without running it. Returns its id. */
export const requestAdding = async (clinic: Clinic, ref: Ref, text: string, options: Options = {}) => {
  const input = { ...ref, requestId: randomUUID(), text, role: "patient" as const, ...options };
  const { changeId } = await addMany(await clinic.actor("admin"), input);
  return changeId;
};

/** Adds members as an administrator. Returns the finished change. */
export const addMembers = async (clinic: Clinic, ref: Ref, text: string, options: Options = {}) => {
  const changeId = await requestAdding(clinic, ref, text, options);
  await runChange(changeId);
  return viewChange(clinic, ref, changeId);
};

export const outcomesIn = (change: Awaited<ReturnType<typeof viewChange>>) =>
  change.rows.map(({ outcome }) => outcome);

export const listMembers = (ref: Ref) =>
  db().member.findMany({ where: { callType: ref.type, callId: ref.id }, orderBy: { createdAt: "asc" } });

/** Creates patients. Returns their ids, one a line. */
export const createListeners = async (count: number): Promise<string> => {
  const data = Array.from({ length: count }, (_, index) => ({
    role: "patient" as const,
    name: `Listener ${index}`,
  }));
  const rows = await db().user.createManyAndReturn({ data, select: { id: true } });
  return rows.map(({ id }) => id).join("\n");
};
