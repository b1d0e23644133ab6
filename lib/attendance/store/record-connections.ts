import "server-only";
import { sql } from "kysely";
import { maxConnections } from "#lib/attendance/rules.ts";
import { db, type Tx } from "#lib/db.ts";
import type { Connection } from "#lib/livekit-participants.ts";
import { anyOf, execute, given, kysely } from "#lib/sql.ts";

/** Whether a connection is in the session's attendances. */
export const isNoted = async (sessionId: string, sid: string): Promise<boolean> =>
  (await db().attendance.count({ where: { sessionId, participantSid: sid } })) > 0;

export const connectedIn = (client: Tx | ReturnType<typeof db>, sessionId: string): Promise<number> =>
  client.attendance.count({ where: { sessionId, leftAt: null } });

/** How far LiveKit's clock and ours may differ, plus the time LiveKit may take to respond. */
const clockSkew = sql`interval '5 seconds'`;
/** A person who was gone at the first comparison after we heard of them left within this time. */
const goneWithin = sql`interval '20 seconds'`;

/** The connections of current and former members of the session's call, with whose they are. */
function knownConnections(sessionId: string, connections: readonly Connection[]) {
  const rows = connections.map(({ sid, identity, device, joinedAt }) => ({
    sid,
    identity,
    device,
    joinedAt,
  }));
  const types = { sid: "text", identity: "uuid", device: "text", joinedAt: "timestamptz" } as const;
  return kysely
    .selectFrom(given("c", rows, types))
    .innerJoin("session as s", (join) => join.on("s.id", "=", sessionId))
    .leftJoin("member as m", (join) =>
      join
        .onRef("m.id", "=", "c.identity")
        .onRef("m.call_type", "=", "s.call_type")
        .onRef("m.call_id", "=", "s.call_id"),
    )
    .leftJoin("former_member as f", (join) =>
      join
        .on("m.id", "is", null)
        .onRef("f.id", "=", "c.identity")
        .onRef("f.call_type", "=", "s.call_type")
        .onRef("f.call_id", "=", "s.call_id"),
    )
    .where((eb) => eb.or([eb("m.id", "is not", null), eb("f.id", "is not", null)]));
}

/** Known connections that are in the ledger already, or whose person has made fewer than `maxConnections` this hour. */
const acceptedConnections = (sessionId: string, connections: readonly Connection[]) =>
  knownConnections(sessionId, connections).where((eb) =>
    eb.or([
      eb.exists(eb.selectFrom("attendance as known").whereRef("known.participant_sid", "=", "c.sid")),
      eb(
        eb
          .selectFrom("attendance as other")
          .whereRef("other.session_id", "=", "s.id")
          .whereRef("other.user_id", "=", eb.fn.coalesce("m.user_id", "f.user_id"))
          .where("other.joined_at", ">", sql<Date>`${eb.ref("c.joinedAt")} - interval '1 hour'`)
          .select(eb.fn.countAll<number>().as("count")),
        "<",
        maxConnections,
      ),
    ]),
  );

/**
 * Records connections of current and former members, in any order and any number of times: the first row stays, and the
 * earliest `joinedAt` counts. A connection that is heard of for the first time at `heardAt`, and was gone when LiveKit was
 * asked after that, has already left.
 */
export function addConnections(
  tx: Tx,
  sessionId: string,
  connections: readonly Connection[],
  heardAt: Date,
): Promise<number> {
  const heard = sql<Date>`${heardAt}::timestamptz`;
  const rows = acceptedConnections(sessionId, connections).select(({ fn, ref }) => [
    sql`gen_random_uuid()`.as("id"),
    "s.id as session_id",
    fn.coalesce("m.user_id", "f.user_id").as("user_id"),
    "m.id as member_id",
    fn.coalesce("m.role", "f.role").as("role"),
    "c.sid",
    "c.device",
    "c.joinedAt",
    sql`case when ${heard} < ${ref("s.compared_at")} - ${clockSkew} then greatest(${ref("c.joinedAt")}, least(
      ${ref("s.compared_at")}, case when ${heard} >= ${ref("s.compared_since")} then ${heard} + ${goneWithin} end)) end`.as(
      "left_at",
    ),
  ]);
  const insert = kysely
    .insertInto("attendance")
    .columns([
      "id",
      "session_id",
      "user_id",
      "member_id",
      "role",
      "participant_sid",
      "device",
      "joined_at",
      "left_at",
    ])
    .expression(rows)
    .onConflict((conflict) =>
      conflict
        .column("participant_sid")
        .doUpdateSet(({ eb, fn, ref }) => ({
          joined_at: fn<Date>("least", ["attendance.joined_at", "excluded.joined_at"]),
          device: eb
            .case()
            .when("attendance.device", "=", "")
            .then(ref("excluded.device"))
            .else(ref("attendance.device"))
            .end(),
        }))
        .whereRef("attendance.session_id", "=", "excluded.session_id"),
    );
  return execute(tx, insert);
}

export const endConnection = (tx: Tx, sessionId: string, sid: string, at: Date) =>
  execute(
    tx,
    kysely
      .updateTable("attendance")
      .set(({ ref }) => ({
        left_told: true,
        left_at: sql<Date>`greatest(${ref("joined_at")},
          case when ${ref("left_told")} then least(${ref("left_at")}, ${at}) else ${at} end)`,
      }))
      .where("session_id", "=", sessionId)
      .where("participant_sid", "=", sid),
  );

/** These were noticed to be gone: they left by `at`. */
export const endMissing = (tx: Tx, sessionId: string, sids: readonly string[], at: Date) =>
  execute(
    tx,
    kysely
      .updateTable("attendance")
      .set(({ ref }) => ({ left_at: sql<Date>`greatest(${ref("joined_at")}, ${at})` }))
      .where("session_id", "=", sessionId)
      .where("left_at", "is", null)
      .where("participant_sid", "=", anyOf(sids)),
  );

/** The room is gone, and with it all who joined by `at`. Those noticed to be gone later left by then. */
export const endAll = (tx: Tx, sessionId: string, at: Date) =>
  execute(
    tx,
    kysely
      .updateTable("attendance")
      .set(({ ref }) => ({
        left_at: sql<Date>`greatest(${ref("joined_at")}, least(${ref("left_at")}, ${at}))`,
      }))
      .where("session_id", "=", sessionId)
      .where("left_told", "=", false)
      .where("joined_at", "<=", at),
  );

/** LiveKit still has these connected: they were noted as gone by mistake. Changes nothing in a closed session. */
export const reopen = (tx: Tx, sessionId: string, sids: readonly string[]) =>
  execute(
    tx,
    kysely
      .updateTable("attendance as a")
      .from("session as s")
      .set({ left_at: null })
      .where("a.session_id", "=", sessionId)
      .whereRef("s.id", "=", "a.session_id")
      .where("s.closed_at", "is", null)
      .where("a.left_at", "is not", null)
      .where("a.left_told", "=", false)
      .where("a.participant_sid", "=", anyOf(sids)),
  );
