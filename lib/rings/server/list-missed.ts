import "server-only";
import { type Actor, can } from "#lib/access.ts";
import { relationOf } from "#lib/calls/store.ts";
import { db } from "#lib/db.ts";
import { findMissed } from "#lib/rings/store/find-missed.ts";

const maxMissed = 10;

/** The actor's missed calls of the last day that they did not join since, newest first. */
export async function listMissedRings(actor: Actor, now = new Date()) {
  const rows = await findMissed(actor, now, maxMissed);
  return Promise.all(
    rows.map(async ({ type, id, ringId, rungAt, live, caller, callerMemberId }) => {
      const relation = await relationOf(db(), actor, { type, id });
      const mayRing = relation !== null && can(actor, "call.ring", relation);
      /** Whom to ring back; null when the actor may not, or the visit is live and can be joined. */
      const ringBack = mayRing && !live ? callerMemberId : null;
      return { type, id, ringId, rungAt, live, caller, ringBack };
    }),
  );
}

export type MissedRing = Awaited<ReturnType<typeof listMissedRings>>[number];
