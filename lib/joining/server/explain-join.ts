import "server-only";
import { z } from "zod";
import { type Actor, allow, type CallRef } from "#lib/access.ts";
import { personOf } from "#lib/accounts/store.ts";
import { AppError } from "#lib/errors.ts";
import { decideJoin, hasNoWayIn, type JoinDecision, type JoinRefusal } from "#lib/joining/rules.ts";
import { findFactsFor } from "#lib/joining/store/find-facts.ts";
import type { JoinFacts } from "#lib/joining/store/map-facts.ts";

/** The decision's code for an administrator, with the reasons for NOT_FOUND told apart. */
export type Situation =
  | "IN"
  | "MAY_COME_IN"
  | "NOT_STARTED"
  | "NO_ACCOUNT"
  | "NOT_MEMBER"
  | "NO_RIGHT_TO_JOIN"
  | Exclude<JoinRefusal["code"], "NOT_FOUND">;

function situationOf(decision: JoinDecision, { call, person }: JoinFacts): Situation {
  if (decision.ok && person.member?.connectedDevice !== null) return "IN";
  // Members with `join-early` are let in, but there is no room before someone starts the call.
  if (decision.ok) return call.live ? "MAY_COME_IN" : "NOT_STARTED";
  // A blocked member can't get a new link, so that comes first.
  if (decision.code === "LINK_EXPIRED" && person.member?.blocked) return "BLOCKED";
  if (decision.code !== "NOT_FOUND") return decision.code;
  if (person.disabled) return "NO_ACCOUNT";
  return person.member ? "NO_RIGHT_TO_JOIN" : "NOT_MEMBER";
}

/** In the window they are connected with, if any. */
export function decideForPerson({ call, person }: JoinFacts, now: Date): JoinDecision {
  const device = person.member?.connectedDevice ?? "";
  const linkExpired = person.member !== null && hasNoWayIn(person);
  const asked = { disabled: person.disabled, teamIds: person.teamIds, linkExpired, device, takeOver: false };
  return decideJoin(call, person.member, asked, now);
}

type Question = CallRef & { readonly userId: string };

/** The decision that a person would get right now. @throws AppError NOT_ALLOWED */
export async function joinDecisionFor(actor: Actor, question: Question, now = new Date()) {
  const permit = allow(actor, "admin.read", undefined);
  const facts = await findFactsFor(permit, question, question.userId, now);
  const noCall: JoinDecision = { ok: false, code: "NOT_FOUND" };
  return facts ? decideForPerson(facts, now) : noCall;
}

/** The same, with what an administrator needs to know to help. @throws AppError NOT_ALLOWED, NOT_FOUND */
export async function explainJoin(actor: Actor, { userId, ...ref }: Question, now = new Date()) {
  const permit = allow(actor, "admin.read", undefined);
  if (!z.uuid().safeParse(userId).success) throw new AppError("NOT_FOUND");
  const [person, facts] = await Promise.all([
    personOf(permit, userId),
    findFactsFor(permit, ref, userId, now),
  ]);
  if (!person || !facts) throw new AppError("NOT_FOUND");
  const decision = decideForPerson(facts, now);
  return {
    person,
    decision,
    situation: situationOf(decision, facts),
    opensAt: !decision.ok && decision.code === "TOO_EARLY" ? decision.opensAt : null,
    member: facts.person.memberId ? { id: facts.person.memberId, role: facts.person.role } : null,
    mayMissLink: !facts.person.hasPassword,
    maxParticipants: facts.call.maxParticipants,
  };
}
export type ExplainedJoin = Awaited<ReturnType<typeof explainJoin>>;
