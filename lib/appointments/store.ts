import "server-only";
import type { Actor, CallRef, Permit } from "#lib/access.ts";
import { scopeOf } from "#lib/calls/store.ts";
import { db, type Tx } from "#lib/db.ts";
import type { Prisma } from "#prisma/generated/client.ts";

/** Serializes one form's submits: a second one waits for the first to commit, then finds its appointment. */
export const lockRequest = (tx: Tx, actor: Actor, requestId: string) =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${actor.userId}|${requestId}`}, 0))`;

/** Serializes bookings of the same people. Otherwise two overlapping ones would deadlock on the exclusion constraint. */
export const lockCalendars = (tx: Tx, userIds: readonly string[]) => tx.$executeRaw`
  SELECT pg_advisory_xact_lock(hashtextextended('calendar ' || one, 0))
  FROM (SELECT unnest(${[...userIds]}::text[]) AS one ORDER BY 1) AS people`;

export const byRequest = (tx: Tx, actor: Actor, requestId: string) =>
  tx.appointment.findFirst({
    where: { createdById: actor.userId, requestId },
    select: { callType: true, id: true },
  });

export const patientOfTeam = (
  tx: Tx,
  _permit: Permit<"appointment.create">,
  patientId: string,
  teamId: string,
) =>
  tx.user.findFirst({
    where: { id: patientId, role: "patient", disabledAt: null, teams: { some: { teamId } } },
    select: { id: true },
  });

export const emailKnownToTeam = async (
  tx: Tx,
  _permit: Permit<"appointment.create">,
  email: string,
  teamId: string,
) => (await tx.user.count({ where: { email, role: "patient", teams: { some: { teamId } } } })) > 0;

type NewAppointment = {
  id: string;
  callType: string;
  teamId: string;
  clinicianId: string;
  patientId: string;
  startsAt: Date;
  endsAt: Date;
  timeZone: string;
  reason: string;
  createdById: string;
  requestId: string;
};

export const insert = (tx: Tx, _permit: Permit<"appointment.create">, appointment: NewAppointment) =>
  tx.appointment.create({ data: appointment, select: { id: true } });

/** Scheduled appointments of either person between two instants. */
export const busySpans = (
  people: { clinicianId: string; patientId?: string | undefined },
  from: Date,
  to: Date,
) =>
  db().appointment.findMany({
    where: {
      status: "scheduled",
      releasedAt: null,
      startsAt: { lt: to },
      endsAt: { gt: from },
      OR: [
        { clinicianId: people.clinicianId },
        ...(people.patientId ? [{ patientId: people.patientId }] : []),
      ],
    },
    select: { startsAt: true, endsAt: true },
  });

export const markCancelled = async (
  tx: Tx,
  _permit: Permit<"appointment.cancel">,
  ref: CallRef,
  reason: string,
  now: Date,
) => {
  const { count } = await tx.appointment.updateMany({
    where: { callType: ref.type, id: ref.id, status: "scheduled" },
    data: { status: "cancelled", cancelReason: reason, cancelledAt: now, version: { increment: 1 } },
  });
  return count === 1;
};

const person = { select: { id: true, name: true, timeZone: true, email: true } } as const;

/** A live session, or one in which someone was connected. */
const onOrHeld: Prisma.SessionWhereInput = { OR: [{ closedAt: null }, { openedAt: { not: null } }] };

const rowSelect = {
  callType: true,
  id: true,
  startsAt: true,
  endsAt: true,
  timeZone: true,
  status: true,
  patient: person,
  clinician: person,
  call: {
    select: {
      endedAt: true,
      callType: { select: { name: true } },
      sessions: {
        where: onOrHeld,
        orderBy: { closedAt: { sort: "desc", nulls: "first" } },
        select: { openedAt: true, closedAt: true },
        take: 1,
      },
      members: {
        where: { waitingSeenAt: { not: null } },
        select: { waitingSince: true, waitingSeenAt: true },
        take: 12,
      },
    },
  },
} as const;

/** The actor's own appointments that overlap a span of time, in order. */
export const between = (actor: Actor, from: Date, to: Date) =>
  db().appointment.findMany({
    where: {
      clinicianId: actor.userId,
      startsAt: { lt: to },
      endsAt: { gt: from },
      call: { ...scopeOf(actor), members: { none: { userId: actor.userId, blockedAt: { not: null } } } },
    },
    orderBy: [{ startsAt: "asc" }, { id: "asc" }],
    take: 500,
    select: rowSelect,
  });

export type Row = Awaited<ReturnType<typeof between>>[number];

export const one = (actor: Actor, id: string) =>
  db().appointment.findFirst({
    where: { id, call: scopeOf(actor) },
    select: {
      ...rowSelect,
      reason: true,
      cancelReason: true,
      team: { select: { name: true, timeZone: true } },
      call: {
        select: {
          ...rowSelect.call.select,
          members: {
            orderBy: [{ createdAt: "asc" }, { id: "asc" }],
            take: 100,
            select: {
              id: true,
              role: true,
              waitingSince: true,
              waitingSeenAt: true,
              user: { select: { id: true, name: true, timeZone: true } },
            },
          },
        },
      },
    },
  });

/** Asked team by team, because that is how they are indexed. */
export const countByStatus = async (_permit: Permit<"admin.read">, from: Date, to: Date) => {
  const rows = await db().$queryRaw<{ status: "scheduled" | "cancelled"; count: bigint }[]>`
    SELECT a."status"::text AS "status", count(*) AS "count"
    FROM "team" t JOIN "appointment" a
      ON a."team_id" = t."id" AND a."starts_at" >= ${from} AND a."starts_at" < ${to}
    GROUP BY a."status"`;
  const count = (status: string) => Number(rows.find((row) => row.status === status)?.count ?? 0);
  return { scheduled: count("scheduled"), cancelled: count("cancelled") };
};
