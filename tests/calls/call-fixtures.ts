import { randomBytes, randomUUID } from "node:crypto";
import type { Actor, CallRef } from "#lib/access.ts";
import { hashOfSecret } from "#lib/accounts/rules.ts";
import { db } from "#lib/db.ts";
import type { MemberRole } from "#lib/roles.ts";
import { actorOf, actorOfLink } from "#lib/session.ts";
import type { Clinic } from "#tests/support/clinic.ts";

/** A place in the call; null for none. */
export type Standing = { readonly role: MemberRole; readonly blocked: boolean } | null;

/** `link` leads to the call, or to another call if the person has no place in it; `other-link` always to another call. */
export type Asker = {
  readonly key: Parameters<Clinic["actor"]>[0];
  readonly by: "sign-in" | "link" | "other-link";
  readonly standing: Standing;
};

type Change = { readonly kind: "add" | "remove"; readonly state: "running" | "stopped" | "done" };
/** What a use case needs to exist before it can succeed. */
export type Needs = { readonly change?: Change };

/** What a use case is asked about: a call, and a member of it other than the asker. */
export type About = CallRef & {
  readonly sessionId: string;
  readonly other: { readonly userId: string; readonly memberId: string; readonly linkId: string };
  readonly changeId: string;
};

/** `secret` is the value of the cookie of a person who signed in by a link. */
export type Fixture = { readonly actor: Actor; readonly secret: string | null; readonly about: About };

const inAnHour = () => new Date(Date.now() + 3_600_000);
const type = "default";

/** The ids of a fixture, before anything is written. */
const plan = (asker: Asker) => ({
  asker,
  id: randomUUID(),
  otherCallId: randomUUID(),
  sessionId: randomUUID(),
  changeId: randomUUID(),
  other: { memberId: randomUUID(), linkId: randomUUID() },
  own: { memberId: randomUUID(), linkId: randomUUID(), secret: randomBytes(32).toString("base64url") },
  elsewhere: randomUUID(),
});
type Plan = ReturnType<typeof plan>;

const membersOf = ({ asker: { standing }, ...one }: Plan, userId: string, other: string) => {
  const own = standing && {
    id: one.own.memberId,
    callId: one.id,
    userId,
    role: standing.role,
    blockedAt: standing.blocked ? new Date() : null,
  };
  return [
    { id: one.other.memberId, callId: one.id, userId: other, role: "patient" as const },
    { id: one.elsewhere, callId: one.otherCallId, userId, role: "patient" as const },
    ...(own ? [own] : []),
  ].map((member) => ({ ...member, callType: type }));
};

const signInsOf = ({ asker: { by, standing }, own, elsewhere }: Plan, userId: string) => {
  if (by === "sign-in") return [];
  const memberId = by === "link" && standing ? own.memberId : elsewhere;
  return [
    {
      kind: "link" as const,
      secretHash: hashOfSecret(own.secret),
      userId,
      memberId,
      inviteLinkId: own.linkId,
      expiresAt: inAnHour(),
    },
  ];
};

/**
 * Creates for each asker a live call of Harbour Street with an end, with Ada as a patient who has a link. It rings for the
 * asker if they are a member.
 */
export const fixturesFor = async (
  clinic: Clinic,
  askers: readonly Asker[],
  { change }: Needs = {},
): Promise<Fixture[]> => {
  const { idOf, teams } = clinic;
  const plans = askers.map(plan);
  const by = { createdById: idOf.amara };
  const links = plans.flatMap((one) => [
    { id: one.other.linkId, memberId: one.other.memberId },
    ...signInsOf(one, idOf[one.asker.key]).map(({ memberId }) => ({ id: one.own.linkId, memberId })),
  ]);
  await db().call.createMany({
    data: plans.flatMap(({ id, otherCallId }) =>
      [id, otherCallId].map((callId) => ({ type, id: callId, teamId: teams.harbour, ...by })),
    ),
  });
  await db().member.createMany({
    data: plans.flatMap((one) => membersOf(one, idOf[one.asker.key], idOf.ada)),
  });
  await db().session.createMany({
    data: plans.map(({ id, sessionId }) => ({
      id: sessionId,
      callType: type,
      callId: id,
      startedById: idOf.amara,
      endsAt: inAnHour(),
    })),
  });
  await db().inviteLink.createMany({
    data: links.map((link) => ({
      ...link,
      ...by,
      tokenHash: randomBytes(32).toString("hex"),
      expiresAt: inAnHour(),
    })),
  });
  await db().signIn.createMany({ data: plans.flatMap((one) => signInsOf(one, idOf[one.asker.key])) });
  await db().ring.createMany({
    data: plans
      .filter(({ asker }) => asker.standing)
      .map(({ asker, sessionId, own: { memberId } }) => ({
        sessionId,
        userId: idOf[asker.key],
        memberId,
        rungById: idOf.amara,
        rungAt: new Date(),
        expiresAt: inAnHour(),
      })),
  });
  if (change)
    await db().bulkChange.createMany({
      data: plans.map(({ id, changeId }) => ({
        id: changeId,
        callType: type,
        callId: id,
        ...by,
        ...change,
        finishedAt: change.state === "running" ? null : new Date(),
      })),
    });
  return Promise.all(plans.map((one) => fixtureOf(clinic, one)));
};

const fixtureOf = async (clinic: Clinic, { asker, own, other, ...ids }: Plan): Promise<Fixture> => {
  const secret = asker.by === "sign-in" ? null : own.secret;
  const actor = secret ? await actorOfLink(secret) : await actorOf(clinic.idOf[asker.key]);
  if (!actor) throw new Error("The link gave no sign-in.");
  const { id, sessionId, changeId } = ids;
  const about = { type, id, sessionId, changeId, other: { userId: clinic.idOf.ada, ...other } };
  return { actor, secret, about };
};
