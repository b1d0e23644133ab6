import "server-only";
import { randomUUID } from "node:crypto";
import { type Actor, allow, can, type Permit } from "#lib/access.ts";
import { createAccount } from "#lib/accounts/store.ts";
import { type AuditEntry, auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { isSchedulable } from "#lib/call-types/rules.ts";
import { callType } from "#lib/call-types/store.ts";
import { permitCall, permitLockedCall } from "#lib/calls/server/permit-call.ts";
import { insertCall, markEnded } from "#lib/calls/store.ts";
import { db, isExclusionViolation, type Tx, transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { emit } from "#lib/events.ts";
import { addLink } from "#lib/invites/server.ts";
import { addMembers, memberIdOf } from "#lib/members/store.ts";
import { closeRooms, closeSessions } from "#lib/sessions/server.ts";
import { dayAt, nearestFree, resolveTime } from "#lib/times/rules.ts";
import { farAheadMs, type ScheduleInput, stateOf } from "./rules.ts";
import * as store from "./store.ts";

const hourMs = 3_600_000;
/** How far Today looks ahead at the least. */
const nightHoursMs = 3 * hourMs;

/** @throws AppError BAD_INPUT, TIME_GAP, TIME_AMBIGUOUS (facts: both instants), TIME_PAST */
const instantOf = (input: ScheduleInput, now: Date): Date => {
  const resolved = resolveTime(input);
  if (resolved.ok) {
    if (resolved.at <= now) throw new AppError("TIME_PAST", { fields: { time: "invalid" } });
    return resolved.at;
  }
  if (resolved.code === "BAD_DATE") throw new AppError("BAD_INPUT", { fields: { date: "not-a-date" } });
  if (resolved.code === "TIME_GAP") throw new AppError("TIME_GAP", { fields: { time: "invalid" } });
  throw new AppError("TIME_AMBIGUOUS", {
    fields: { time: "invalid" },
    earlier: resolved.earlier.toISOString(),
    later: resolved.later.toISOString(),
  });
};

/** The patient who was chosen, or the one who is made now, with what is to be written down of that. */
const patientFor = async (
  tx: Tx,
  permit: Permit<"appointment.create">,
  input: ScheduleInput,
): Promise<{ patientId: string; entries: AuditEntry[] }> => {
  if (input.patientId) {
    const known = await store.patientOfTeam(tx, permit, input.patientId, input.teamId);
    if (!known) throw new AppError("BAD_INPUT", { fields: { patientId: "not-an-id" } });
    return { patientId: known.id, entries: [] };
  }
  const email = input.patientEmail ?? null;
  if (email && (await store.emailKnownToTeam(tx, permit, email, input.teamId))) {
    throw new AppError("BAD_INPUT", { fields: { patientEmail: "taken" } });
  }
  const name = input.patientName ?? "";
  const timeZone = input.patientTimeZone ?? input.timeZone;
  const person = { role: "patient" as const, name, email, timeZone, passwordHash: null };
  const { id } = await createAccount(tx, permit, person, [input.teamId]);
  return { patientId: id, entries: [auditEntry("account.created", permit.actor.userId, id)] };
};

/** Appointment, call, members, link and audit rows: all of it or nothing. */
const write = async (
  tx: Tx,
  permit: Permit<"appointment.create">,
  input: ScheduleInput,
  startsAt: Date,
  now: Date,
) => {
  const { actor } = permit;
  const { patientId, entries } = await patientFor(tx, permit, input);
  await store.lockCalendars(tx, [actor.userId, patientId]);
  const endsAt = new Date(startsAt.getTime() + input.minutes * 60_000);
  const ref = { type: input.type, id: randomUUID() };
  await insertCall(tx, permit, {
    ...ref,
    teamId: input.teamId,
    createdById: actor.userId,
    custom: {},
    startsAt,
  });
  await store.insert(tx, permit, {
    id: ref.id,
    callType: ref.type,
    teamId: input.teamId,
    clinicianId: actor.userId,
    patientId,
    startsAt,
    endsAt,
    timeZone: input.timeZone,
    reason: input.reason,
    createdById: actor.userId,
    requestId: input.requestId,
  });
  const members = [
    { userId: actor.userId, role: "clinician" as const, custom: {} },
    { userId: patientId, role: "patient" as const, custom: {} },
  ];
  await addMembers(tx, permit, ref, members, now);
  const memberId = await memberIdOf(tx, ref, patientId);
  const link = await addLink(tx, permit, { memberId, endsAt, createdById: actor.userId }, now);
  await record(
    tx,
    [
      ...entries,
      auditEntry("appointment.scheduled", actor.userId, ref, { members: members.length }),
      ...members.map(({ userId, role }) => auditEntry("member.added", actor.userId, ref, { userId, role })),
      auditEntry("invite.created", actor.userId, ref, { linkId: link.linkId, memberId }),
    ],
    now,
  );
  return { ...ref, created: true };
};

/** Says that the slot is taken, and which times near it are free for both. */
const slotTaken = async (actor: Actor, input: ScheduleInput, startsAt: Date, now: Date) => {
  const around = (hours: number) => new Date(startsAt.getTime() + hours * hourMs);
  const busy = await store.busySpans(
    { clinicianId: actor.userId, patientId: input.patientId },
    around(-13),
    around(21),
  );
  const free = nearestFree(startsAt, input.minutes, busy, now).map((instant) => instant.toISOString());
  return new AppError("SLOT_TAKEN", { fields: { time: "taken" }, free });
};

/**
 * Schedules an appointment for the actor, in one transaction. The same `requestId` again answers the same appointment.
 * @throws AppError BAD_INPUT, NOT_ALLOWED, TIME_GAP, TIME_AMBIGUOUS, TIME_PAST, SLOT_TAKEN (facts.free: ISO instants)
 */
export const scheduleAppointment = async (actor: Actor, input: ScheduleInput, now = new Date()) => {
  const permit = allow(actor, "appointment.create", { teamId: input.teamId });
  const type = await callType(input.type);
  if (!type || !isSchedulable(type)) throw new AppError("BAD_INPUT", { fields: { type: "not-an-id" } });
  const again = async (tx: Tx) => {
    await store.lockRequest(tx, actor, input.requestId);
    const earlier = await store.byRequest(tx, actor, input.requestId);
    return earlier && { type: earlier.callType, id: earlier.id, created: false };
  };
  try {
    return await transaction(
      async (tx) => (await again(tx)) ?? (await write(tx, permit, input, instantOf(input, now), now)),
    );
  } catch (error) {
    if (!isExclusionViolation(error)) throw error;
    throw await slotTaken(actor, input, instantOf(input, now), now);
  }
};

/**
 * Cancels: the slot is free again, the running session ends, nobody comes in any more.
 * @throws AppError NOT_FOUND, NOT_ALLOWED, CONFLICT (it was cancelled or ended already)
 */
export const cancelAppointment = async (
  actor: Actor,
  input: { type: string; id: string; reason: string },
  now = new Date(),
) => {
  const ref = { type: input.type, id: input.id };
  const rooms = await transaction(async (tx) => {
    const { permit, call } = await permitLockedCall(tx, actor, ref, "appointment.cancel");
    // A visit that was held and ended is history: it does not become one that was called off.
    if (!call || call.endedAt) throw new AppError("CONFLICT");
    if (!(await store.markCancelled(tx, permit, ref, input.reason, now))) throw new AppError("CONFLICT");
    // Before the generation is raised: the rooms are named by the old one.
    const closed = await closeSessions(tx, ref, now);
    await markEnded(tx, permit, ref, now);
    await emit(tx, { kind: "call-changed", ...ref });
    await record(tx, [auditEntry("appointment.cancelled", actor.userId, ref)], now);
    return closed;
  });
  await closeRooms(rooms);
  return ref;
};

const toEntry = (row: store.Row, now: Date) => {
  const [session] = row.call.sessions;
  const waits = row.call.members.filter((member) => member.waitingSeenAt);
  const seen = waits.map((member) => member.waitingSeenAt?.getTime() ?? 0);
  const since = waits.map((member) => member.waitingSince?.getTime() ?? Number.POSITIVE_INFINITY);
  const waitingSeenAt = seen.length > 0 ? new Date(Math.max(...seen)) : null;
  const facts = { status: row.status, startsAt: row.startsAt, endsAt: row.endsAt, endedAt: row.call.endedAt };
  const live = session !== undefined && session.closedAt === null;
  const tookPlace = Boolean(session?.openedAt);
  const state = stateOf({ ...facts, live, tookPlace, waitingSeenAt }, now);
  return {
    type: row.callType,
    id: row.id,
    kind: row.call.callType.name,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    timeZone: row.timeZone,
    patient: row.patient,
    clinician: row.clinician,
    state,
    isFarAhead: row.startsAt.getTime() - now.getTime() > farAheadMs,
    waitingSince: state === "waiting" ? new Date(Math.min(...since)) : null,
  };
};

/** The clinician's day, in the clinician's own zone: every appointment in order, and which one is next. */
export const today = async (actor: Actor, now = new Date()) => {
  const { from, to } = dayAt(now, actor.timeZone);
  // Shortly before midnight the next visit is tomorrow's, and no less next.
  const until = new Date(Math.max(to.getTime(), now.getTime() + nightHoursMs));
  const entries = (await store.between(actor, from, until)).map((row) => toEntry(row, now));
  const rank = { live: 0, waiting: 1, late: 2, scheduled: 3 } as const;
  const open = entries.filter(
    (entry): entry is typeof entry & { state: keyof typeof rank } => entry.state in rank,
  );
  const next = open.toSorted(
    (a, b) => rank[a.state] - rank[b.state] || a.startsAt.getTime() - b.startsAt.getTime(),
  )[0];
  return { entries, next: next ?? null, day: from };
};

/** The actor's appointments of a week around now, in order. `from` and `to` are instants. */
export const listAppointments = async (actor: Actor, input: { from: Date; to: Date }, now = new Date()) =>
  (await store.between(actor, input.from, input.to)).map((row) => toEntry(row, now));

/**
 * One appointment with its members and what the actor may do with it. Why it is, and why it was cancelled, is for those
 * who belong to it: null to an administrator who does not.
 */
export const getAppointment = async (actor: Actor, input: { id: string }, now = new Date()) => {
  const row = await store.one(actor, input.id);
  if (!row) throw new AppError("NOT_FOUND");
  const ref = { type: row.callType, id: row.id };
  const { relation } = await permitCall(db(), actor, ref, "members.read");
  const belongs = relation.member !== null && !relation.member.blocked;
  return {
    ...toEntry(row, now),
    reason: belongs ? row.reason : null,
    cancelReason: belongs ? row.cancelReason : null,
    team: row.team,
    members: row.call.members.map(({ id, role, user }) => ({
      id,
      role,
      userId: user.id,
      name: user.name,
      timeZone: user.timeZone,
    })),
    mayCancel: can(actor, "appointment.cancel", relation) && row.status === "scheduled" && !row.call.endedAt,
    mayStart: can(actor, "call.start", relation) && row.status === "scheduled" && !row.call.endedAt,
    mayManageLinks: can(actor, "members.manage", relation),
  };
};
