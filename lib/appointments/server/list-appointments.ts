import "server-only";
import { type Actor, can } from "#lib/access.ts";
import { farAheadMs, stateOf } from "#lib/appointments/rules.ts";
import * as store from "#lib/appointments/store.ts";
import { permitCall } from "#lib/calls/server/permit-call.ts";
import { db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { dayAt } from "#lib/times/rules.ts";

const minLookAheadMs = 3 * 3_600_000;

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

/** The clinician's day in their own zone: all appointments by time, and the `next` one. */
export const today = async (actor: Actor, now = new Date()) => {
  const { from, to } = dayAt(now, actor.timeZone);
  // Shortly before midnight the next visit may be tomorrow's.
  const until = new Date(Math.max(to.getTime(), now.getTime() + minLookAheadMs));
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

export const listAppointments = async (actor: Actor, input: { from: Date; to: Date }, now = new Date()) =>
  (await store.between(actor, input.from, input.to)).map((row) => toEntry(row, now));

/**
 * One appointment with its members and what the actor may do. Only members see its reasons; to an administrator who is
 * none, `reason` and `cancelReason` are null.
 * @throws AppError NOT_FOUND, NOT_ALLOWED
 */
export const getAppointment = async (actor: Actor, input: { id: string }, now = new Date()) => {
  const row = await store.one(actor, input.id);
  if (!row) throw new AppError("NOT_FOUND");
  const ref = { type: row.callType, id: row.id };
  const { relation } = await permitCall(db(), actor, ref, "members.read");
  const isMember = relation.member !== null && !relation.member.blocked;
  return {
    ...toEntry(row, now),
    reason: isMember ? row.reason : null,
    cancelReason: isMember ? row.cancelReason : null,
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
