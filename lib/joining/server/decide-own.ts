import "server-only";
import { type Actor, type CallRef, can } from "#lib/access.ts";
import { decideJoin, type JoinDecision } from "#lib/joining/rules.ts";
import type { OwnFacts } from "#lib/joining/store/find-facts.ts";

type Window = { readonly device: string; readonly takeOver: boolean };

/** The decision for the actor, in the window that asks. */
export const decideOwn = (
  facts: OwnFacts | null,
  actor: Actor,
  { device, takeOver }: Window,
  now: Date,
): JoinDecision =>
  decideJoin(
    facts?.call ?? null,
    facts?.person.member ?? null,
    {
      disabled: facts?.person.disabled ?? false,
      teamIds: actor.teamIds,
      linkExpired: facts?.linkWorks === false,
      device,
      takeOver,
    },
    now,
  );

export function relationIn(facts: OwnFacts, ref: CallRef) {
  const { memberId, member } = facts.person;
  const { teamId } = facts.call;
  return { ...ref, teamId, member: memberId && member ? { id: memberId, ...member } : null };
}

export function rightsIn(facts: OwnFacts, actor: Actor, ref: CallRef) {
  const relation = relationIn(facts, ref);
  const over = facts.call.endedAt !== null || facts.call.cancelledAt !== null;
  return {
    mayStart: !over && !facts.call.live && can(actor, "call.start", relation),
    mayEnd: !over && can(actor, "call.end", relation),
    mayExtend: !over && Boolean(facts.session?.endsAt) && can(actor, "session.extend", relation),
  };
}
