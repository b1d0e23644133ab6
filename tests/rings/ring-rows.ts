import { randomUUID } from "node:crypto";
import type { CallRef } from "#lib/access.ts";
import { db, transaction } from "#lib/db.ts";
import { closeSessionsInTx } from "#lib/sessions/server/close-sessions.ts";
import { stopWorker } from "#lib/worker.ts";

// Reads and changes the rows around a ring: what the use cases left behind, and what the tests set up without them.

/** For `afterEach`: jobs must not run in the next test. */
export const deleteJobs = async () => {
  await stopWorker();
  await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
};

export const listRings = (ref: CallRef) =>
  db().ring.findMany({
    where: { session: { callType: ref.type, callId: ref.id } },
    orderBy: [{ rungAt: "asc" }, { id: "asc" }],
    select: {
      id: true,
      sessionId: true,
      memberId: true,
      userId: true,
      state: true,
      reason: true,
      expiresAt: true,
    },
  });

export const listRingStates = async (ref: CallRef) => (await listRings(ref)).map(({ state }) => state);

export const memberIdOf = async (ref: CallRef, userId: string) =>
  (await db().member.findFirstOrThrow({ where: { callType: ref.type, callId: ref.id, userId } })).id;

/** The audit events of the call's rings, as [kind, state, actor id]. */
export const listRingEvents = async (ref: CallRef) => {
  const events = await db().auditEvent.findMany({
    where: { subject: `call:${ref.type}:${ref.id}`, kind: { startsWith: "ring." } },
    orderBy: { seq: "asc" },
    select: { kind: true, actorId: true, details: true },
  });
  return events.map(({ kind, actorId, details }) => [kind, (details as { state: string }).state, actorId]);
};

export const listJobs = (task: string) =>
  db().$queryRaw<{ run_at: Date }[]>`SELECT run_at FROM graphile_worker.jobs WHERE task_identifier = ${task}`;

/** Connects a person to a session. */
export const connect = (sessionId: string, userId: string) =>
  db().attendance.create({ data: { sessionId, userId, participantSid: randomUUID(), joinedAt: new Date() } });

export const disconnect = (attendanceId: string) =>
  db().attendance.update({ where: { id: attendanceId }, data: { leftAt: new Date() } });

export const blockMember = (ref: CallRef, userId: string) =>
  db().member.updateMany({ where: { callId: ref.id, userId }, data: { blockedAt: new Date() } });

export const fromNow = (ms: number) => new Date(Date.now() + ms);

/** Moves the call's open rings into the past, beyond their end. */
export const backdateRings = (ref: CallRef) => db().$executeRaw`
  UPDATE "ring" r SET rung_at = rung_at - interval '1 hour', expires_at = expires_at - interval '1 hour'
  FROM "session" s WHERE s.id = r.session_id AND s.call_id = ${ref.id} AND r.state = 'ringing'`;

/** The input of the job that expires the call's first ring. */
export const expiryJobOf = async (ref: CallRef) => {
  const [ring] = await listRings(ref);
  return { sessionId: ring?.sessionId ?? "", dueAt: ring?.expiresAt.toISOString() ?? "" };
};

export const closeSessions = (ref: CallRef) => transaction((tx) => closeSessionsInTx(tx, ref, new Date()));

export const listNotificationKinds = async (ref: CallRef) => {
  const rows = await db().notification.findMany({
    where: { member: { callId: ref.id } },
    select: { kind: true },
  });
  return rows.map(({ kind }) => kind);
};
