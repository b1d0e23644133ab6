import "server-only";
import { sql } from "kysely";
import { settingsOf } from "#lib/call-types/rules.ts";
import { db } from "#lib/db.ts";
import { roomName } from "#lib/sessions/rules.ts";
import { anyOf, asBoolean, execute, fetchAll, fetchFirst, kysely } from "#lib/sql.ts";

/** LiveKit is asked every 15 s. After a longer gap than this, nothing is known about the time before. */
const maxGap = sql`interval '40 seconds'`;

export function markCompared(sessionIds: readonly string[], at: Date) {
  const query = kysely
    .updateTable("session")
    .set(({ ref }) => ({
      compared_since: sql<Date>`case when ${ref("compared_at")} > ${at}::timestamptz - ${maxGap}
        then ${ref("compared_since")} else ${at} end`,
      compared_at: at,
    }))
    .where("id", "=", anyOf(sessionIds))
    .where(({ eb, or }) => or([eb("compared_at", "is", null), eb("compared_at", "<", at)]));
  return execute(db(), query);
}

const openSessions = kysely.selectFrom("session").where("closed_at", "is", null);
const openAttendances = kysely.selectFrom("attendance as a").where("a.left_at", "is", null);

/** Sessions that are open, or in which people still count as connected. */
export async function liveSessions() {
  const live = openSessions.select("id").union(openAttendances.select("a.session_id as id"));
  const query = kysely
    .selectFrom(live.as("live"))
    .innerJoin("session as s", "s.id", "live.id")
    .innerJoin("call as c", (join) =>
      join.onRef("c.type", "=", "s.call_type").onRef("c.id", "=", "s.call_id"),
    )
    .innerJoin("call_type as ct", "ct.id", "c.type")
    .select(({ ref }) => [
      "s.id as sessionId",
      "c.type",
      "c.id",
      "c.generation",
      "ct.settings",
      "c.settings_override as override",
      "s.started_at as startedAt",
      "s.opened_at as openedAt",
      "s.empty_since as emptySince",
      "s.closed_at as closedAt",
      "s.ends_at as endsAt",
      sql<string[]>`array${openAttendances
        .select("a.participant_sid")
        .where("a.session_id", "=", ref("s.id"))}`.as("openSids"),
    ]);
  const rows = await fetchAll(db(), query);
  return rows.map(({ generation, override, settings, ...row }) => ({
    ...row,
    room: roomName({ sessionId: row.sessionId, generation }),
    settings: settingsOf(settings, override),
  }));
}

export type LiveSession = Awaited<ReturnType<typeof liveSessions>>[number];

/** Fast however long the history is, by partial indexes. */
export async function anythingLive(): Promise<boolean> {
  const query = kysely.selectNoFrom(({ exists, or }) =>
    asBoolean(or([exists(openSessions), exists(openAttendances)])).as("live"),
  );
  return (await fetchFirst(db(), query))?.live ?? false;
}

/** Of sessions this database knows; null for closed ones. */
export async function generationsOf(
  sessionIds: readonly string[],
): Promise<ReadonlyMap<string, number | null>> {
  const rows = await db().session.findMany({
    where: { id: { in: [...sessionIds] } },
    select: { id: true, closedAt: true, call: { select: { generation: true, deletedAt: true } } },
  });
  return new Map(
    rows.map((row) => [row.id, row.closedAt || row.call.deletedAt ? null : row.call.generation]),
  );
}

const reconcilerLock = 7_203_411_002;

/** Runs `work` unless another process does. A transaction holds the lock meanwhile, for at most 2 min. */
export const withReconcilerLock = (work: () => Promise<void>): Promise<void> =>
  db().$transaction(
    async (tx) => {
      const [row] = await tx.$queryRaw<{ mine: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(${reconcilerLock}) AS "mine"`;
      if (row?.mine) await work();
    },
    { maxWait: 15_000, timeout: 120_000 },
  );
