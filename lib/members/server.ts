import "server-only";
import type { z } from "zod";
import { type Actor, allow, type CallRef, type CallRelation } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { permitCall, relationTo } from "#lib/calls/server/permit-call.ts";
import { lockCall } from "#lib/calls/store.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { reader } from "#lib/db-reader.ts";
import { AppError } from "#lib/errors.ts";
import { emit } from "#lib/events.ts";
import { membersOf } from "#lib/members/store/list-members.ts";
import { parseFilter } from "#lib/queries/rules/parse-filter.ts";
import { parseQuery } from "#lib/queries/rules/parse-query.ts";
import { limits, type QueryInput } from "#lib/queries/rules.ts";
import { countOf } from "#lib/queries/server/count-matches.ts";
import { pageOf } from "#lib/queries/server/read-page.ts";
import type { Budget } from "#lib/queries/store.ts";
import { cancelRingsInTx } from "#lib/rings/server/settle-rings.ts";
import { applyRulesToCall } from "#lib/sessions/server/apply-rules.ts";
import { evictInTx, finishEvictions } from "#lib/sessions/server/evict-members.ts";
import { memberFields, newestMembers, type UpdateMembersInput, updateMembersInput } from "./rules.ts";
import * as store from "./store.ts";

type UpdateMembers = z.output<typeof updateMembersInput>;

const readable = async (actor: Actor, ref: CallRef) => {
  const { permit } = await permitCall(reader, actor, ref, "members.read");
  return membersOf(permit, ref);
};

/**
 * A page of a call's members, newest first by default, 25 unless `limit` (1–100) is given. The cursors `next` and `prev` are
 * valid for the same filter and sort only. A slow search is `cutShort` after about 0.1 s; `next` continues it.
 * @throws AppError NOT_FOUND, NOT_ALLOWED, QUERY_TOO_BROAD, BAD_INPUT with the invalid fields (`filter.role.$eq`, `next`)
 */
export async function queryMembers(actor: Actor, input: CallRef & QueryInput, budget?: Budget) {
  const list = await readable(actor, input);
  const { rows, ...position } = await pageOf(list, parseQuery(memberFields, newestMembers, input), budget);
  return { members: rows, ...position };
}

/** `more` means at least `count`: counting stops at 10,000 or when it takes too long. @throws AppError as queryMembers */
export async function countMembers(actor: Actor, input: CallRef & Pick<QueryInput, "filter">) {
  const list = await readable(actor, input);
  return countOf(list, { where: parseFilter(memberFields, input.filter), sort: newestMembers });
}

/** All members that match, read page by page. @throws AppError as queryMembers */
export async function* eachMember(actor: Actor, input: CallRef & Pick<QueryInput, "filter" | "sort">) {
  let next: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof queryMembers>> = await queryMembers(actor, {
      ...input,
      limit: limits.limit,
      next,
    });
    yield* page.members;
    next = page.next;
  } while (next);
}

/** updateMembers as the last step of the caller's transaction. Returns what is left to do after the commit. */
export const changeMembers = async (
  tx: Tx,
  actor: Actor,
  input: UpdateMembers,
  now: Date,
): Promise<() => Promise<void>> => {
  const before = await relationTo(tx, actor, input);
  if (input.update.length + input.remove.length === 0) return async () => {};
  // An actor without permission must not get as far as the lock.
  if (input.update.length > 0) allow(actor, "members.manage", before);
  if (input.remove.length > 0) allow(actor, "members.remove", before);
  // Starting the call takes the same lock: it notifies the members it finds.
  await lockCall(tx, input);
  // The actor may have been removed, blocked or given another role while waiting for the lock.
  const relation = await relationTo(tx, actor, input);
  const people = [...new Set(input.update.map((member) => member.userId))];
  const permit = input.update.length > 0 && allow(actor, "members.manage", relation);
  if (people.length !== input.update.length || (await store.existingPeople(tx, people)) !== people.length) {
    throw new AppError("BAD_INPUT", { fields: { update: "not-an-id" } });
  }
  const updated = permit ? await store.upsertMembers(tx, permit, input, input.update) : [];
  // Rings are found by the membership, so they are cancelled first.
  const rings = await cancelRingsInTx(tx, input, input.remove, actor.userId, now);
  const { removed, out } = await removeInTx(tx, actor, relation, input);
  await emit(tx, { kind: "call-changed", type: input.type, id: input.id });
  // Removing a member deletes their link's sign-in; this ends its streams.
  for (const { userId } of removed) await emit(tx, { kind: "sign-in-ended", userId });
  const entryOf = (
    kind: "member.added" | "member.changed" | "member.removed",
    { userId, role }: { userId: string; role: string },
  ) => auditEntry(kind, actor.userId, input, { userId, role });
  const entries = [
    ...rings,
    ...updated.map((member) => entryOf(member.added ? "member.added" : "member.changed", member)),
    ...removed.map((member) => entryOf("member.removed", member)),
  ];
  await record(tx, entries, now);
  const changed = updated.filter(({ added }) => !added).map(({ id }) => id);
  return async () => {
    await finishEvictions([out]);
    if (changed.length > 0) await applyRulesToCall(input, now, changed);
  };
};

const removeInTx = async (tx: Tx, actor: Actor, relation: CallRelation, input: UpdateMembers) => {
  if (input.remove.length === 0) return { removed: [], out: null };
  const permit = allow(actor, "members.remove", relation);
  const out = await evictInTx(tx, input, input.remove);
  const removed = await store.removeMembers(tx, permit, input, input.remove);
  if (removed.length !== new Set(input.remove).size) throw new AppError("NOT_FOUND");
  return { removed, out };
};

/**
 * Adds or changes members (`update`, by person) and removes others (`remove`, by member id), all or nothing. Removed
 * members are disconnected and lose their links at once. New roles apply at once, even in a live call.
 * @throws AppError NOT_FOUND (the call, or a member to remove), NOT_ALLOWED, BAD_INPUT (an unknown or duplicate person)
 */
export async function updateMembers(actor: Actor, given: UpdateMembersInput, now = new Date()) {
  const input = updateMembersInput.parse(given);
  const afterwards = await transaction((tx) => changeMembers(tx, actor, input, now));
  await afterwards();
  return { updated: input.update.length, removed: input.remove.length };
}
