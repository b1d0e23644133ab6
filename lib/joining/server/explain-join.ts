import "server-only";
import { z } from "zod";
import { type Actor, allow, type CallRef } from "#lib/access.ts";
import { personOf } from "#lib/accounts/store.ts";
import { AppError } from "#lib/errors.ts";
import type { JoinDecision, JoinRefusal } from "#lib/joining/rules.ts";
import { decideAbout } from "#lib/joining/server.ts";
import * as store from "#lib/joining/store.ts";

/** What the decision comes to for an admin: its code, and NOT_FOUND told apart by what is behind it. */
export type Situation =
  | "IN"
  | "MAY_COME_IN"
  | "NOT_STARTED"
  | "NO_ACCOUNT"
  | "NOT_MEMBER"
  | "NO_RIGHT_TO_JOIN"
  | Exclude<JoinRefusal["code"], "NOT_FOUND">;

const situationOf = (decision: JoinDecision, { call, person }: store.JoinFacts): Situation => {
  if (decision.ok && person.member?.connectedDevice !== null) return "IN";
  // Whoever may come early is let in, yet there is no room before somebody starts.
  if (decision.ok) return call.live ? "MAY_COME_IN" : "NOT_STARTED";
  // No fresh link is made for somebody who is blocked: that comes first.
  if (decision.code === "LINK_EXPIRED" && person.member?.blocked) return "BLOCKED";
  if (decision.code !== "NOT_FOUND") return decision.code;
  if (person.disabled) return "NO_ACCOUNT";
  return person.member ? "NO_RIGHT_TO_JOIN" : "NOT_MEMBER";
};

/**
 * What a person would meet right now if they tried to come in, decided by what decides it then, and what an admin needs to
 * know to help.
 * @throws AppError NOT_ALLOWED, NOT_FOUND (no such call or person)
 */
export const explainedJoin = async (
  actor: Actor,
  { userId, ...ref }: CallRef & { userId: string },
  now = new Date(),
) => {
  const permit = allow(actor, "admin.read", undefined);
  if (!z.uuid().safeParse(userId).success) throw new AppError("NOT_FOUND");
  const [person, facts] = await Promise.all([
    personOf(permit, userId),
    store.factsOf(permit, ref, userId, now),
  ]);
  if (!person || !facts) throw new AppError("NOT_FOUND");
  const decision = decideAbout(facts, now);
  return {
    person,
    decision,
    situation: situationOf(decision, facts),
    opensAt: !decision.ok && decision.code === "TOO_EARLY" ? decision.opensAt : null,
    member: facts.person.memberId ? { id: facts.person.memberId, role: facts.person.role } : null,
    mayMissLink: !facts.person.hasPassword,
    maxParticipants: facts.call.maxParticipants,
  };
};
export type ExplainedJoin = Awaited<ReturnType<typeof explainedJoin>>;
