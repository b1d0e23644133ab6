import "server-only";
import type { Actor, CallRef, Permit } from "#lib/access.ts";
import { db } from "#lib/db.ts";
import { anyOf, asBoolean, fetchAll, fetchFirst, kysely } from "#lib/sql.ts";
import { type JoinFacts, noPerson, toFacts, toPerson } from "./map-facts.ts";
import { callAndPersonFacts, callFacts, connectionColumns, personColumns } from "./select-facts.ts";

/** `linkWorks` is true for everyone who did not come by a link. */
export type OwnFacts = JoinFacts & { readonly linkWorks: boolean };

const workingSignIn = ({ signInId, userId }: Actor, now: Date) =>
  kysely
    .selectFrom("sign_in as si")
    .innerJoin("invite_link as l", "l.id", "si.invite_link_id")
    .where("si.id", "=", signInId)
    .where("si.user_id", "=", userId)
    .where("si.ended_at", "is", null)
    .where("l.revoked_at", "is", null)
    .where("l.expires_at", ">", now);

/** Null alike for strangers' calls, deleted ones and none at all, by one query, so that its time tells nothing either. */
export async function findOwnFacts(actor: Actor, ref: CallRef, now: Date): Promise<OwnFacts | null> {
  const bound = actor.boundTo ?? ref;
  const query = callFacts(ref)
    .innerJoin("member as m", (join) =>
      join
        .onRef("m.call_type", "=", "c.type")
        .onRef("m.call_id", "=", "c.id")
        .on("m.user_id", "=", actor.userId),
    )
    .innerJoin("user as u", "u.id", "m.user_id")
    .where("c.type", "=", bound.type)
    .where("c.id", "=", bound.id)
    .select(personColumns(now))
    .select(connectionColumns())
    .select(({ exists, lit, or }) =>
      asBoolean(or([lit(actor.kind === "staff"), exists(workingSignIn(actor, now))])).as("linkWorks"),
    );
  const row = await fetchFirst(db(), query);
  return row && { ...toFacts(row), linkWorks: row.linkWorks };
}

export async function findFactsFor(
  _permit: Permit<"admin.read">,
  ref: CallRef,
  userId: string,
  now: Date,
): Promise<JoinFacts | null> {
  const row = await fetchFirst(db(), callAndPersonFacts(ref, userId, now));
  return row && toFacts(row);
}

/** For thousands of members at once, who are known to be connected. */
export async function findFactsOfMembers(ref: CallRef, memberIds: readonly string[], now: Date) {
  const call = await fetchFirst(db(), callFacts(ref));
  if (!call) return null;
  const query = kysely
    .selectFrom("member as m")
    .innerJoin("user as u", "u.id", "m.user_id")
    .where("m.call_type", "=", ref.type)
    .where("m.call_id", "=", ref.id)
    .where("m.id", "=", anyOf(memberIds))
    .select(personColumns(now));
  const people = await fetchAll(db(), query);
  const { call: joinCall, ...rules } = toFacts({ ...call, ...noPerson });
  return { call: joinCall, people: people.map((row) => toPerson({ ...noPerson, ...row }, rules)) };
}
