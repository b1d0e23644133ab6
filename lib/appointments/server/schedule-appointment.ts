import "server-only";
import { randomUUID } from "node:crypto";
import { type Actor, allow, type Permit } from "#lib/access.ts";
import { createAccount } from "#lib/accounts/store.ts";
import type { ScheduleInput } from "#lib/appointments/rules.ts";
import * as store from "#lib/appointments/store.ts";
import { type AuditEntry, auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { isSchedulable } from "#lib/call-types/rules.ts";
import { callType } from "#lib/call-types/store.ts";
import { insertCall } from "#lib/calls/store.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { isExclusionViolation } from "#lib/db-errors.ts";
import { AppError } from "#lib/errors.ts";
import { addLink } from "#lib/invites/server.ts";
import { addMembers, memberIdOf } from "#lib/members/store.ts";
import { nearestFree } from "#lib/times/rules/find-free-times.ts";
import { resolveTime } from "#lib/times/rules.ts";

const hourMs = 3_600_000;

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

/** Finds the chosen patient or creates the new one, with the audit entries of that. */
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

const insertAll = async (
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

/** The refusal of a taken slot, with the nearest times that are free for both. */
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
 * Schedules an appointment for the actor, in one transaction. A repeated `requestId` returns the same appointment.
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
      async (tx) => (await again(tx)) ?? (await insertAll(tx, permit, input, instantOf(input, now), now)),
    );
  } catch (error) {
    if (!isExclusionViolation(error)) throw error;
    throw await slotTaken(actor, input, instantOf(input, now), now);
  }
};
