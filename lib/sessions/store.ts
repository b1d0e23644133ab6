import "server-only";
import type { Actor, CallRef } from "#lib/access.ts";
import { type CallTypeSettings, settingsOf } from "#lib/call-types/rules.ts";
import { db, type Tx } from "#lib/db.ts";
import { type RoomOf, roomName, type SessionTimes } from "./rules.ts";

/**
 * Closes the call's open session and everybody's attendance in it; with `overdue` only when its time is over, by our
 * clock or the database's. Answers the rooms it may have had.
 */
export const closeOpen = async (
  tx: Tx,
  ref: CallRef,
  now: Date,
  { overdue = false } = {},
): Promise<RoomOf[]> => {
  const closed = await tx.$queryRaw<{ id: string; generation: number }[]>`
    UPDATE "session" s SET "closed_at" = ${now}, "empty_since" = coalesce(s."empty_since", ${now})
    FROM "call" c
    WHERE s."call_type" = ${ref.type} AND s."call_id" = ${ref.id} AND s."closed_at" IS NULL
      AND c."type" = s."call_type" AND c."id" = s."call_id"
      AND (NOT ${overdue} OR s."ends_at" <= greatest(${now}::timestamptz, now()))
    RETURNING s."id", c."generation"`;
  for (const { id } of closed) {
    await tx.$executeRaw`
      UPDATE "attendance" SET "left_at" = greatest("joined_at", ${now}), "left_told" = true
      WHERE "session_id" = ${id}::uuid AND "left_at" IS NULL`;
  }
  return closed.map(({ id, generation }) => ({ sessionId: id, generation }));
};

/** The room of the call's open session, or null when none is open. */
export const openRoom = async (ref: CallRef): Promise<RoomOf | null> => {
  const row = await db().session.findFirst({
    where: { callType: ref.type, callId: ref.id, closedAt: null },
    select: { id: true, call: { select: { generation: true } } },
  });
  return row && { sessionId: row.id, generation: row.call.generation };
};

/** Calls of a type that are on. */
export const openCallsOf = async (tx: Tx, typeId: string): Promise<CallRef[]> => {
  const rows = await tx.session.findMany({
    where: { callType: typeId, closedAt: null },
    select: { callType: true, callId: true },
  });
  return rows.map((row) => ({ type: row.callType, id: row.callId }));
};

/** The same with the room of each. */
export const openRoomsOfType = async (typeId: string): Promise<(CallRef & { room: RoomOf })[]> => {
  const rows = await db().session.findMany({
    where: { callType: typeId, closedAt: null },
    select: { id: true, call: { select: { type: true, id: true, generation: true } } },
  });
  return rows.map(({ id, call }) => ({
    type: call.type,
    id: call.id,
    room: { sessionId: id, generation: call.generation },
  }));
};

/** The room of the call's open session and who the actor is in it; null when none is on, or the actor has no place in it. */
export const ownPlace = async (
  actor: Actor,
  ref: CallRef,
): Promise<(RoomOf & { readonly memberId: string }) | null> => {
  const own = await db().member.findFirst({
    where: {
      callType: ref.type,
      callId: ref.id,
      userId: actor.userId,
      blockedAt: null,
      call: { deletedAt: null },
    },
    select: {
      id: true,
      call: {
        select: { generation: true, sessions: { where: { closedAt: null }, select: { id: true }, take: 1 } },
      },
    },
  });
  const [session] = own?.call.sessions ?? [];
  return own && session ? { sessionId: session.id, generation: own.call.generation, memberId: own.id } : null;
};

/** Whether a room belongs to a session that is open, under the call's present generation. */
export const isOpenRoom = async (room: RoomOf): Promise<boolean> =>
  (await db().session.count({
    where: { id: room.sessionId, closedAt: null, call: { generation: room.generation, deletedAt: null } },
  })) > 0;

/** Calls that are on and that the person is a member of, always in the same order. */
export const openCallsOfPerson = (tx: Tx, userId: string) => tx.$queryRaw<(CallRef & { memberId: string })[]>`
  SELECT m."call_type" AS "type", m."call_id" AS "id", m."id" AS "memberId"
  FROM "member" m
  JOIN "session" s ON s."call_type" = m."call_type" AND s."call_id" = m."call_id" AND s."closed_at" IS NULL
  WHERE m."user_id" = ${userId}::uuid ORDER BY 1, 2`;

/** Clocks of several machines differ by less than this. */
const clocksDiffer = "5 minutes";

/**
 * Those of `memberIds` who may hold a token for the call's open session, with its room. The rows of all of them stay locked
 * until the transaction ends: whoever asks for a token meanwhile, be it their first, waits, and is then decided upon anew.
 */
export const tokenHolders = async (tx: Tx, ref: CallRef, memberIds: readonly string[]) => {
  await tx.$queryRaw`
    SELECT 1 FROM "member" WHERE "call_type" = ${ref.type} AND "call_id" = ${ref.id}
      AND "id" = ANY(${[...memberIds]}::text[]::uuid[])
    ORDER BY "id" FOR NO KEY UPDATE`;
  const rows = await tx.$queryRaw<(RoomOf & { memberId: string })[]>`
    SELECT s."id" AS "sessionId", c."generation", m."id" AS "memberId"
    FROM "session" s
    JOIN "call" c ON c."type" = s."call_type" AND c."id" = s."call_id"
    JOIN "member" m ON m."call_type" = c."type" AND m."call_id" = c."id"
    WHERE s."call_type" = ${ref.type} AND s."call_id" = ${ref.id} AND s."closed_at" IS NULL
      AND m."id" = ANY(${[...memberIds]}::text[]::uuid[])
      AND m."token_at" >= s."started_at" - ${clocksDiffer}::interval
    ORDER BY m."id"`;
  const [first] = rows;
  if (!first) return null;
  const { sessionId, generation } = first;
  return { room: { sessionId, generation }, memberIds: rows.map(({ memberId }) => memberId) };
};

/** Raises the call's generation, so that its room is another one; false when `room` is no longer the right one. */
export const leaveRoom = async (tx: Tx, room: RoomOf): Promise<boolean> => {
  const { sessionId: id, generation } = room;
  const { count } = await tx.call.updateMany({
    where: { generation, deletedAt: null, sessions: { some: { id, closedAt: null } } },
    data: { generation: { increment: 1 } },
  });
  return count === 1;
};

export const forgetEventsBefore = (then: Date) =>
  db().webhookEvent.deleteMany({ where: { receivedAt: { lt: then } } });

type Locked = CallRef & { closedAt: Date | null; generation: number };

/** The session, locked until the transaction ends: its attendances change one after another. */
export const lockSession = async (tx: Tx, sessionId: string): Promise<Locked | null> => {
  const rows = await tx.$queryRaw<Locked[]>`
    SELECT c."type", c."id", s."closed_at" AS "closedAt", c."generation"
    FROM "session" s JOIN "call" c ON c."type" = s."call_type" AND c."id" = s."call_id"
    WHERE s."id" = ${sessionId}::uuid FOR NO KEY UPDATE OF s`;
  return rows[0] ?? null;
};

/** The same, and the webhook noted; null as well when the webhook was seen before. */
export const lockSessionFor = async (tx: Tx, sessionId: string, eventId: string, now: Date) => {
  const rows = await tx.$queryRaw<Locked[]>`
    WITH locked AS (
      SELECT c."type", c."id", s."closed_at" AS "closedAt", c."generation"
      FROM "session" s JOIN "call" c ON c."type" = s."call_type" AND c."id" = s."call_id"
      WHERE s."id" = ${sessionId}::uuid FOR NO KEY UPDATE OF s
    ), noted AS (
      INSERT INTO "webhook_event" ("id", "received_at") SELECT ${eventId}, ${now} FROM locked
      ON CONFLICT ("id") DO NOTHING RETURNING "id"
    )
    SELECT locked.* FROM locked, noted`;
  return rows[0] ?? null;
};

/** A comparison with LiveKit comes every 15 s; after a gap longer than this nothing is known of the time before. */
const unbroken = "40 seconds";

/** Notes that these sessions agree with what LiveKit said after `at`. */
export const markCompared = (sessionIds: readonly string[], at: Date) => db().$executeRaw`
  UPDATE "session" SET
    "compared_since" = CASE WHEN "compared_at" > ${at}::timestamptz - ${unbroken}::interval
      THEN "compared_since" ELSE ${at} END,
    "compared_at" = ${at}
  WHERE "id" = ANY(${[...sessionIds]}::uuid[]) AND ("compared_at" IS NULL OR "compared_at" < ${at})`;

/**
 * Derives the session's times from its attendances, so that the order in which they came does not matter. `earliest` is
 * the earliest `joinedAt` that was just written: in a class of thousands most come after the first.
 */
export const deriveTimes = (tx: Tx, sessionId: string, earliest: Date) => tx.$executeRaw`
  UPDATE "session" s SET
    "opened_at" = CASE
      WHEN s."opened_at" <= ${earliest} THEN s."opened_at"
      ELSE (SELECT min("joined_at") FROM "attendance" WHERE "session_id" = s."id") END,
    "empty_since" = CASE
      WHEN EXISTS (SELECT 1 FROM "attendance" WHERE "session_id" = s."id" AND "left_at" IS NULL) THEN NULL
      ELSE coalesce((SELECT max("left_at") FROM "attendance" WHERE "session_id" = s."id"), s."empty_since") END
  WHERE s."id" = ${sessionId}::uuid`;

export type LiveSession = CallRef &
  SessionTimes & {
    readonly sessionId: string;
    readonly room: string;
    readonly settings: CallTypeSettings;
    readonly endsAt: Date | null;
    readonly openSids: readonly string[];
  };

type LiveRow = Omit<LiveSession, "room" | "settings"> & {
  generation: number;
  settings: unknown;
  override: unknown;
};

/** Sessions that are open, or that closed while somebody still counted as connected. */
export const liveSessions = async (): Promise<LiveSession[]> => {
  const rows = await db().$queryRaw<LiveRow[]>`
    SELECT s."id" AS "sessionId", c."type", c."id", c."generation", ct."settings", c."settings_override" AS "override",
      s."started_at" AS "startedAt", s."opened_at" AS "openedAt", s."empty_since" AS "emptySince",
      s."closed_at" AS "closedAt", s."ends_at" AS "endsAt",
      array(SELECT a."participant_sid" FROM "attendance" a
        WHERE a."session_id" = s."id" AND a."left_at" IS NULL) AS "openSids"
    FROM (
      SELECT "id" FROM "session" WHERE "closed_at" IS NULL
      UNION SELECT "session_id" FROM "attendance" WHERE "left_at" IS NULL
    ) live
    JOIN "session" s ON s."id" = live."id"
    JOIN "call" c ON c."type" = s."call_type" AND c."id" = s."call_id"
    JOIN "call_type" ct ON ct."id" = c."type"`;
  return rows.map(({ generation, override, settings, ...row }) => ({
    ...row,
    room: roomName({ sessionId: row.sessionId, generation }),
    settings: settingsOf(settings, override),
  }));
};

/** Whether any session is open, or anybody counts as connected. Both by partial indexes: history costs nothing. */
export const anythingLive = async (): Promise<boolean> => {
  const [row] = await db().$queryRaw<{ live: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM "session" WHERE "closed_at" IS NULL)
      OR EXISTS (SELECT 1 FROM "attendance" WHERE "left_at" IS NULL) AS "live"`;
  return row?.live ?? false;
};

/** Of these sessions, the ones this database knows, with the generation whose room is right; null when closed. */
export const generationsOf = async (
  sessionIds: readonly string[],
): Promise<ReadonlyMap<string, number | null>> => {
  const rows = await db().session.findMany({
    where: { id: { in: [...sessionIds] } },
    select: { id: true, closedAt: true, call: { select: { generation: true, deletedAt: true } } },
  });
  return new Map(
    rows.map((row) => [row.id, row.closedAt || row.call.deletedAt ? null : row.call.generation]),
  );
};

/** Closes a session that has been empty since before `emptyBefore`; false when somebody came, or it was closed. */
export const closeIfEmpty = async (
  tx: Tx,
  sessionId: string,
  emptyBefore: Date,
  now: Date,
): Promise<boolean> =>
  (await tx.$executeRaw`
    UPDATE "session" s SET "closed_at" = ${now}, "empty_since" = coalesce(s."empty_since", s."started_at")
    WHERE s."id" = ${sessionId}::uuid AND s."closed_at" IS NULL
      AND coalesce(s."empty_since", s."started_at") <= ${emptyBefore}
      AND NOT EXISTS (SELECT 1 FROM "attendance" a WHERE a."session_id" = s."id" AND a."left_at" IS NULL)`) ===
  1;

/** Held by the process that reconciles. Any constant would do. */
const reconcilerLock = 7_203_411_002;

/** Runs `work` unless another process is at it: the lock lives with a transaction that waits meanwhile, 2 min at most. */
export const alone = (work: () => Promise<void>): Promise<void> =>
  db().$transaction(
    async (tx) => {
      const [row] = await tx.$queryRaw<{ mine: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(${reconcilerLock}) AS "mine"`;
      if (row?.mine) await work();
    },
    { maxWait: 15_000, timeout: 120_000 },
  );

/**
 * Of these sign-ins, those that were ended, or are gone with their membership: whether because their link was revoked, and
 * when. One that merely ran out is not among them.
 */
export const endedSignIns = async (
  ids: readonly string[],
): Promise<ReadonlyMap<string, { isRevoked: boolean; at: Date | null }>> => {
  const rows = await db().signIn.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, endedAt: true, inviteLink: { select: { revokedAt: true } } },
  });
  const known = new Map(rows.map((row) => [row.id, row]));
  const ended = ids.filter((id) => known.get(id)?.endedAt !== null);
  return new Map(
    ended.map((id) => {
      const at = known.get(id)?.inviteLink?.revokedAt ?? null;
      return [id, { isRevoked: at !== null, at: at ?? known.get(id)?.endedAt ?? null }];
    }),
  );
};

export type LimitedSession = CallRef & {
  readonly sessionId: string;
  readonly startedAt: Date;
  readonly endsAt: Date | null;
  readonly extendedSeconds: number;
  readonly maxDurationSeconds: number | null;
};

type LimitedRow = Omit<LimitedSession, "maxDurationSeconds"> & { settings: unknown; override: unknown };

/** Open sessions of a call, or of all calls of a type, locked, with the limit that is in force for each. */
export const lockLimited = async (tx: Tx, of: { type: string; id?: string }): Promise<LimitedSession[]> => {
  const rows = await tx.$queryRaw<LimitedRow[]>`
    SELECT s."id" AS "sessionId", c."type", c."id", s."started_at" AS "startedAt", s."ends_at" AS "endsAt",
      s."extended_seconds" AS "extendedSeconds", ct."settings", c."settings_override" AS "override"
    FROM "session" s
    JOIN "call" c ON c."type" = s."call_type" AND c."id" = s."call_id"
    JOIN "call_type" ct ON ct."id" = c."type"
    WHERE s."closed_at" IS NULL AND c."type" = ${of.type} AND (${of.id ?? null}::text IS NULL OR c."id" = ${of.id ?? null})
    ORDER BY s."id" FOR NO KEY UPDATE OF s`;
  return rows.map(({ settings, override, ...row }) => ({
    ...row,
    maxDurationSeconds: settingsOf(settings, override).maxDurationSeconds,
  }));
};

/** Moves the end of an open session that the caller has locked. */
export const moveEnd = (tx: Tx, sessionId: string, endsAt: Date | null, extendedSeconds: number) =>
  tx.session.updateMany({ where: { id: sessionId, closedAt: null }, data: { endsAt, extendedSeconds } });

/** So long people are told why they are no longer in a session. */
const toldForMs = 30 * 60_000;

/** Whether the call's last session was ended by its limit, and not long ago. */
export const endedByLimit = async (ref: CallRef, now: Date): Promise<boolean> => {
  const last = await db().session.findFirst({
    where: { callType: ref.type, callId: ref.id },
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
    select: { closedAt: true, endsAt: true },
  });
  if (!last?.closedAt || !last.endsAt || last.closedAt < last.endsAt) return false;
  return now.getTime() - last.closedAt.getTime() < toldForMs;
};

/** The call of a session. */
export const callOf = async (tx: Tx, sessionId: string): Promise<CallRef | null> => {
  const where = { id: sessionId };
  const row = await tx.session.findUnique({ where, select: { callType: true, callId: true } });
  return row && { type: row.callType, id: row.callId };
};
