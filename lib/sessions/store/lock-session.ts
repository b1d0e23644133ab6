import "server-only";
import { db, type Tx } from "#lib/db.ts";
import { execute, fetchFirst, kysely } from "#lib/sql.ts";

const lockedSession = (sessionId: string) =>
  kysely
    .selectFrom("session as s")
    .innerJoin("call as c", (join) =>
      join.onRef("c.type", "=", "s.call_type").onRef("c.id", "=", "s.call_id"),
    )
    .where("s.id", "=", sessionId)
    .select(["c.type", "c.id", "s.closed_at as closedAt", "c.generation"])
    .forNoKeyUpdate("s");

/** Its attendances change one after another. */
export const lockSession = (tx: Tx, sessionId: string) => fetchFirst(tx, lockedSession(sessionId));

/** Also null when the webhook was seen before. */
export function lockSessionFor(tx: Tx, sessionId: string, eventId: string, now: Date) {
  const query = kysely
    .with("locked", () => lockedSession(sessionId))
    .with("noted", (qb) =>
      qb
        .insertInto("webhook_event")
        .columns(["id", "received_at"])
        .expression(({ selectFrom, val }) =>
          selectFrom("locked").select([val(eventId).as("id"), val(now).as("received_at")]),
        )
        .onConflict((conflict) => conflict.column("id").doNothing())
        .returning("id"),
    )
    .selectFrom(["locked", "noted"])
    .selectAll("locked");
  return fetchFirst(tx, query);
}

export const forgetEventsBefore = (then: Date) =>
  db().webhookEvent.deleteMany({ where: { receivedAt: { lt: then } } });

/** `earliest`, of the `joinedAt` just written, spares reading the ledger: most members come after the first. */
export function deriveTimes(tx: Tx, sessionId: string, earliest: Date) {
  const query = kysely
    .updateTable("session as s")
    .where("s.id", "=", sessionId)
    .set(({ case: choose, exists, fn, ref, selectFrom }) => {
      const attendances = selectFrom("attendance as a").whereRef("a.session_id", "=", "s.id");
      const firstJoined = attendances.select(({ fn }) => fn.min("a.joined_at").as("at"));
      const lastLeft = attendances.select(({ fn }) => fn.max("a.left_at").as("at"));
      return {
        opened_at: choose()
          .when("s.opened_at", "<=", earliest)
          .then(ref("s.opened_at"))
          .else(firstJoined)
          .end(),
        empty_since: choose()
          .when(exists(attendances.where("a.left_at", "is", null)))
          .then(null)
          .else(fn.coalesce(lastLeft, "s.empty_since"))
          .end(),
      };
    });
  return execute(tx, query);
}
