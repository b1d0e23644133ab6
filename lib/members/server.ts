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

/** May the actor read the call's members? Asked with what reads the list, in few milliseconds at any size. */
const readable = async (actor: Actor, ref: CallRef) => {
  const { permit } = await permitCall(reader, actor, ref, "members.read");
  return membersOf(permit, ref);
};

/**
 * A page of a call's members: those that match `filter`, in the order of `sort` (newest first), 25 unless `limit` says
 * 1–100. `next` and `prev` are cursors, null at the ends, and go with this filter and sort alone. Takes some 0.1 s at most:
 * when few among very many match, a page may be `cutShort`, and `next` goes on looking.
 * @throws AppError NOT_FOUND, NOT_ALLOWED, QUERY_TOO_BROAD, BAD_INPUT naming what is wrong (`filter.role.$eq`, `next`)
 */
export const queryMembers = async (actor: Actor, input: CallRef & QueryInput, budget?: Budget) => {
  const list = await readable(actor, input);
  const { rows, ...place } = await pageOf(list, parseQuery(memberFields, newestMembers, input), budget);
  return { members: rows, ...place };
};

/**
 * How many members match: `{ count, more }`, where `more` says "this many or more": counting ends at 10,000, and when it
 * has lasted too long.
 * @throws AppError as queryMembers
 */
export const countMembers = async (actor: Actor, input: CallRef & Pick<QueryInput, "filter">) => {
  const list = await readable(actor, input);
  return countOf(list, { where: parseFilter(memberFields, input.filter), sort: newestMembers });
};

/**
 * Every member that matches, one after another, however many there are: read page by page, with the right to read asked
 * for each.
 * @throws AppError as queryMembers
 */
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

/**
 * updateMembers inside the caller's transaction, which it must be the last thing in. Answers what is to be done after the
 * commit.
 */
export const changeMembers = async (
  tx: Tx,
  actor: Actor,
  input: UpdateMembers,
  now: Date,
): Promise<() => Promise<void>> => {
  const before = await relationTo(tx, actor, input);
  if (input.update.length + input.remove.length === 0) return async () => {};
  // Who may not do it locks nothing.
  if (input.update.length > 0) allow(actor, "members.manage", before);
  if (input.remove.length > 0) allow(actor, "members.remove", before);
  // One after another with a start, which notifies the members it found.
  await lockCall(tx, input);
  // Whoever waited for the lock may have been removed, blocked or given another role meanwhile.
  const relation = await relationTo(tx, actor, input);
  const people = [...new Set(input.update.map((member) => member.userId))];
  const permit = input.update.length > 0 && allow(actor, "members.manage", relation);
  if (people.length !== input.update.length || (await store.existingPeople(tx, people)) !== people.length) {
    throw new AppError("BAD_INPUT", { fields: { update: "not-an-id" } });
  }
  const updated = permit ? await store.upsertMembers(tx, permit, input, input.update) : [];
  // Before their membership goes, which the rings are found by.
  const rings = await cancelRingsInTx(tx, input, input.remove, actor.userId, now);
  const { removed, out } = await takeOut(tx, actor, relation, input);
  await emit(tx, { kind: "call-changed", type: input.type, id: input.id });
  // A link's sign-in has gone with its member: their streams look again, and end.
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

const takeOut = async (tx: Tx, actor: Actor, relation: CallRelation, input: UpdateMembers) => {
  if (input.remove.length === 0) return { removed: [], out: null };
  const permit = allow(actor, "members.remove", relation);
  const out = await evictInTx(tx, input, input.remove);
  const removed = await store.removeMembers(tx, permit, input, input.remove);
  if (removed.length !== new Set(input.remove).size) throw new AppError("NOT_FOUND");
  return { removed, out };
};

/**
 * Adds or changes members (`update`, by person) and takes members out (`remove`, by member id): at most a hundred of
 * each, all or nothing. Whoever is taken out loses connection, links and pushes of this call at once, and no token of
 * before brings them back; whoever got another role may send what it allows from now on.
 * @throws AppError NOT_FOUND (call, or a member to remove), NOT_ALLOWED, BAD_INPUT (a person who is not there, or twice)
 */
export const updateMembers = async (actor: Actor, given: UpdateMembersInput, now = new Date()) => {
  const input = updateMembersInput.parse(given);
  const afterwards = await transaction((tx) => changeMembers(tx, actor, input, now));
  await afterwards();
  return { updated: input.update.length, removed: input.remove.length };
};
