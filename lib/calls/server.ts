import "server-only";
import { randomUUID } from "node:crypto";
import { type Actor, allow, type CallRef, type CallRelation, can, isAdmin } from "#lib/access.ts";
import { rolesOfAccounts } from "#lib/accounts/store.ts";
import { countByStatus } from "#lib/appointments/store.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { typeForNewCall } from "#lib/call-types/store.ts";
import {
  type CreateCall,
  type CreateCallInput,
  createCallInput,
  differences,
  overrideOf,
} from "#lib/calls/rules/create-call.ts";
import { permitLockedCall } from "#lib/calls/server/permit-call.ts";
import { callFields, callsOf, newestCalls } from "#lib/calls/store/list-calls.ts";
import { db, type Tx, transaction } from "#lib/db.ts";
import { isReferenceViolation } from "#lib/db-errors.ts";
import { AppError } from "#lib/errors.ts";
import { emit } from "#lib/events.ts";
import { parse } from "#lib/input.ts";
import { addMembers, countMembers } from "#lib/members/store.ts";
import { announceAdded } from "#lib/notifications/server.ts";
import { parseQuery } from "#lib/queries/rules/parse-query.ts";
import type { QueryInput } from "#lib/queries/rules.ts";
import { pageOf } from "#lib/queries/server/read-page.ts";
import type { Budget } from "#lib/queries/store.ts";
import { roleByAccount } from "#lib/roles.ts";
import { closeRooms, closeSessionsInTx } from "#lib/sessions/server/close-sessions.ts";
import { openSessionInTx } from "#lib/starting/server/open-session.ts";
import { dayAt } from "#lib/times/rules.ts";
import { type GetCallInput, getCallInput, type ListedCall, type NewMember } from "./rules.ts";
import * as store from "./store.ts";

type Client = Parameters<typeof store.storedCall>[0];

/** @throws AppError BAD_INPUT naming unknown or inactive people */
const namedPeople = async (tx: Tx, input: CreateCall): Promise<NewMember[]> => {
  const ids = [...input.members.map(({ userId }) => userId), ...input.memberIds];
  const roles = await rolesOfAccounts(tx, ids);
  const unknown = [
    ...input.members.map(({ userId }, index) => !roles.has(userId) && `members.${index}.userId`),
    ...input.memberIds.map((userId, index) => !roles.has(userId) && `memberIds.${index}`),
  ].filter((path) => path !== false);
  if (unknown.length > 0)
    throw new AppError("BAD_INPUT", {
      fields: Object.fromEntries(unknown.map((path) => [path, "not-an-id"])),
    });
  const byAccount = input.memberIds.map((userId) => ({
    userId,
    role: roleByAccount[roles.get(userId) ?? "patient"],
    custom: {},
  }));
  return [...input.members, ...byAccount];
};

const capabilitiesIn = (relation: CallRelation | null) => relation?.member?.capabilities ?? [];

/** The existing call and how the input differs from it. Members only for actors who may read them. */
const existing = async (tx: Tx, actor: Actor, ref: CallRef, input: CreateCall) => {
  const relation = await store.relationOf(tx, actor, ref);
  const stored = await store.storedCall(tx, ref);
  // A creator who is no member may repeat the request, and learns nothing new.
  if (!stored || !(relation || (stored.createdById === actor.userId && actor.kind === "staff")))
    throw new AppError("NOT_FOUND");
  const { settings, teamId, ...call } = stored;
  const asked = [...input.members.map(({ userId }) => userId), ...input.memberIds];
  const members = await store.membersAmong(tx, ref, asked);
  return {
    call: { ...call, team: teamId },
    members: relation ? await membersFor(tx, actor, relation, firstPage) : [],
    ownCapabilities: capabilitiesIn(relation),
    created: false,
    differs: differences(input, { ...stored, members }),
  };
};

const add = async (tx: Tx, actor: Actor, ref: CallRef, input: CreateCall, now: Date) => {
  const permit = allow(actor, "call.create", undefined);
  if (!(await typeForNewCall(tx, input.type))) throw new AppError("NOT_FOUND");
  const { custom = {}, startsAt = null, team: teamId = null } = input;
  const settingsOverride = overrideOf(input);
  const row = { ...ref, custom, startsAt, teamId, settingsOverride, createdById: actor.userId };
  return store.insertCall(tx, permit, row, now);
};

const create = async (tx: Tx, actor: Actor, input: CreateCall, now: Date) => {
  const permit = allow(actor, "call.create", undefined);
  const ref = { type: input.type, id: input.id ?? randomUUID() };
  const people = await namedPeople(tx, input);
  if (await store.isTaken(tx, ref)) return existing(tx, actor, ref, input);
  // If another request is creating it at this moment, that one wins.
  if (!(await add(tx, actor, ref, input, now))) return existing(tx, actor, ref, input);
  await addMembers(tx, permit, ref, people, now);
  if (input.notify) await announceAdded(tx, { ...ref, by: actor.userId }, now);
  // No lock is needed: nobody sees the new row before the commit.
  const begun = input.ring ? await openSessionInTx(tx, permit, ref, "all", now) : null;
  const relation = await store.relationOf(tx, actor, ref);
  const made = await existing(tx, actor, ref, input);
  const members = await store.firstMembers(tx, ref, firstPage);
  const entry = auditEntry("call.created", actor.userId, ref, { members: people.length });
  const added = people.map(({ userId, role }) =>
    auditEntry("member.added", actor.userId, ref, { userId, role }),
  );
  await record(tx, [entry, ...added, ...(begun?.entries ?? [])], now);
  return { ...made, members, ownCapabilities: capabilitiesIn(relation), created: true, differs: [] };
};

/**
 * Gets or creates a call in one transaction, safe with any number of simultaneous callers. An existing call stays
 * unchanged, no one is rung or told, and `differs` names the fields that differ. An existing call is NOT_FOUND to people
 * who neither belong to it nor created it. The creator only becomes a member when named.
 * @throws AppError NOT_FOUND (unknown type, or a call out of reach), NOT_ALLOWED, BAD_INPUT naming the field: unknown,
 *   inactive or repeated people, more than a hundred, another team
 */
export const createCall = async (actor: Actor, given: CreateCallInput, now = new Date()) => {
  allow(actor, "call.create", undefined);
  const input = parse(createCallInput, given);
  const badTeam = () => new AppError("BAD_INPUT", { fields: { team: "not-an-id" } });
  if (input.team && !isAdmin(actor) && !actor.teamIds.includes(input.team)) throw badTeam();
  return transaction((tx) => create(tx, actor, input, now)).catch((error: unknown) => {
    throw input.team && isReferenceViolation(error) ? badTeam() : error;
  });
};

const firstPage = 25;

/** The newest members, or only the actor's own membership without the right to read them. */
const membersFor = (client: Client, actor: Actor, relation: CallRelation, limit: number) =>
  can(actor, "members.read", relation)
    ? store.firstMembers(client, relation, limit)
    : store.firstMembers(client, relation, 1, actor.userId);

/** The call with its first members and the actor's capabilities. @throws AppError NOT_FOUND, BAD_INPUT */
export const getCall = async (actor: Actor, given: GetCallInput) => {
  const { limit, ...ref } = parse(getCallInput, given);
  const relation = await store.relationOf(db(), actor, ref);
  const stored = relation && (await store.storedCall(db(), ref));
  if (!relation || !stored) throw new AppError("NOT_FOUND");
  const { teamId, ...call } = stored;
  return {
    call: { ...call, team: teamId },
    members: await membersFor(db(), actor, relation, limit),
    ownCapabilities: capabilitiesIn(relation),
  };
};

/** Ends the call and its live session for everyone. Idempotent. */
export const endCall = async (actor: Actor, ref: CallRef, now = new Date()) => {
  const rooms = await transaction(async (tx) => {
    const { permit, call } = await permitLockedCall(tx, actor, ref, "call.end");
    if (!call || call.endedAt) return [];
    // Before the generation is raised, because the rooms are named after the old one.
    const closed = await closeSessionsInTx(tx, ref, now);
    await store.markEnded(tx, permit, ref, now);
    await emit(tx, { kind: "call-ended", ...ref });
    await record(tx, [auditEntry("call.ended", actor.userId, ref)], now);
    return closed;
  });
  await closeRooms(rooms);
  return { ended: true };
};

const stateOf = ({ status, endedAt, live }: ListedCall) => {
  if (status === "cancelled") return "cancelled" as const;
  if (endedAt) return "ended" as const;
  return live ? ("live" as const) : ("open" as const);
};

const toRow = (call: ListedCall) => {
  const { type, id, typeName, team, createdAt, startsAt, clinician, patient } = call;
  const between = clinician !== null && patient !== null ? { clinician, patient } : null;
  return { type, id, typeName, team, createdAt, startsAt, between, state: stateOf(call) };
};

/**
 * A page of the calls in the actor's reach, newest first, 25 unless `limit` says 1–100. Filter fields: `type team
 * createdBy createdAt startsAt endedAt ongoing members custom.<path>`.
 * @throws AppError QUERY_TOO_BROAD, BAD_INPUT naming what is wrong (`filter.type.$eq`, `next`)
 */
export const queryCalls = async (actor: Actor, input: QueryInput, budget?: Budget) => {
  const { rows, ...place } = await pageOf(callsOf(actor), parseQuery(callFields, newestCalls, input), budget);
  return { calls: rows.map(toRow), ...place };
};

export const callForAdmin = async (actor: Actor, ref: CallRef) => {
  allow(actor, "admin.read", undefined);
  const row = await store.callForPage(db(), actor, ref);
  if (!row) throw new AppError("NOT_FOUND");
  return { ...toRow(row), members: await countMembers(ref) };
};

/** At most 50 live calls, and the number of today's appointments. */
export const overview = async (actor: Actor, now = new Date()) => {
  const permit = allow(actor, "admin.read", undefined);
  const limit = 50;
  const { from, to } = dayAt(now, actor.timeZone);
  const [sessions, today] = await Promise.all([
    store.openSessions(db(), permit, limit + 1),
    countByStatus(permit, from, to),
  ]);
  const live = sessions.slice(0, limit).map(({ call, ...session }) => ({ ...toRow(call), ...session }));
  return { live, moreLive: sessions.length > limit, today };
};
