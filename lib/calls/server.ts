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

/** Everybody who is named, in their roles. @throws AppError BAD_INPUT naming whoever is not there, or is disabled */
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

/** The call that is there, and what was asked for otherwise; its members only for those who may read them. */
const existing = async (tx: Tx, actor: Actor, ref: CallRef, input: CreateCall) => {
  const relation = await store.relationOf(tx, actor, ref);
  const stored = await store.storedCall(tx, ref);
  // Whoever made a call and does not belong to it may ask twice all the same, and learns nothing new.
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
  // Somebody else may be making it at this moment: then theirs is the one.
  if (!(await add(tx, actor, ref, input, now))) return existing(tx, actor, ref, input);
  await addMembers(tx, permit, ref, people, now);
  if (input.notify) await announceAdded(tx, { ...ref, by: actor.userId }, now);
  // Nobody else sees the new row before the commit: it need not be locked.
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
 * Get or create, in one transaction, safe under any number of simultaneous callers. An existing call is left as it is,
 * nobody is rung or told, and `differs` names the fields that were asked for otherwise. Somebody who neither belongs to an existing call nor made
 * it hears that there is none. Whoever makes a call belongs to it only when named.
 * @throws AppError NOT_FOUND (no such type, or the call is out of reach), NOT_ALLOWED, BAD_INPUT naming the field: somebody
 *   who is not there, disabled or named twice, more than a hundred, a team that is not one's own
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

/** Members shown where nobody asked for more or less. */
const firstPage = 25;

/** The first members for whoever may read them, the newest first; for everybody else their own membership. */
const membersFor = (client: Client, actor: Actor, relation: CallRelation, limit: number) =>
  can(actor, "members.read", relation)
    ? store.firstMembers(client, relation, limit)
    : store.firstMembers(client, relation, 1, actor.userId);

/**
 * The call with its first members and what the actor may do in it.
 * @throws AppError NOT_FOUND, BAD_INPUT
 */
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

/** Ends the call for everyone, its running session too. Ending what has ended is no error. */
export const endCall = async (actor: Actor, ref: CallRef, now = new Date()) => {
  const rooms = await transaction(async (tx) => {
    const { permit, call } = await permitLockedCall(tx, actor, ref, "call.end");
    if (!call || call.endedAt) return [];
    // Before the generation is raised: the rooms are named by the old one.
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
  /** Whom an appointment's call is between; null for every other call. */
  const between = clinician !== null && patient !== null ? { clinician, patient } : null;
  return { type, id, typeName, team, createdAt, startsAt, between, state: stateOf(call) };
};

/**
 * A page of the calls in the actor's reach: those that match `filter` (fields: `type team createdBy createdAt startsAt endedAt
 * ongoing members custom.<path>`), the newest first, 25 unless `limit` says 1–100. Cursors as in queryMembers.
 * @throws AppError QUERY_TOO_BROAD, BAD_INPUT naming what is wrong (`filter.type.$eq`, `next`)
 */
export const queryCalls = async (actor: Actor, input: QueryInput, budget?: Budget) => {
  const { rows, ...place } = await pageOf(callsOf(actor), parseQuery(callFields, newestCalls, input), budget);
  return { calls: rows.map(toRow), ...place };
};

/** One call for the admin's page, with how many members it has ("10,000+" beyond that). */
export const callForAdmin = async (actor: Actor, ref: CallRef) => {
  allow(actor, "admin.read", undefined);
  const row = await store.callForPage(db(), actor, ref);
  if (!row) throw new AppError("NOT_FOUND");
  return { ...toRow(row), members: await countMembers(ref) };
};

/** What an operator looks at first: what is on right now (50 at most), and how many appointments today has. */
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
