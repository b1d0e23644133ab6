import "server-only";
import { randomUUID } from "node:crypto";
import { type Actor, allow, type CallRef } from "#lib/access";
import { countByStatus } from "#lib/appointments/store";
import { canonical } from "#lib/audit/rules";
import { record } from "#lib/audit/server";
import { capabilitiesOf } from "#lib/call-types/rules";
import { typeForNewCall } from "#lib/call-types/store";
import { db, transaction } from "#lib/db";
import { AppError } from "#lib/errors";
import { emit } from "#lib/events";
import { addMembers, countMembers } from "#lib/members/store";
import { closeRooms, closeSessions } from "#lib/sessions/server";
import { dayAt } from "#lib/times/rules";
import { type CreateCallInput, cidOf, createCallInput } from "./rules.ts";
import * as store from "./store.ts";

/**
 * Get or create, in one transaction, safe under any number of simultaneous callers. An existing call is left as it is,
 * and `differs` names the fields that were asked for otherwise. Somebody who does not belong to an existing call hears
 * that there is none.
 * @throws AppError NOT_FOUND (no such type, or the call is out of reach), NOT_ALLOWED
 */
export const createCall = async (actor: Actor, given: CreateCallInput, now = new Date()) => {
  const input = createCallInput.parse(given);
  const permit = allow(actor, "call.create", undefined);
  if (input.team && actor.role !== "admin" && !actor.teamIds.includes(input.team))
    throw new AppError("NOT_FOUND");
  const ref = { type: input.type, id: input.id ?? randomUUID() };
  return transaction(async (tx) => {
    const type = await typeForNewCall(tx, input.type);
    if (!type) throw new AppError("NOT_FOUND");
    const { custom, startsAt, team } = input;
    const created = await store.insertCall(tx, permit, {
      ...ref,
      custom,
      startsAt,
      teamId: team,
      createdById: actor.userId,
    });
    if (!created) {
      const relation = await store.relationOf(tx, actor, ref);
      const stored = relation && (await store.storedCall(tx, ref));
      if (!relation || !stored) throw new AppError("NOT_FOUND");
      const differs = [
        canonical(stored.custom) !== canonical(custom) && "custom",
        stored.startsAt?.getTime() !== startsAt?.getTime() && "startsAt",
        stored.teamId !== team && "team",
      ].filter((field): field is string => field !== false);
      return { ...ref, created, differs, ownCapabilities: relation.member?.capabilities ?? [] };
    }
    await addMembers(tx, permit, ref, input.members, now);
    const own = input.members.find((member) => member.userId === actor.userId);
    await record(
      tx,
      [
        {
          kind: "call.created",
          actorId: actor.userId,
          subject: `call:${cidOf(ref)}`,
          details: { members: input.members.length },
        },
      ],
      now,
    );
    return {
      ...ref,
      created,
      differs: [],
      ownCapabilities: own ? capabilitiesOf(type, { role: own.role, granted: [], revoked: [] }) : [],
    };
  });
};

/** Ends the call for everyone, its running session too. Ending what has ended is no error. */
export const endCall = async (actor: Actor, ref: CallRef, now = new Date()) => {
  const rooms = await transaction(async (tx) => {
    const relation = await store.relationOf(tx, actor, ref);
    if (!relation) throw new AppError("NOT_FOUND");
    const permit = allow(actor, "call.end", relation);
    const locked = await store.lockCall(tx, ref);
    if (!locked || locked.endedAt) return [];
    // Before the generation is raised: the rooms are named by the old one.
    const closed = await closeSessions(tx, ref, now);
    await store.markEnded(tx, permit, ref, now);
    await emit(tx, { kind: "call-ended", ...ref });
    await record(tx, [{ kind: "call.ended", actorId: actor.userId, subject: `call:${cidOf(ref)}` }], now);
    return closed;
  });
  await closeRooms(rooms);
  return { ended: true };
};

type RawRow = Awaited<ReturnType<typeof store.listCalls>>[number];

const stateOf = (row: RawRow) => {
  if (row.appointment?.status === "cancelled") return "cancelled" as const;
  if (row.endedAt) return "ended" as const;
  return row.sessions.length > 0 ? ("live" as const) : ("open" as const);
};

const toRow = (row: RawRow) => ({
  type: row.type,
  id: row.id,
  typeName: row.callType.name,
  /** Whom an appointment's call is between; null for every other call. */
  between: row.appointment && {
    clinician: row.appointment.clinician.name,
    patient: row.appointment.patient.name,
  },
  team: row.team?.name ?? null,
  createdAt: row.createdAt,
  startsAt: row.startsAt,
  state: stateOf(row),
});

/** A page of calls for the admin, newest first: 50 rows and where the next page begins. */
export const listCalls = async (actor: Actor, input: { before: { createdAt: Date; id: string } | null }) => {
  const limit = 50;
  const rows = await store.listCalls(db(), allow(actor, "admin.read", undefined), { ...input, limit });
  const calls = rows.slice(0, limit).map(toRow);
  const last = calls.at(-1);
  return { calls, next: rows.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null };
};

/** One call for the admin's page, with how many members it has ("10,000+" beyond that). */
export const callForAdmin = async (actor: Actor, ref: CallRef) => {
  allow(actor, "admin.read", undefined);
  const row = await store.callForPage(db(), actor, ref);
  if (!row) throw new AppError("NOT_FOUND");
  return { ...toRow(row), members: await countMembers(ref) };
};

/** What an operator looks at first: what is on right now (50 at most), and how many appointments today has. */
export const overview = async (actor: Actor, _input: object, now = new Date()) => {
  const permit = allow(actor, "admin.read", undefined);
  const limit = 50;
  const { from, to } = dayAt(now, actor.timeZone);
  const [sessions, today] = await Promise.all([
    store.openSessions(db(), permit, limit + 1),
    countByStatus(permit, from, to),
  ]);
  const live = sessions.slice(0, limit).map(({ call, startedAt, _count }) => ({
    ...toRow(call),
    startedAt,
    connected: _count.attendances,
  }));
  return { live, moreLive: sessions.length > limit, today };
};
