import "server-only";
import { settingsOf } from "#lib/call-types/rules.ts";
import type { Tx } from "#lib/db.ts";
import { fetchAll, kysely } from "#lib/sql.ts";

/** Open sessions of a call, or of all calls of a type, locked, with the limit in force for each. */
export async function lockLimited(tx: Tx, { type, id }: { type: string; id?: string }) {
  const query = kysely
    .selectFrom("session as s")
    .innerJoin("call as c", (join) =>
      join.onRef("c.type", "=", "s.call_type").onRef("c.id", "=", "s.call_id"),
    )
    .innerJoin("call_type as ct", "ct.id", "c.type")
    .where("s.closed_at", "is", null)
    .where("c.type", "=", type)
    .$if(id !== undefined, (all) => all.where("c.id", "=", id ?? ""))
    .orderBy("s.id")
    .select([
      "s.id as sessionId",
      "c.type",
      "c.id",
      "s.started_at as startedAt",
      "s.ends_at as endsAt",
      "s.extended_seconds as extendedSeconds",
      "ct.settings",
      "c.settings_override as override",
    ])
    .forNoKeyUpdate("s");
  const rows = await fetchAll(tx, query);
  return rows.map(({ settings, override, ...row }) => ({
    ...row,
    maxDurationSeconds: settingsOf(settings, override).maxDurationSeconds,
  }));
}

export type LimitedSession = Awaited<ReturnType<typeof lockLimited>>[number];

/** Moves the end of an open session that the caller has locked. */
export const moveEnd = (tx: Tx, sessionId: string, endsAt: Date | null, extendedSeconds: number) =>
  tx.session.updateMany({ where: { id: sessionId, closedAt: null }, data: { endsAt, extendedSeconds } });
