import "server-only";
import type { z } from "zod";
import { type Actor, allow, type CallRef } from "#lib/access";
import { record } from "#lib/audit/server";
import { cidOf } from "#lib/calls/rules";
import { lockCall, relationOf } from "#lib/calls/store";
import { db, type Tx, transaction } from "#lib/db";
import { AppError } from "#lib/errors";
import { emit } from "#lib/events";
import { applyToCall } from "#lib/sessions/enforce";
import { putOut } from "#lib/sessions/server";
import { fromCursor, type Position, toCursor, type UpdateMembersInput, updateMembersInput } from "./rules.ts";
import * as store from "./store.ts";

type UpdateMembers = z.output<typeof updateMembersInput>;

const cursor = (row: store.MemberRow | undefined, way: Position["way"]) =>
  row ? toCursor({ at: row.createdAt.toISOString(), id: row.id, way }) : null;

/**
 * A page of a call's members, newest first. `next` and `prev` are cursors, null at the ends.
 * @throws AppError NOT_FOUND, NOT_ALLOWED, BAD_INPUT (a cursor that is none of ours)
 */
export const queryMembers = async (
  actor: Actor,
  input: CallRef & { limit: number; cursor: string | null },
) => {
  const relation = await relationOf(db(), actor, input);
  if (!relation) throw new AppError("NOT_FOUND");
  const permit = allow(actor, "members.read", relation);
  const from = input.cursor === null ? null : fromCursor(input.cursor);
  if (input.cursor !== null && !from) throw new AppError("BAD_INPUT", { fields: { cursor: "invalid" } });
  const rows = await store.page(permit, input, { limit: input.limit, from });
  const more = rows.length > input.limit;
  const shown = rows.slice(0, input.limit);
  const back = from?.way === "prev";
  if (back) shown.reverse();
  return {
    members: shown,
    next: back || more ? cursor(shown.at(-1), "next") : null,
    prev: (back ? more : from !== null) ? cursor(shown[0], "prev") : null,
  };
};

const change = async (tx: Tx, actor: Actor, input: UpdateMembers, now: Date) => {
  const relation = await relationOf(tx, actor, input);
  if (!relation) throw new AppError("NOT_FOUND");
  const permit = allow(actor, "members.manage", relation);
  // One after another with a start, which notifies the members it found.
  await lockCall(tx, input);
  const people = [...new Set(input.update.map((member) => member.userId))];
  if (people.length !== input.update.length || (await store.existingPeople(tx, people)) !== people.length) {
    throw new AppError("BAD_INPUT", { fields: { update: "not-an-id" } });
  }
  await store.upsertMembers(tx, permit, input, input.update);
  const removed = await store.removeMembers(tx, permit, input, input.remove);
  if (removed.length !== new Set(input.remove).size) throw new AppError("NOT_FOUND");
  await emit(tx, { kind: "call-changed", type: input.type, id: input.id });
  // A link's sign-in has gone with its member: their streams look again, and end.
  for (const { userId } of removed) await emit(tx, { kind: "sign-in-ended", userId });
  const about = { actorId: actor.userId, subject: `call:${cidOf(input)}` };
  const entries = [
    ...input.update.map(({ userId, role }) => ({
      kind: "member.added" as const,
      ...about,
      details: { userId, role },
    })),
    ...removed.map(({ userId, role }) => ({
      kind: "member.removed" as const,
      ...about,
      details: { userId, role },
    })),
  ];
  await record(tx, entries, now);
};

/**
 * Adds or changes members (`update`, by person) and takes members out (`remove`, by member id): at most a hundred of
 * each, all or nothing. Whoever is taken out loses connection, links and pushes of this call at once.
 * @throws AppError NOT_FOUND (call, or a member to remove), NOT_ALLOWED, BAD_INPUT (a person who is not there, or twice)
 */
export const updateMembers = async (actor: Actor, given: UpdateMembersInput, now = new Date()) => {
  const input = updateMembersInput.parse(given);
  await transaction((tx) => change(tx, actor, input, now));
  await putOut(input, input.remove);
  if (input.update.length > 0) await applyToCall(input, now);
  return { updated: input.update.length, removed: input.remove.length };
};
