import "server-only";
import type { CallRef } from "#lib/access.ts";
import { decideJoin, type JoinDecision, lostWayIn } from "#lib/joining/rules.ts";
import { findFactsOfMembers } from "#lib/joining/store/find-facts.ts";

/** Refused are members who lost their right to be in since they joined, and unknown ids. */
export async function decideMembers(
  ref: CallRef,
  memberIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, JoinDecision>> {
  const facts = await findFactsOfMembers(ref, memberIds, now);
  const people = new Map(facts?.people.map((person) => [person.memberId, person]));
  const call = facts && { ...facts.call, connectedOthers: 0 };
  const decide = (memberId: string) => {
    const person = people.get(memberId);
    const member = person?.member ?? null;
    const asked = {
      disabled: person?.disabled ?? false,
      teamIds: person?.teamIds ?? [],
      linkExpired: person ? lostWayIn(person) : false,
      // They are in, so the connected window is their own.
      device: member?.connectedDevice ?? "",
      takeOver: true,
    };
    return decideJoin(call, member, asked, now);
  };
  return new Map(memberIds.map((memberId) => [memberId, decide(memberId)]));
}
